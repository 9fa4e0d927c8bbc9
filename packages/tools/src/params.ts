import { AudioError } from '@studiohand/core/audio';
import type { JsonSchema, ParameterSet } from '@studiohand/core/tool';
import { z } from 'zod';

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
        return path ? `${path}: ${issue.message}` : issue.message;
      });
      throw new AudioError(
        'invalid-parameter',
        problems.join('; '),
        `Known parameters: ${Object.keys(object.shape).join(', ')}.`,
      );
    },
  };
}
