import { describe, expect, it } from 'vitest';
import { memorySource, readAll, type SampleEncoding } from '../../audio/index.ts';
import { exactSamples, fileOf, testChunk } from '../testing/pcmFixtures.ts';
import { createAiffWriter } from './createAiffWriter.ts';
import { readExtended80, writeExtended80 } from './extended80.ts';
import { openAiff } from './openAiff.ts';

const ENCODINGS: readonly SampleEncoding[] = [
  { kind: 'int', bits: 8 },
  { kind: 'int', bits: 12 },
  { kind: 'int', bits: 16 },
  { kind: 'int', bits: 20 },
  { kind: 'int', bits: 24 },
  { kind: 'int', bits: 32 },
  { kind: 'float', bits: 32 },
  { kind: 'float', bits: 64 },
];

describe('AIFF round trip', () => {
  for (const encoding of ENCODINGS) {
    for (const channels of [1, 2, 6, 64]) {
      it(`${encoding.kind} ${encoding.bits}, ${channels} channels, chunks before and after`, async () => {
        for (const frames of [0, 1, 3, 501]) {
          const audio = exactSamples(channels, frames, encoding);
          const metadata = [
            testChunk('aiff', 'MARK', 603, true),
            testChunk('aiff', 'ANNO', 0, true),
            testChunk('aiff', 'ANNO', 1, true),
            testChunk('aiff', 'ID3 ', 77, false),
            testChunk('aiff', 'xyz1', 2, false),
          ];
          for (const sampleRateHz of [1, 11025.5, 44100, 768000]) {
            for (const container of ['aiff', 'aifc']) {
              const bytes = await fileOf(createAiffWriter, audio, { encoding, metadata, sampleRateHz, container });
              const read = await openAiff(memorySource(bytes, 'a.aif'));
              const written = encoding.kind === 'float' ? 'aifc' : container;
              const layoutNotes = channels > 2 ? read.info.notes : [];
              expect(read.info.notes).toEqual(layoutNotes);
              expect(layoutNotes.length).toBe(channels > 2 ? 1 : 0);
              expect(read.info).toMatchObject({ container: written, channels, sampleRateHz, frameCount: frames });
              expect(read.info.metadata).toEqual(metadata);
              const storedBits = Math.ceil(encoding.bits / 8) * 8;
              expect(read.info.encoding).toEqual({ kind: encoding.kind, bits: storedBits });
              expect(read.info.validBits).toBe(encoding.bits === storedBits ? undefined : encoding.bits);
              expect(await readAll(read)).toEqual(audio);
              expect(bytes.length % 2).toBe(0);
            }
          }
        }
      });
    }
  }

  it('keeps RIFF chunks in one APPL chunk, byte for byte, with their place', async () => {
    const encoding = { kind: 'int', bits: 24 } as const;
    const metadata = [
      testChunk('riff', 'bext', 603, true),
      testChunk('riff', 'LIST', 0, true),
      testChunk('riff', 'id3 ', 7, false),
    ];
    const bytes = await fileOf(createAiffWriter, exactSamples(1, 5, encoding), {
      encoding,
      metadata,
      container: 'aiff',
    });
    expect((await openAiff(memorySource(bytes))).info.metadata).toEqual(metadata);
  });

  it('refuses what would not fit 4 GiB, before it writes a byte', async () => {
    const written: number[] = [];
    const sink = {
      write: async (bytes: Uint8Array): Promise<void> => void written.push(bytes.length),
      writeAt: async (): Promise<void> => undefined,
      commit: async (): Promise<void> => undefined,
      abort: async (): Promise<void> => undefined,
    };
    const spec = {
      container: 'aiff',
      codec: 'pcm',
      encoding: { kind: 'int', bits: 24 },
      channels: 2,
      layout: ['L', 'R'],
      sampleRateHz: 96000,
      frameCount: 2 ** 30,
      metadata: [],
    } as const;
    await expect(createAiffWriter(sink, spec)).rejects.toMatchObject({
      code: 'too-large',
      hint: expect.stringContaining('RF64'),
    });
    expect(written).toEqual([]);
  });
});

describe('80-bit numbers', () => {
  const view = new DataView(new ArrayBuffer(10));
  const hex = (): string => [...new Uint8Array(view.buffer)].map((byte) => byte.toString(16).padStart(2, '0')).join('');

  it('are those of Apple for the usual rates', () => {
    // As in files of Logic, sox and ffmpeg.
    for (const [rate, expected] of [
      [8000, '400bfa00000000000000'],
      [22050, '400dac44000000000000'],
      [44100, '400eac44000000000000'],
      [48000, '400ebb80000000000000'],
      [96000, '400fbb80000000000000'],
      [192000, '4010bb80000000000000'],
    ] as const) {
      writeExtended80(view, 0, rate);
      expect(hex()).toBe(expected);
    }
  });

  it('are exact for every double', () => {
    for (const value of [1, 0.1, 44099.99999999999, 22254.545454545456, 2 ** 52 + 0.5, 2 ** -40, 767999.9999999999]) {
      writeExtended80(view, 0, value);
      expect(readExtended80(view, 0)).toBe(value);
    }
  });

  it('of no use are told from rates', () => {
    const read = (...bytes: number[]): number => {
      new Uint8Array(view.buffer).set(bytes);
      return readExtended80(view, 0);
    };
    expect(read(0, 0, 0, 0, 0, 0, 0, 0, 0, 0)).toBe(0);
    expect(read(0x7f, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0)).toBeNaN();
    expect(read(0xc0, 0x0e, 0xac, 0x44, 0, 0, 0, 0, 0, 0)).toBe(-44100);
  });
});
