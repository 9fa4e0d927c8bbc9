import type { JsonSchema } from '@studiohand/core/tool';
import { plain } from './format.ts';

interface Base {
  readonly key: string;
  readonly title: string;
  readonly description: string;
  /** Undefined when the parameter may be left out. */
  readonly usual: unknown;
  readonly required: boolean;
  /** Shown under "More": seeds and the like. */
  readonly advanced: boolean;
  /** Null stands for "not set". */
  readonly nullable: boolean;
}

/** One control of the form. */
export type Field =
  | (Base & {
      readonly kind: 'number';
      readonly unit: string;
      readonly min: number | null;
      readonly max: number | null;
      readonly step: number;
      readonly whole: boolean;
      readonly log: boolean;
      /** Words allowed in place of a number, "same" for instance. */
      readonly words: readonly string[];
    })
  | (Base & { readonly kind: 'choice'; readonly options: readonly unknown[] })
  | (Base & { readonly kind: 'choices'; readonly options: readonly string[]; readonly minItems: number })
  | (Base & { readonly kind: 'switch' })
  | (Base & { readonly kind: 'text' })
  /** Any number of groups of values, each with the same fields. */
  | (Base & { readonly kind: 'list'; readonly fields: readonly Field[]; readonly maxItems: number })
  | (Base & { readonly kind: 'json' });

type Schema = Readonly<Record<string, unknown>>;

const UNIT_ENDINGS = /(Db|Dbfs|Dbtp|Lufs|Lu|Hz|Khz|Ms|Seconds|Cents|Kbps|Bpm|Percent)$/;

/** "stereoWidth" -> "Stereo width"; unit endings go, the unit is shown beside the figure. */
export function titleOf(key: string): string {
  const words = key
    .replace(UNIT_ENDINGS, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Controls for the parameters of a tool, in the order of its JSON Schema. Kinds it does not know become JSON text. */
export function fieldsOf(schema: JsonSchema): readonly Field[] {
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, Schema>>;
  const required = new Set((schema['required'] ?? []) as readonly string[]);
  return Object.entries(properties).map(([key, property]) => fieldOf(key, property, required.has(key)));
}

/** Descriptions up to this long serve as the name of the control. */
const LONGEST_TITLE = 22;

function fieldOf(key: string, schema: Schema, required: boolean): Field {
  const words = typeof schema['description'] === 'string' ? schema['description'] : '';
  const short = words !== '' && words.length <= LONGEST_TITLE;
  const base: Base = {
    key,
    title: typeof schema['title'] === 'string' ? schema['title'] : short ? words : titleOf(key),
    description: short && schema['title'] === undefined ? '' : words,
    usual: schema['default'],
    required,
    advanced: key === 'seed' || schema['advanced'] === true,
    nullable: false,
  };
  const anyOf = schema['anyOf'] as readonly Schema[] | undefined;
  const alternatives = anyOf?.filter(({ type }) => type !== 'null');
  if (anyOf !== undefined && alternatives?.length === 1 && anyOf.length === 2) {
    const { anyOf: _, ...rest } = schema;
    return { ...fieldOf(key, { ...rest, ...alternatives[0] }, false), nullable: true };
  }
  if (alternatives !== undefined) {
    const number = alternatives.find(isNumber);
    const words = alternatives.flatMap((one) => ('const' in one ? [one['const']] : ((one['enum'] ?? []) as unknown[])));
    if (number && words.every((word) => typeof word === 'string')) {
      return { ...base, ...numeric({ ...schema, ...number }), words: words as string[] };
    }
    if (!number && words.length > 0) return { ...base, kind: 'choice', options: words };
    return { ...base, kind: 'json' };
  }
  if (Array.isArray(schema['enum'])) return { ...base, kind: 'choice', options: schema['enum'] };
  if (isNumber(schema)) return { ...base, ...numeric(schema), words: [] };
  if (schema['type'] === 'boolean') return { ...base, kind: 'switch' };
  if (schema['type'] === 'string') return { ...base, kind: 'text' };
  const items = schema['items'] as Schema | undefined;
  const maxItems = typeof schema['maxItems'] === 'number' ? schema['maxItems'] : Number.POSITIVE_INFINITY;
  if (schema['type'] === 'array' && items?.['type'] === 'object' && items['properties'] !== undefined) {
    return { ...base, kind: 'list', fields: fieldsOf(items), maxItems };
  }
  // More entries than options mean that order and repetition count: no set of boxes to tick.
  const isSet = !Number.isFinite(maxItems) || maxItems <= ((items?.['enum'] ?? []) as readonly unknown[]).length;
  if (schema['type'] === 'array' && Array.isArray(items?.['enum']) && isSet) {
    const minItems = typeof schema['minItems'] === 'number' ? schema['minItems'] : 0;
    return { ...base, kind: 'choices', options: items['enum'] as string[], minItems };
  }
  return { ...base, kind: 'json' };
}

function isNumber(schema: Schema): boolean {
  return schema['type'] === 'number' || schema['type'] === 'integer';
}

function numeric(schema: Schema): Omit<Extract<Field, { kind: 'number' }>, keyof Base | 'words'> {
  const bound = (key: string): number | null => (typeof schema[key] === 'number' ? schema[key] : null);
  const whole = schema['type'] === 'integer';
  const min = bound('minimum') ?? bound('exclusiveMinimum');
  const max = bound('maximum') ?? bound('exclusiveMaximum');
  return {
    kind: 'number',
    unit: typeof schema['unit'] === 'string' ? schema['unit'] : '',
    min,
    max,
    step: bound('step') ?? bound('multipleOf') ?? (whole ? 1 : niceStep(min, max)),
    whole,
    log: schema['scale'] === 'log' && min !== null && min > 0,
  };
}

function niceStep(min: number | null, max: number | null): number {
  const range = min === null || max === null ? 100 : max - min;
  return 10 ** Math.round(Math.log10(Math.max(range, 1e-6) / 200));
}

/** Whether a slider helps: both ends known and not more than can be set with a mouse. */
export function hasSlider(field: Extract<Field, { kind: 'number' }>): boolean {
  return field.min !== null && field.max !== null && (field.log || (field.max - field.min) / field.step <= 5000);
}

/** Every parameter at its default; those without one are absent. */
export function defaultsOf(fields: readonly Field[]): Record<string, unknown> {
  return Object.fromEntries(fields.filter(({ usual }) => usual !== undefined).map(({ key, usual }) => [key, usual]));
}

/** Why a value cannot be used, in words; null when it can. */
export function problemOf(field: Field, value: unknown): string | null {
  if (value === undefined) return field.required ? 'Needed.' : null;
  if (value === null && field.nullable) return null;
  if (field.kind === 'number' && !(typeof value === 'string' && field.words.includes(value))) {
    if (typeof value !== 'number' || !Number.isFinite(value)) return 'Not a number.';
    if (field.whole && !Number.isInteger(value)) return 'Whole numbers only.';
    if (field.min !== null && value < field.min) return `At least ${plain(field.min)} ${field.unit}`.trim();
    if (field.max !== null && value > field.max) return `At most ${plain(field.max)} ${field.unit}`.trim();
  }
  if (field.kind === 'choices' && (value as readonly string[]).length < field.minItems) {
    return `Choose at least ${field.minItems}.`;
  }
  if (field.kind === 'list') {
    const rows = value as readonly Readonly<Record<string, unknown>>[];
    if (rows.length > field.maxItems) return `At most ${field.maxItems}.`;
    const faulty = rows.findIndex((row) => field.fields.some((one) => problemOf(one, row[one.key]) !== null));
    if (faulty >= 0) return `Look at entry ${faulty + 1}.`;
  }
  return null;
}

/** A new entry of a list: every field at its default, and where one is needed that has none, at its lowest value. */
export function newEntry(fields: readonly Field[]): Record<string, unknown> {
  const needed = fields.filter(({ required, usual }) => required && usual === undefined);
  const first = ({ key, ...field }: Field): [string, unknown] => [
    key,
    field.kind === 'number' ? (field.min ?? 0) : field.kind === 'choice' ? field.options[0] : '',
  ];
  return { ...Object.fromEntries(needed.map(first)), ...defaultsOf(fields) };
}

/** A value as the history and lists show it: "-14 LUFS", "on", "loudness, stereo". */
export function valueText(field: Field, value: unknown): string {
  if (value === undefined || value === null) return 'not set';
  if (field.kind === 'list') return `${(value as readonly unknown[]).length} entries`;
  if (field.kind === 'switch') return value === true ? 'on' : 'off';
  if (field.kind === 'number' && typeof value === 'number') return `${plain(value, 6)} ${field.unit}`.trim();
  if (Array.isArray(value)) return value.join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** "Target: -14 LUFS": what a change did, for the history. */
export function changeText(fields: readonly Field[], key: string, value: unknown): string {
  const field = fields.find((one) => one.key === key);
  return field ? `${field.title}: ${valueText(field, value)}` : key;
}

/** Place 0..1 of a value on its slider. */
export function toSlider(field: Extract<Field, { kind: 'number' }>, value: number): number {
  const [min, max] = [field.min ?? 0, field.max ?? 1];
  if (!field.log) return (value - min) / (max - min);
  return Math.log(Math.max(value, min) / min) / Math.log(max / min);
}

/** Value at a place 0..1 of the slider, on the grid of `step` (three significant digits on logarithmic ones). */
export function fromSlider(field: Extract<Field, { kind: 'number' }>, place: number): number {
  const [min, max] = [field.min ?? 0, field.max ?? 1];
  if (field.log) {
    const value = min * (max / min) ** place;
    return field.whole ? Math.round(value) : Number(value.toPrecision(3));
  }
  const steps = Math.round((place * (max - min)) / field.step);
  return Number(Math.min(max, min + steps * field.step).toFixed(9));
}
