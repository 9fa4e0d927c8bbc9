/**
 * WAV to FLAC or AIFF and back: the WAV that comes out is the one that went in, byte for byte, at every depth the other
 * format holds, with every chunk on its side of the samples.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultLayout, type MetadataChunk, type OutputSpec, type SampleEncoding } from '@studiohand/core/audio';
import { Prng } from '@studiohand/core/dsp';
import { createAudio } from '@studiohand/node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CHUNKS, contentOf, firstDifference, transcode } from './transcode.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'studiohand-trip-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => join(folder, name);

/** Random samples over the whole range, both ends included; loud, quiet and silent stretches. */
function samplesFor(encoding: SampleEncoding, channels: number, frames: number): Float64Array[] {
  const prng = new Prng(encoding.bits * 1000 + channels);
  const scale = 2 ** (encoding.bits - 1);
  return Array.from({ length: channels }, () =>
    Float64Array.from({ length: frames }, (_, i) => {
      if (encoding.kind === 'float') return encoding.bits === 32 ? Math.fround(prng.centred() * 4) : prng.centred() * 4;
      if (i < 2) return i === 0 ? -1 : (scale - 1) / scale;
      const level = [1, 0.01, 0][Math.floor(i / 1500) % 3]!;
      return Math.floor(prng.centred() * 2 * scale * level) / scale + 0;
    }),
  );
}

async function writeWav(
  path: string,
  encoding: SampleEncoding,
  channels: number,
  sampleRateHz: number,
  frameCount: number,
  metadata: readonly MetadataChunk[] = CHUNKS,
): Promise<Float64Array[]> {
  const layout = defaultLayout(channels);
  const spec: OutputSpec = {
    container: 'wav',
    codec: 'pcm',
    encoding,
    channels,
    layout,
    sampleRateHz,
    frameCount,
    metadata,
  };
  const samples = samplesFor(encoding, channels, frameCount);
  const writer = await createAudio(path, spec);
  await writer.write({ channels: samples, frames: frameCount });
  await writer.finish();
  return samples;
}

const int = (bits: number): SampleEncoding => ({ kind: 'int', bits });
const RATES_HZ = [8000, 44100, 48000, 96000, 192000];

describe.each([
  ['flac', [8, 16, 24], [1, 2, 6]],
  ['aiff', [8, 16, 24, 32], [1, 2, 6]],
  ['aifc', [8, 16, 24, 32], [1, 2, 6]],
] as const)('WAV to %s and back', (container, depths, counts) => {
  for (const bits of depths) {
    for (const channels of counts) {
      it(`${bits} bits, ${channels} channels`, async () => {
        for (const [index, rate] of RATES_HZ.entries()) {
          const frames = [0, 1, 4097, 5003, 777][index]!;
          const samples = await writeWav(at(`${index}.wav`), int(bits), channels, rate, frames);
          await transcode(at(`${index}.wav`), at(`${index}.x`), container);
          await transcode(at(`${index}.x`), at(`${index}.back.wav`), 'wav');
          const middle = await contentOf(at(`${index}.x`));
          expect(middle.info).toMatchObject({ container, channels, sampleRateHz: rate, frameCount: frames });
          expect(middle.info.encoding).toEqual(int(bits));
          expect(firstDifference(middle.samples, samples)).toBe('');
          expect(middle.info.metadata).toEqual(CHUNKS);
          expect(readFileSync(at(`${index}.back.wav`)).equals(readFileSync(at(`${index}.wav`)))).toBe(true);
        }
      });
    }
  }
});

describe('more ways round', () => {
  it.each([32, 64])('%s-bit float WAV to AIFF-C and back', async (bits) => {
    await writeWav(at('a.wav'), { kind: 'float', bits }, 2, 44100, 3001);
    await transcode(at('a.wav'), at('a.aifc'), 'aifc');
    await transcode(at('a.aifc'), at('b.wav'), 'wav');
    expect(readFileSync(at('b.wav')).equals(readFileSync(at('a.wav')))).toBe(true);
  });

  it('AIFF to WAV or FLAC and back, with its own chunks', async () => {
    const metadata: MetadataChunk[] = [
      { kind: 'aiff', id: 'MARK', data: Uint8Array.of(0, 1, 0, 1, 0, 0, 0, 9, 1, 65), beforeAudio: true },
      { kind: 'aiff', id: 'NAME', data: Uint8Array.of(1, 2, 3), beforeAudio: true },
      { kind: 'aiff', id: 'APPL', data: Uint8Array.of(80, 84, 117, 108, 0), beforeAudio: false },
      { kind: 'aiff', id: 'ANNO', data: new Uint8Array(0), beforeAudio: false },
    ];
    await writeWav(at('a.wav'), int(24), 2, 96000, 1001, metadata);
    await transcode(at('a.wav'), at('a.aiff'), 'aiff');
    expect((await contentOf(at('a.aiff'))).info.metadata).toEqual(metadata);
    for (const other of ['wav', 'bw64', 'flac']) {
      await transcode(at('a.aiff'), at(`b.${other}`), other);
      await transcode(at(`b.${other}`), at(`${other}.aiff`), 'aiff');
      expect(readFileSync(at(`${other}.aiff`)).equals(readFileSync(at('a.aiff')))).toBe(true);
    }
  });

  it('through all formats in a row', async () => {
    await writeWav(at('a.wav'), int(24), 2, 48000, 20001);
    const chain = ['flac', 'aiff', 'rf64', 'aifc', 'flac', 'bw64', 'wav'];
    let last = 'a.wav';
    for (const [index, container] of chain.entries()) {
      await transcode(at(last), at(`${index}.${container}`), container);
      last = `${index}.${container}`;
    }
    expect(readFileSync(at(last)).equals(readFileSync(at('a.wav')))).toBe(true);
  });

  it('bext before fmt or behind the samples, filler and odd sizes, of a file made by another program', async () => {
    const own = await writeWav(at('plain.wav'), int(16), 2, 44100, 501, []);
    const bytes = new Uint8Array(readFileSync(at('plain.wav')));
    const piece = (id: string, data: Uint8Array): Uint8Array => {
      const head = new Uint8Array(8 + data.length + (data.length % 2));
      head.set(new TextEncoder().encode(id));
      new DataView(head.buffer).setUint32(4, data.length, true);
      head.set(data, 8);
      return head;
    };
    const bext = new Uint8Array(605).fill(66);
    const junk = piece('JUNK', new Uint8Array(27));
    const fmtAndData = bytes.subarray(12);
    for (const [name, parts, before] of [
      ['first', [piece('bext', bext), junk, fmtAndData], true],
      ['last', [junk, fmtAndData, junk, piece('bext', bext)], false],
    ] as const) {
      writeFileSync(at(`${name}.wav`), Buffer.concat([bytes.subarray(0, 12), ...parts]));
      for (const container of ['flac', 'aiff']) {
        await transcode(at(`${name}.wav`), at(`${name}.${container}`), container);
        await transcode(at(`${name}.${container}`), at(`${name}.${container}.wav`), 'wav');
        const { info, samples } = await contentOf(at(`${name}.${container}.wav`));
        expect(firstDifference(samples, own)).toBe('');
        expect(info.metadata).toEqual([{ kind: 'riff', id: 'bext', data: bext, beforeAudio: before }]);
      }
    }
  });
});
