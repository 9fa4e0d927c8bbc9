import { AudioError } from '@studiohand/core/audio';
import type { JsonSchema, ParameterSet } from '@studiohand/core/tool';
import { z } from 'zod';

/** What is wrong with a value, without the words of the schema library. */
function wordsOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'too_big' && issue.origin !== 'string')
    return `${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}`;
  if (issue.code === 'too_small' && issue.origin !== 'string')
    return `${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}`;
  if (issue.code === 'invalid_value') return `one of ${issue.values.map(String).join(', ')}`;
  return issue.message;
}

/**
 * Parameters of a tool from one zod object: the source of types, command-line flags, forms, presets and docs.
 * Units and steps go into `.meta({ unit, step, scale })` and survive into the JSON Schema. Unknown keys are refused.
 */
export function zodParameters<T extends z.ZodRawShape>(object: z.ZodObject<T>): ParameterSet<z.output<z.ZodObject<T>>> {
  const strict = object.strict();
  return {
    schema: z.toJSONSchema(strict, { io: 'input' }) as JsonSchema,
    parse(input: unknown): z.output<z.ZodObject<T>> {
      const result = strict.safeParse(input ?? {});
      if (result.success) return result.data as z.output<z.ZodObject<T>>;
      const problems = result.error.issues.map((issue) => {
        const path = issue.path.join('.');
        return path ? `${path}: ${wordsOf(issue)}` : wordsOf(issue);
      });
      throw new AudioError(
        'invalid-parameter',
        problems.join('; '),
        `Known parameters: ${Object.keys(object.shape).join(', ')}.`,
      );
    },
  };
}
