import { AudioError } from '@studiohand/core/audio';
import { type ModelPolicy, parsePolicy, type ReasonCode } from '@studiohand/core/rights';

/** What `models policy` can be told. */
export interface PolicyOptions {
  readonly commercial?: boolean;
  readonly private?: boolean;
  readonly denyModel: readonly string[];
  readonly undenyModel: readonly string[];
  readonly denyReason: readonly string[];
  readonly undenyReason: readonly string[];
  readonly acceptModelRisk: readonly string[];
}

/** The policy after these changes. Throws AudioError 'invalid-parameter' for reasons that do not exist. */
export function changePolicy(policy: ModelPolicy, options: PolicyOptions): { policy: ModelPolicy; changed: boolean } {
  if (options.commercial && options.private)
    throw new AudioError('invalid-parameter', 'Work is either commercial or private.', 'Give one of both.');
  const lists = [options.denyModel, options.undenyModel, options.denyReason, options.undenyReason];
  const changed = Boolean(options.commercial ?? options.private) || lists.some((list) => list.length > 0);
  const without = (all: readonly string[], more: readonly string[], less: readonly string[]): string[] =>
    [...new Set([...all, ...more])].filter((entry) => !less.includes(entry));
  return {
    changed,
    policy: parsePolicy({
      ...policy,
      commercial: options.private ? false : options.commercial ? true : policy.commercial,
      deniedModels: without(policy.deniedModels, options.denyModel, options.undenyModel),
      deniedReasons: without(policy.deniedReasons, options.denyReason, options.undenyReason) as ReasonCode[],
    }),
  };
}
