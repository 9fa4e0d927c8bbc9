/**
 * Texts and pictures of an ID3v2.2, 2.3 or 2.4 tag (id3.org) as tags under Vorbis-comment names and PICTURE blocks.
 * What cannot be understood is left out: a tag never keeps a file from opening. Weakness: compressed and encrypted
 * frames, which nobody writes, are left out too.
 */
import type { MetadataChunk } from '@studiohand/core/audio';
import { concat } from '../vorbisComment.ts';
import { ID3_FRAMES } from './id3Frames.ts';

/** Names of 2.3 and 2.2 that 2.4 replaced. */
const OLDER: Readonly<Record<string, string>> = {
  TYER: 'DATE',
  TT2: 'TITLE',
  TP1: 'ARTIST',
  TP2: 'ALBUMARTIST',
  TAL: 'ALBUM',
  TRK: 'TRACKNUMBER',
  TPA: 'DISCNUMBER',
  TYE: 'DATE',
  TCO: 'GENRE',
  TCM: 'COMPOSER',
  TCR: 'COPYRIGHT',
  TPB: 'PUBLISHER',
  TBP: 'BPM',
  TKE: 'INITIALKEY',
  TRC: 'ISRC',
};
const NAMES: ReadonlyMap<string, string> = new Map([
  ...Object.entries(OLDER),
  ...Object.entries(ID3_FRAMES)
    .filter(([name]) => name !== 'YEAR')
    .map(([name, id]) => [id, name] as const),
]);
const DECODERS: readonly string[] = ['windows-1252', 'utf-16', 'utf-16be', 'utf-8'];
const MAX_FRAMES = 2000;
const encoder = new TextEncoder();

/** Reads a whole tag, header included. */
export function parseId3(tag: Uint8Array): MetadataChunk[] {
  if (tag.length < 10 || latin(tag, 0, 3) !== 'ID3') return [];
  const version = tag[3]!;
  const flags = tag[5]!;
  if (version < 2 || version > 4) return [];
  // Before 2.4 the whole tag is unsynchronised, in 2.4 each frame.
  const body = flags & 0x80 && version < 4 ? synchronised(tag.subarray(10)) : tag.subarray(10);
  const chunks: MetadataChunk[] = [];
  const idLength = version === 2 ? 3 : 4;
  const headerLength = version === 2 ? 6 : 10;
  let at = flags & 0x40 && version > 2 ? extendedHeader(body, version) : 0;
  for (let count = 0; count < MAX_FRAMES && at + headerLength <= body.length; count++) {
    const id = latin(body, at, idLength);
    if (!/^[A-Z0-9]+$/.test(id)) break;
    const size =
      version === 2
        ? number(body, at + 3, 3, 8)
        : version === 3
          ? number(body, at + 4, 4, 8)
          : number(body, at + 4, 4, 7);
    const format = version === 2 ? 0 : body[at + 9]!;
    at += headerLength;
    if (size > body.length - at) break;
    const data = body.subarray(at, at + size);
    at += size;
    const packed = version === 4 ? format & 0x0c : version === 3 ? format & 0xc0 : 0;
    if (packed || size === 0) continue;
    const start = version === 4 && format & 0x01 ? 4 : 0;
    const content =
      version === 4 && (format & 0x02 || flags & 0x80) ? synchronised(data.subarray(start)) : data.subarray(start);
    chunks.push(...frameChunks(id, content));
  }
  return chunks;
}

function frameChunks(id: string, data: Uint8Array): MetadataChunk[] {
  const encoding = data[0]!;
  if (encoding > 3) return [];
  if (id === 'APIC' || id === 'PIC') return pictureChunk(id, data, encoding);
  if (id === 'COMM' || id === 'COM') return tagChunks('COMMENT', strings(data.subarray(4), encoding).slice(1));
  if (id === 'USLT' || id === 'ULT') return tagChunks('LYRICS', strings(data.subarray(4), encoding).slice(1));
  if (id === 'TXXX' || id === 'TXX') {
    const [name = '', ...values] = strings(data.subarray(1), encoding);
    return tagChunks(name.toUpperCase(), values);
  }
  const name = NAMES.get(id);
  return name ? tagChunks(name, strings(data.subarray(1), encoding)) : [];
}

function tagChunks(name: string, values: readonly string[]): MetadataChunk[] {
  // A Vorbis field name is printable ASCII without "=".
  if (!/^[ -<>-}]+$/.test(name)) return [];
  return values
    .filter((value) => value !== '')
    .map((value) => ({ kind: 'tag', id: name, data: encoder.encode(value), beforeAudio: true }));
}

/** As a PICTURE block (RFC 9639, section 8.8) without width, height and depth, which ID3 does not state. */
function pictureChunk(id: string, data: Uint8Array, encoding: number): MetadataChunk[] {
  const mimeEnd = id === 'PIC' ? 4 : data.indexOf(0, 1);
  if (mimeEnd < 0 || mimeEnd + 2 > data.length) return [];
  const stated = latin(data, 1, mimeEnd - 1);
  const mime = id === 'PIC' ? `image/${stated === 'JPG' ? 'jpeg' : stated.toLowerCase()}` : stated;
  const typeAt = id === 'PIC' ? mimeEnd : mimeEnd + 1;
  const textEnd = terminator(data, typeAt + 1, encoding);
  if (textEnd < 0) return [];
  const description = decode(data.subarray(typeAt + 1, textEnd), encoding);
  const image = data.subarray(textEnd + (encoding === 1 || encoding === 2 ? 2 : 1));
  const block = concat([
    big32(data[typeAt]!),
    ...[encoder.encode(mime), encoder.encode(description)].flatMap((text) => [big32(text.length), text]),
    new Uint8Array(16),
    big32(image.length),
    image,
  ]);
  return [{ kind: 'picture', id: 'PICTURE', data: block, beforeAudio: true }];
}

function strings(data: Uint8Array, encoding: number): string[] {
  const result: string[] = [];
  for (let at = 0; at < data.length; ) {
    const end = terminator(data, at, encoding);
    result.push(decode(data.subarray(at, end < 0 ? data.length : end), encoding));
    if (end < 0) break;
    at = end + (encoding === 1 || encoding === 2 ? 2 : 1);
  }
  return result;
}

function decode(bytes: Uint8Array, encoding: number): string {
  const bigEndian = encoding === 1 && bytes[0] === 0xfe && bytes[1] === 0xff;
  return new TextDecoder(bigEndian ? 'utf-16be' : DECODERS[encoding]).decode(bytes).trim();
}

/** Index of the next NUL, two bytes wide in UTF-16; -1 where there is none. */
function terminator(data: Uint8Array, from: number, encoding: number): number {
  if (encoding !== 1 && encoding !== 2) return data.indexOf(0, from);
  for (let at = from; at + 1 < data.length; at += 2) if (data[at] === 0 && data[at + 1] === 0) return at;
  return -1;
}

/** Takes out the zero after each 0xFF (id3v2.4.0-structure, section 6.1). */
function synchronised(data: Uint8Array): Uint8Array {
  return data.filter((byte, i) => !(byte === 0 && data[i - 1] === 0xff));
}

function extendedHeader(body: Uint8Array, version: number): number {
  if (body.length < 4) return body.length;
  return version === 3 ? 4 + number(body, 0, 4, 8) : number(body, 0, 4, 7);
}

function number(data: Uint8Array, at: number, bytes: number, bits: number): number {
  let value = 0;
  for (let i = 0; i < bytes; i++) value = value * 2 ** bits + (data[at + i]! & (2 ** bits - 1));
  return value;
}

function big32(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
}

function latin(data: Uint8Array, at: number, count: number): string {
  return String.fromCharCode(...data.subarray(at, at + count));
}
