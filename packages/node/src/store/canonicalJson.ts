import { createHash } from 'node:crypto';
import { AudioError } from '@studiohand/core/audio';

/**
 * JSON with sorted keys and no spaces, the same text for the same value: the JSON Canonicalization Scheme of RFC 8785.
 * Takes plain JSON values. Weakness: a lone surrogate is written as its escape where the RFC asks for an error.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}

/** SHA-256 of a value's canonical JSON, in hexadecimal. */
export function jsonSha256(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}

/**
 * A value as it comes back from JSON: members that are undefined are gone, numbers that are not finite are null.
 * Throws AudioError 'invalid-parameter' for what JSON cannot hold (circles, BigInt).
 */
export function plainJson<T>(value: T, what: string): T {
  try {
    return JSON.parse(JSON.stringify(value)) as T;
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw new AudioError('invalid-parameter', `${what} cannot be kept as JSON: ${words}`, 'Give plain JSON values.', {
      cause: error,
    });
  }
}
