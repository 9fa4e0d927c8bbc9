/**
 * An ID3v2.4 tag (id3.org, "ID3 tag version 2.4.0 - Main Structure" and "Native Frames") in UTF-8, without
 * unsynchronisation. Texts without a frame of their own go to TXXX.
 */
import type { MetadataChunk } from '@studiohand/core/audio';
import { concat } from '../vorbisComment.ts';
import { ID3_FRAMES } from './id3Frames.ts';
import { type Picture, picturesOf } from './picture.ts';
import { textTags } from './textTags.ts';

const UTF8 = 3;
/** Sizes have 28 bits. */
const MAX_BYTES = 2 ** 28 - 1;
const encoder = new TextEncoder();

/** The tag, empty where there is nothing to say. Pictures that make it larger than 256 MiB are left out. */
export function buildId3(metadata: readonly MetadataChunk[]): Uint8Array {
  const texts = new Map<string, string[]>();
  const frames: Uint8Array[] = [];
  for (const { name, value } of textTags(metadata)) {
    const id = ID3_FRAMES[name];
    if (id) texts.set(id, [...(texts.get(id) ?? []), value]);
    else if (name === 'COMMENT' || name === 'DESCRIPTION') frames.push(languageFrame('COMM', value));
    else if (name === 'LYRICS') frames.push(languageFrame('USLT', value));
    else frames.push(frame('TXXX', text(`${name}\0${value}`)));
  }
  // A NUL stands between several values (section 4.2).
  frames.unshift(...[...texts].map(([id, values]) => frame(id, text(values.join('\0')))));
  let size = frames.reduce((sum, part) => sum + part.length, 0);
  for (const picture of picturesOf(metadata)) {
    const part = pictureFrame(picture);
    if (size + part.length > MAX_BYTES) continue;
    frames.push(part);
    size += part.length;
  }
  if (frames.length === 0) return new Uint8Array(0);
  return concat([encoder.encode('ID3'), Uint8Array.of(4, 0, 0), syncSafe(size), ...frames]);
}

function frame(id: string, data: Uint8Array): Uint8Array {
  return concat([encoder.encode(id), syncSafe(data.length), new Uint8Array(2), data]);
}

function text(value: string): Uint8Array {
  return concat([Uint8Array.of(UTF8), encoder.encode(value)]);
}

/** 'XXX' is the language where none is known (section 4.10); the short description stays empty. */
function languageFrame(id: string, value: string): Uint8Array {
  return frame(id, concat([Uint8Array.of(UTF8), encoder.encode(`XXX\0${value}`)]));
}

function pictureFrame({ type, mime, description, image }: Picture): Uint8Array {
  const head = concat([
    Uint8Array.of(UTF8),
    encoder.encode(`${mime}\0`),
    Uint8Array.of(type),
    encoder.encode(`${description}\0`),
  ]);
  return frame('APIC', concat([head, image]));
}

/** 28 bits, seven to a byte. */
function syncSafe(value: number): Uint8Array {
  return Uint8Array.of((value >> 21) & 127, (value >> 14) & 127, (value >> 7) & 127, value & 127);
}
