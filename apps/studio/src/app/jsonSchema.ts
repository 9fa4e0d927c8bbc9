import type { JsonSchema } from '@studiohand/core/tool';

type Rules = Readonly<Record<string, unknown>>;

/**
 * The first fault of a value under a JSON Schema (draft 2020-12), in words that name the place; null when it fits.
 * Knows what parameter schemas of tools are made of: type, enum, const, anyOf, oneOf, allOf, properties, required,
 * additionalProperties, items, and the bounds of numbers, texts and lists. Other keywords are not looked at; the server
 * parses every parameter again.
 */
export function schemaFault(schema: JsonSchema, value: unknown, place = ''): string | null {
  return (
    choiceFault(schema, value, place) ??
    typeFault(schema, value, place) ??
    numberFault(schema, value, place) ??
    textFault(schema, value, place) ??
    listFault(schema, value, place) ??
    objectFault(schema, value, place)
  );
}

function at(place: string, words: string): string {
  return place === '' ? words : `${place}: ${words}`;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

function rulesOf(rules: unknown): readonly Rules[] {
  return Array.isArray(rules) ? (rules as Rules[]) : [];
}

function choiceFault(schema: Rules, value: unknown, place: string): string | null {
  const fits = (one: unknown): boolean => JSON.stringify(one) === JSON.stringify(value);
  if ('const' in schema && !fits(schema['const'])) return at(place, `${shown(value)} is not ${shown(schema['const'])}`);
  const options = schema['enum'];
  if (Array.isArray(options) && !options.some(fits)) {
    return at(place, `${shown(value)} is none of ${options.map(String).join(', ')}`);
  }
  for (const rules of rulesOf(schema['allOf'])) {
    const fault = schemaFault(rules, value, place);
    if (fault !== null) return fault;
  }
  const ways = [...rulesOf(schema['anyOf']), ...rulesOf(schema['oneOf'])];
  const faults = ways.map((rules) => schemaFault(rules, value, place));
  if (ways.length === 0 || faults.includes(null)) return null;
  return [...new Set(faults)].join(', or ');
}

const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  number: (value) => typeof value === 'number' && Number.isFinite(value),
  integer: (value) => Number.isInteger(value),
  string: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
  null: (value) => value === null,
  array: (value) => Array.isArray(value),
  object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
};

const TYPE_WORDS: Readonly<Record<string, string>> = {
  number: 'a number',
  integer: 'a whole number',
  string: 'a text',
  boolean: 'true or false',
  array: 'a list',
  object: 'a group of values',
};

function typeFault({ type }: Rules, value: unknown, place: string): string | null {
  const types = (Array.isArray(type) ? type : [type]).filter((one): one is string => typeof one === 'string');
  if (types.length === 0 || types.some((one) => TYPES[one]?.(value) ?? true)) return null;
  return at(place, `${shown(value)} is not ${types.map((one) => TYPE_WORDS[one] ?? one).join(' or ')}`);
}

function bound(schema: Rules, key: string): number | null {
  return typeof schema[key] === 'number' ? schema[key] : null;
}

function numberFault(schema: Rules, value: unknown, place: string): string | null {
  if (typeof value !== 'number') return null;
  const unit = typeof schema['unit'] === 'string' ? ` ${schema['unit']}` : '';
  const limits: readonly (readonly [string, string, (limit: number) => boolean])[] = [
    ['minimum', 'at least', (limit) => value >= limit],
    ['exclusiveMinimum', 'above', (limit) => value > limit],
    ['maximum', 'at most', (limit) => value <= limit],
    ['exclusiveMaximum', 'below', (limit) => value < limit],
  ];
  for (const [key, words, holds] of limits) {
    const limit = bound(schema, key);
    if (limit !== null && !holds(limit)) return at(place, `${value}${unit} is not ${words} ${limit}${unit}`);
  }
  return null;
}

function textFault(schema: Rules, value: unknown, place: string): string | null {
  if (typeof value !== 'string') return null;
  const [least, most] = [bound(schema, 'minLength'), bound(schema, 'maxLength')];
  if (least !== null && value.length < least) return at(place, `shorter than ${least} characters`);
  if (most !== null && value.length > most) return at(place, `longer than ${most} characters`);
  const pattern = schema['pattern'];
  if (typeof pattern === 'string' && !new RegExp(pattern, 'u').test(value)) {
    return at(place, `${shown(value)} is not of the form ${pattern}`);
  }
  return null;
}

function listFault(schema: Rules, value: unknown, place: string): string | null {
  if (!Array.isArray(value)) return null;
  const [least, most] = [bound(schema, 'minItems'), bound(schema, 'maxItems')];
  if (least !== null && value.length < least) return at(place, `fewer than ${least} entries`);
  if (most !== null && value.length > most) return at(place, `more than ${most} entries`);
  const items = schema['items'];
  if (typeof items !== 'object' || items === null) return null;
  for (const [index, item] of value.entries()) {
    const fault = schemaFault(items as Rules, item, `${place}[${index + 1}]`);
    if (fault !== null) return fault;
  }
  return null;
}

function objectFault(schema: Rules, value: unknown, place: string): string | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, Rules>>;
  const inner = (key: string): string => (place === '' ? key : `${place}.${key}`);
  for (const key of (schema['required'] ?? []) as readonly string[]) {
    if (!Object.hasOwn(value, key)) return at(inner(key), 'is missing');
  }
  for (const [key, entry] of Object.entries(value)) {
    const rules = Object.hasOwn(properties, key) ? properties[key] : schema['additionalProperties'];
    if (rules === false) return at(inner(key), 'is not known to this tool');
    if (typeof rules !== 'object' || rules === null) continue;
    const fault = schemaFault(rules as Rules, entry, inner(key));
    if (fault !== null) return fault;
  }
  return null;
}
