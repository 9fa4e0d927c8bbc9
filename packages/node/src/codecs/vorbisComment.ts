/**
 * Vorbis comments (Xiph, "Ogg Vorbis I format specification: comment field and header specification"), as used by
 * FLAC, Ogg Vorbis and Opus: tags in and out. Damaged lists give what could be read.
 */
import type { MetadataChunk } from '@studiohand/core/audio';

/** More fields than this are not read: a damaged or hostile list of millions would fill the memory. */
const MAX_FIELDS = 65536;

/** The fields of a comment block. Field names come back in upper case: they are case-insensitive. */
export function parseVorbisComment(bytes: Uint8Array): MetadataChunk[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const tags: MetadataChunk[] = [];
  if (bytes.length < 8) return tags;
  let at = 4 + view.getUint32(0, true);
  if (at + 4 > bytes.length) return tags;
  const count = Math.min(view.getUint32(at, true), MAX_FIELDS);
  at += 4;
  for (let i = 0; i < count && at + 4 <= bytes.length; i++) {
    const size = view.getUint32(at, true);
    at += 4;
    if (at + size > bytes.length) break;
    const field = bytes.subarray(at, at + size);
    const equals = field.indexOf(0x3d);
    if (equals > 0) {
      const id = String.fromCharCode(...field.subarray(0, Math.min(equals, 256))).toUpperCase();
      tags.push({ kind: 'tag', id, data: field.slice(equals + 1), beforeAudio: true });
    }
    at += size;
  }
  return tags;
}

/** A comment block with these tags; other metadata is ignored. */
export function buildVorbisComment(vendor: string, metadata: readonly MetadataChunk[]): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  const name = encoder.encode(vendor);
  const fields = metadata
    .filter((chunk) => chunk.kind === 'tag' && /^[\x20-\x3c\x3e-\x7d]+$/.test(chunk.id))
    .map((chunk) => concat([encoder.encode(`${chunk.id}=`), chunk.data]));
  return concat([u32(name.length), name, u32(fields.length), ...fields.flatMap((field) => [u32(field.length), field])]);
}

/** The parts in one array. */
export function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function u32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}
