/**
 * Reads a JSON document field by field and collects what is wrong with it, each with its path, so that one message
 * names every fault. No dependency: core has none.
 */
import { AudioError } from '../audio/index.ts';

/** What is read; absent fields are undefined. */
export type Json = { readonly [key: string]: unknown };

/** Faults named in one message. */
const NAMED = 8;
/** Longest text in a card: a paragraph, not a book. */
const MAX_TEXT = 4096;
/** Longest list in a card. */
const MAX_ITEMS = 1024;

export class FieldReader {
  readonly #faults: string[] = [];

  /** Notes a fault at `path`. */
  fault(path: string, what: string): void {
    this.#faults.push(`${path === '' ? 'the document' : path} ${what}`);
  }

  object(value: unknown, path: string, known: readonly string[]): Json {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.fault(path, 'must be an object');
      return {};
    }
    for (const key of Object.keys(value)) {
      if (!known.includes(key))
        this.fault(path === '' ? key.slice(0, 64) : `${path}.${key.slice(0, 64)}`, 'is not known');
    }
    return value as Json;
  }

  text(value: unknown, path: string, pattern?: RegExp): string {
    if (typeof value !== 'string' || value.trim() === '' || value.length > MAX_TEXT) this.fault(path, 'must be a text');
    else if (pattern && !pattern.test(value)) this.fault(path, `must match ${pattern.source}`);
    return value as string;
  }

  choice<T extends string>(value: unknown, path: string, values: readonly T[]): T {
    if (!values.includes(value as T)) this.fault(path, `must be one of ${values.join(', ')}`);
    return value as T;
  }

  number(
    value: unknown,
    path: string,
    { whole = false, least = Number.NEGATIVE_INFINITY }: { whole?: boolean; least?: number } = {},
  ): number {
    if (
      typeof value !== 'number' ||
      !Number.isFinite(value) ||
      value < least ||
      (whole && !Number.isSafeInteger(value))
    )
      this.fault(
        path,
        `must be a ${whole ? 'whole ' : ''}number${least > Number.NEGATIVE_INFINITY ? ` from ${least}` : ''}`,
      );
    return value as number;
  }

  boolean(value: unknown, path: string): boolean {
    if (typeof value !== 'boolean') this.fault(path, 'must be true or false');
    return value as boolean;
  }

  list<T>(value: unknown, path: string, item: (value: unknown, path: string) => T): T[] {
    if (!Array.isArray(value) || value.length > MAX_ITEMS) {
      this.fault(path, 'must be a list');
      return [];
    }
    return value.map((entry, i) => item(entry, `${path}[${i}]`));
  }

  /** `{ [key]: read(value) }`, or nothing where the value is absent. */
  optional<K extends string, T>(
    object: Json,
    key: K,
    path: string,
    read: (value: unknown, path: string) => T,
  ): { readonly [P in K]?: T } {
    const value = object[key];
    return value === undefined ? {} : ({ [key]: read(value, path === '' ? key : `${path}.${key}`) } as { [P in K]: T });
  }

  /** Throws AudioError 'invalid-parameter' that names the faults, if there are any. */
  finish(what: string, hint: string): void {
    if (this.#faults.length === 0) return;
    const named = this.#faults.slice(0, NAMED).join('; ');
    const more = this.#faults.length > NAMED ? `; and ${this.#faults.length - NAMED} more faults` : '';
    throw new AudioError('invalid-parameter', `${what} is not valid: ${named}${more}.`, hint);
  }
}
