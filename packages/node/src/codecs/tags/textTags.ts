/**
 * The descriptive texts of a file under their Vorbis-comment names, whatever vocabulary they came in: tags as they are,
 * `id3 ` chunks, RIFF INFO lists (Multimedia Programming Interface 1.0, chapter 2) and AIFF text chunks (AIFF 1.3). Where both a tag
 * and a chunk speak, the tag counts.
 */
import type { MetadataChunk } from '@studiohand/core/audio';
import { isId3 } from './id3Frames.ts';
import { parseId3 } from './parseId3.ts';

export interface TextTag {
  /** Upper case. */
  readonly name: string;
  readonly value: string;
}

const INFO_NAMES: Readonly<Record<string, string>> = {
  INAM: 'TITLE',
  IART: 'ARTIST',
  IPRD: 'ALBUM',
  ICMT: 'COMMENT',
  ICRD: 'DATE',
  IGNR: 'GENRE',
  ICOP: 'COPYRIGHT',
  ITRK: 'TRACKNUMBER',
  IPRT: 'TRACKNUMBER',
};

const AIFF_NAMES: Readonly<Record<string, string>> = {
  NAME: 'TITLE',
  AUTH: 'ARTIST',
  ANNO: 'COMMENT',
  '(c) ': 'COPYRIGHT',
};

/** Describes the stream it came from, not the music. */
const SKIPPED: readonly string[] = ['WAVEFORMATEXTENSIBLE_CHANNEL_MASK', 'METADATA_BLOCK_PICTURE', 'ENCODER'];

/** The texts in order, without empty ones. */
export function textTags(metadata: readonly MetadataChunk[]): TextTag[] {
  const tags: TextTag[] = [];
  const add = (name: string, data: Uint8Array): void => {
    const value = decode(data);
    if (value !== '' && !SKIPPED.includes(name)) tags.push({ name, value });
  };
  for (const { kind, id, data } of metadata) {
    if (kind === 'tag') add(id.toUpperCase(), data);
  }
  for (const { id, data } of metadata.filter(isId3).flatMap((chunk) => parseId3(chunk.data))) {
    if (!tags.some((tag) => tag.name === id)) add(id, data);
  }
  const spoken = new Set(tags.map((tag) => tag.name));
  const addChunk = (name: string | undefined, data: Uint8Array): void => {
    if (name && !spoken.has(name)) add(name, data);
  };
  for (const { kind, id, data } of metadata) {
    if (kind === 'aiff') addChunk(AIFF_NAMES[id], data);
    if (kind === 'riff' && id === 'LIST' && ascii(data, 0) === 'INFO') {
      const view = new DataView(data.buffer, data.byteOffset, data.length);
      for (let at = 4; at + 8 <= data.length; ) {
        const size = Math.min(view.getUint32(at + 4, true), data.length - at - 8);
        addChunk(INFO_NAMES[ascii(data, at)], data.subarray(at + 8, at + 8 + size));
        at += 8 + size + (size & 1);
      }
    }
  }
  return tags;
}

/** UTF-8, or Windows-1252 where it is none; ends at the first NUL. */
function decode(data: Uint8Array): string {
  const end = data.indexOf(0);
  const bytes = end < 0 ? data : data.subarray(0, end);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).trim();
  } catch {
    return new TextDecoder('windows-1252').decode(bytes).trim();
  }
}

function ascii(data: Uint8Array, at: number): string {
  return String.fromCharCode(...data.subarray(at, at + 4));
}
