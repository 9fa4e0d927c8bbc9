/**
 * Fills parameters of any tool from what is selected on the timeline: those whose schema says which end of the
 * selection they are, by `.meta({ selection: 'fromSeconds' })`.
 */
import type { JsonSchema } from '@studiohand/core/tool';
import { defaultsOf, fieldsOf } from './parameters.ts';

/** A selection in seconds of the source, and in Hz where it has edges in frequency. */
export interface Region {
  readonly fromSeconds: number;
  readonly toSeconds: number;
  readonly fromHz?: number;
  readonly toHz?: number;
}

/** The value of the `selection` mark of a parameter. */
export type SelectionPart = keyof Region;

const PARTS: readonly SelectionPart[] = ['fromSeconds', 'toSeconds', 'fromHz', 'toHz'];
/** Places to a millisecond, frequencies to a tenth. */
const GRID: Readonly<Record<SelectionPart, number>> = { fromSeconds: 1000, toSeconds: 1000, fromHz: 10, toHz: 10 };

/** Keys of the parameters that take a part of the selection, in the order of the schema. */
export function selectionKeys(schema: JsonSchema): ReadonlyMap<string, SelectionPart> {
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  return new Map(
    Object.entries(properties).flatMap(([key, property]) => {
      const part = PARTS.find((one) => one === property['selection']);
      return part === undefined ? [] : [[key, part] as const];
    }),
  );
}

/**
 * `params` with the marked ones set from `region`, kept inside their limits. Where the region has no edge in frequency,
 * those parameters go back to their default, or are left out.
 */
export function withSelection(
  schema: JsonSchema,
  params: Readonly<Record<string, unknown>>,
  region: Region,
): Record<string, unknown> {
  const fields = fieldsOf(schema);
  const defaults = defaultsOf(fields);
  const next = { ...params };
  for (const [key, part] of selectionKeys(schema)) {
    const value = region[part];
    const field = fields.find((one) => one.key === key);
    if (value === undefined) {
      if (key in defaults) next[key] = defaults[key];
      else delete next[key];
      continue;
    }
    const whole = field?.kind === 'number' && field.whole;
    const rounded = whole ? Math.round(value) : Math.round(value * GRID[part]) / GRID[part];
    const [min, max] = field?.kind === 'number' ? [field.min, field.max] : [null, null];
    next[key] = Math.min(max ?? rounded, Math.max(min ?? rounded, rounded));
  }
  return next;
}
