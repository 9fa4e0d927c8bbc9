import { readFileSync } from 'node:fs';
import type { JsonSchema } from '@studiohand/core/tool';
import { type Command, InvalidArgumentError, Option } from 'commander';

interface Property {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Property[];
  readonly items?: Property;
  readonly unit?: string;
  /** The parameter is the text of a file, which the command line names. */
  readonly textFile?: boolean;
}

/** `gainDb` to `gain-db`. */
export function kebab(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
}

/** The parameter properties of a tool's schema. */
export function properties(schema: JsonSchema): Readonly<Record<string, Property>> {
  return (schema['properties'] ?? {}) as Readonly<Record<string, Property>>;
}

function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || Number.isNaN(value)) throw new InvalidArgumentError('It is not a number.');
  return value;
}

function choices({ enum: values, anyOf, items }: Property): readonly unknown[] | undefined {
  return values ?? items?.enum ?? anyOf?.find((p) => p.enum)?.enum;
}

/** Comma-separated words, or JSON where the items are more than words. */
function list(text: string): unknown {
  if (!text.trim().startsWith('[')) return text.split(',').map((part) => part.trim());
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InvalidArgumentError(`It is not valid JSON: ${(error as Error).message}`);
  }
}

function textOfFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new InvalidArgumentError(`It cannot be read: ${(error as Error).message}`);
  }
}

function parser(property: Property): ((text: string) => unknown) | undefined {
  const { type, anyOf = [], textFile } = property;
  if (textFile) return textOfFile;
  if (type === 'number' || type === 'integer') return number;
  if (type === 'array') return list;
  if (anyOf.some((p) => p.type === 'number' || p.type === 'integer')) {
    return (text): unknown => (text.trim() !== '' && !Number.isNaN(Number(text)) ? Number(text) : text);
  }
  return undefined;
}

/** Adds one option per tool parameter to a command. Validation stays with the parameter set, so that there is one rule. */
export function addParameterFlags(command: Command, schema: JsonSchema): void {
  for (const [name, property] of Object.entries(properties(schema))) {
    const { type, description = '', default: preset, unit, textFile } = property;
    const values = choices(property);
    const facts = [
      unit,
      values && `one of ${values.join(', ')}`,
      preset !== undefined && `default ${JSON.stringify(preset)}`,
    ];
    const text = [description, ...facts.filter(Boolean).map((fact) => `[${fact}]`)].join(' ');
    const flag = `--${kebab(name)}`;
    if (type === 'boolean') {
      command.addOption(new Option(preset === true ? `--no-${kebab(name)}` : flag, text));
      continue;
    }
    const parse = parser(property);
    const option = new Option(`${flag} <${type === 'array' ? 'list' : textFile ? 'file' : (unit ?? 'value')}>`, text);
    command.addOption(parse ? option.argParser(parse) : option);
  }
}

/** The given options that are tool parameters, under their own names. */
export function givenParameters(
  options: Readonly<Record<string, unknown>>,
  schema: JsonSchema,
): Record<string, unknown> {
  const byCamel = new Map(Object.keys(properties(schema)).map((name) => [camel(kebab(name)), name]));
  const given: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(options)) {
    const name = byCamel.get(key);
    if (name !== undefined && value !== undefined) given[name] = value;
  }
  return given;
}

/** As commander derives attribute names. */
function camel(flag: string): string {
  return flag.split('-').reduce((all, word) => all + (word[0] ?? '').toUpperCase() + word.slice(1));
}
