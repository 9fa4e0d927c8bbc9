import type { MetadataChunk } from '@studiohand/core/audio';
import { describe, expect, it } from 'vitest';
import { concat } from '../vorbisComment.ts';
import { buildId3 } from './buildId3.ts';
import { withId3Chunk } from './id3Chunk.ts';
import { parseId3 } from './parseId3.ts';
import { picturesOf } from './picture.ts';
import { textTags } from './textTags.ts';

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));
const read = (chunks: readonly MetadataChunk[]): string[] =>
  chunks.map(({ id, data }) => `${id}=${new TextDecoder().decode(data)}`);
const tag = (id: string, value: string): MetadataChunk => ({
  kind: 'tag',
  id,
  data: new TextEncoder().encode(value),
  beforeAudio: true,
});
const big32 = (value: number): Uint8Array => Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
const frame23 = (id: string, data: Uint8Array): Uint8Array =>
  concat([bytes(id), big32(data.length), new Uint8Array(2), data]);
const tag23 = (flags: number, ...frames: Uint8Array[]): Uint8Array =>
  concat([bytes('ID3'), Uint8Array.of(3, 0, flags), big32(concat(frames).length), ...frames]);

describe('ID3 tags', () => {
  it('gives back what our writer writes', () => {
    const metadata = [
      tag('TITLE', 'Überfahrt'),
      tag('ARTIST', 'A'),
      tag('ARTIST', 'B'),
      tag('DATE', '2026'),
      tag('COMMENT', 'fin 🎧'),
      tag('LYRICS', 'la'),
      tag('MOOD', 'calm'),
    ];
    expect(read(parseId3(buildId3(metadata))).sort()).toEqual(read(metadata).sort());
  });

  it('reads UTF-16 and Latin-1 of version 2.3, and its pictures', () => {
    const image = Uint8Array.of(1, 2, 0xff, 0, 3);
    const chunks = parseId3(
      tag23(
        0,
        frame23('TIT2', concat([Uint8Array.of(1, 0xff, 0xfe), bytes('H\0i\0\0\0')])),
        frame23('TPE1', concat([Uint8Array.of(0), bytes('Bj\xf6rk')])),
        frame23('TYER', concat([Uint8Array.of(0), bytes('1995')])),
        frame23('APIC', concat([bytes('\0image/png\0'), Uint8Array.of(3), bytes('front\0'), image])),
      ),
    );
    expect(read(chunks.slice(0, 3))).toEqual(['TITLE=Hi', 'ARTIST=Björk', 'DATE=1995']);
    expect(picturesOf(chunks)).toEqual([{ type: 3, mime: 'image/png', description: 'front', image }]);
  });

  it('takes unsynchronisation out', () => {
    const stuffed = concat([bytes('TIT2'), big32(4), new Uint8Array(2), Uint8Array.of(0, 0x41, 0xff, 0, 0x42)]);
    expect(read(parseId3(concat([bytes('ID3'), Uint8Array.of(3, 0, 0x80), big32(stuffed.length), stuffed])))).toEqual([
      'TITLE=AÿB',
    ]);
  });

  it('stands in WAVE as an id3 chunk, unless the file came with one, and is read from there', () => {
    const metadata = [tag('TITLE', 'Song'), tag('ARTIST', 'Band')];
    const inWave = withId3Chunk(metadata, 'riff');
    expect(inWave.at(-1)).toMatchObject({ kind: 'riff', id: 'id3 ', beforeAudio: false });
    expect(withId3Chunk(inWave, 'riff')).toBe(inWave);
    expect(withId3Chunk([], 'riff')).toEqual([]);
    expect(textTags(inWave.slice(-1))).toEqual([
      { name: 'TITLE', value: 'Song' },
      { name: 'ARTIST', value: 'Band' },
    ]);
  });

  it('never throws on damaged tags', () => {
    const good = tag23(0, frame23('TIT2', bytes('\0Title')), frame23('APIC', bytes('\0image/png\0\x03front\0xyz')));
    for (let cut = 0; cut < good.length; cut++) expect(() => parseId3(good.subarray(0, cut))).not.toThrow();
    for (let at = 3; at < good.length; at++) {
      for (const value of [0, 0x7f, 0xff]) {
        const bad = good.slice();
        bad[at] = value;
        expect(() => parseId3(bad)).not.toThrow();
      }
    }
  });
});
