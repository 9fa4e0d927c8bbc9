import { describe, expect, it } from 'vitest';
import { FOREIGN_SIGNATURE, packForeignChunks, restoreForeignChunks, unpackForeignChunks } from './foreignChunks.ts';
import { testChunk } from './testing/pcmFixtures.ts';

const CHUNKS = [
  testChunk('riff', 'bext', 603, true),
  testChunk('riff', 'LIST', 0, true),
  testChunk('riff', 'x  1', 1, false),
];

describe('foreign chunks', () => {
  it('come back as they went in, of one kind only', () => {
    const packed = packForeignChunks([...CHUNKS, testChunk('aiff', 'MARK', 4, true)], 'riff');
    expect(unpackForeignChunks(packed ?? new Uint8Array())).toEqual(CHUNKS);
    expect(packForeignChunks(CHUNKS, 'aiff')).toBeUndefined();
  });

  it('replace their carrier in the place where it stood', () => {
    const data = packForeignChunks(CHUNKS, 'riff') ?? new Uint8Array();
    const first = testChunk('aiff', 'NAME', 3, true);
    const other = { ...testChunk('aiff', 'APPL', 9, false) };
    const carrier = { kind: 'aiff', id: 'APPL', data, beforeAudio: false } as const;
    expect(restoreForeignChunks([first, carrier, other], 'aiff')).toEqual([first, ...CHUNKS, other]);
    const inWave = { kind: 'riff', id: FOREIGN_SIGNATURE, data, beforeAudio: false } as const;
    expect(restoreForeignChunks([inWave], 'riff')).toEqual([inWave]);
  });

  it('that are damaged stay packed', () => {
    const packed = packForeignChunks(CHUNKS, 'riff') ?? new Uint8Array();
    for (let length = 0; length < packed.length; length++) {
      const cut = unpackForeignChunks(packed.subarray(0, length));
      if (cut) expect(CHUNKS.slice(0, cut.length)).toEqual(cut);
    }
    for (const [at, value] of [
      [0, 0],
      [4, 2],
      [5, 2],
      [14, 255],
    ] as const) {
      const wrong = packed.slice();
      wrong[at] = value;
      expect(unpackForeignChunks(wrong)).toBeUndefined();
    }
  });

  it('that would forge the structure of a file are not taken', () => {
    for (const id of ['data', 'fmt ', 'ds64', 'RIFF', 'SSND', 'COMM', '\0\0\0\0']) {
      const forged = packForeignChunks([testChunk('riff', id, 8, true)], 'riff') ?? new Uint8Array();
      expect(unpackForeignChunks(forged)).toBeUndefined();
    }
  });
});
