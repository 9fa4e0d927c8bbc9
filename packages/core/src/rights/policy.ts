/** The rules of a studio over the gate's own: they can make it stricter, never looser. */
import { FieldReader } from './fieldReader.ts';
import { REASONS, type ReasonCode } from './reasons.ts';

export interface ModelPolicy {
  readonly schema: 'model-policy/1';
  /** Whether the work is for sale, which is what professional work is: the licence questions depend on it. */
  readonly commercial: boolean;
  /** Ids of models that never run here. */
  readonly deniedModels: readonly string[];
  /** Reasons that are not open to confirmation here. */
  readonly deniedReasons: readonly ReasonCode[];
}

export const DEFAULT_POLICY: ModelPolicy = {
  schema: 'model-policy/1',
  commercial: true,
  deniedModels: [],
  deniedReasons: [],
};

/** The policy in `value`. Throws AudioError 'invalid-parameter'. */
export function parsePolicy(value: unknown): ModelPolicy {
  const r = new FieldReader();
  const fields = r.object(value, '', ['schema', 'commercial', 'deniedModels', 'deniedReasons']);
  const codes = Object.keys(REASONS) as ReasonCode[];
  const policy: ModelPolicy = {
    schema: r.choice(fields['schema'], 'schema', ['model-policy/1']),
    commercial: r.boolean(fields['commercial'], 'commercial'),
    deniedModels: r.list(fields['deniedModels'], 'deniedModels', (v, p) => r.text(v, p)),
    deniedReasons: r.list(fields['deniedReasons'], 'deniedReasons', (v, p) => r.choice(v, p, codes)),
  };
  r.finish('The model policy', '`studiohand models policy` prints and changes it.');
  return policy;
}
