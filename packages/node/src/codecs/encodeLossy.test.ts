import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readAll } from '@studiohand/core/audio';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openAudio } from '../openAudio.ts';
import { decodeByFfmpeg, encodeFile, musicLike, noFfmpeg, shiftFrames, snrDb } from './testing/lossy.ts';

/** Encoders against ffmpeg's decoders: length to the frame, no shift, and the quality that the bit rate promises. */
if (noFfmpeg) console.log(`Skipped, ${noFfmpeg}: lossy encoders`);

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'studiohand-lossy-'));
  // The modules load from the disk only.
  vi.stubGlobal('fetch', () => {
    throw new Error('fetch was called');
  });
});
afterAll(() => {
  vi.unstubAllGlobals();
  rmSync(folder, { recursive: true, force: true });
});

interface Case {
  readonly container: string;
  readonly codec: string;
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly codecOptions: Readonly<Record<string, number>>;
}

const FORMATS = [
  { container: 'mp3', codec: 'mp3', rates: [44100, 48000, 22050], options: { bitrateKbps: 320 } },
  { container: 'm4a', codec: 'aac', rates: [44100, 48000, 96000], options: { bitrateKbps: 256 } },
  { container: 'ogg', codec: 'vorbis', rates: [44100, 48000, 96000], options: { quality: 7 } },
  { container: 'opus', codec: 'opus', rates: [48000], options: { bitrateKbps: 256 } },
];
const CASES: Case[] = FORMATS.flatMap(({ container, codec, rates, options }) =>
  rates.flatMap((sampleRateHz) =>
    [1, 2].map((channels) => ({
      container,
      codec,
      sampleRateHz,
      channels,
      codecOptions: codec === 'mp3' && sampleRateHz < 32000 ? { bitrateKbps: 160 } : options,
    })),
  ),
);

/** Frames of the edit list of an M4A file: [length, encoder delay]. */
function editList(path: string): [number, number] {
  const bytes = readFileSync(path);
  const at = bytes.indexOf('elst') + 4;
  return [bytes.readUInt32BE(at + 8), bytes.readUInt32BE(at + 12)];
}

describe.skipIf(noFfmpeg !== '')('lossy encoders', () => {
  it.each(CASES)('$codec, $sampleRateHz Hz, $channels channels', async (format) => {
    const { sampleRateHz, channels, container, codec } = format;
    const audio = musicLike(channels, 100_001, sampleRateHz);
    const path = join(folder, `music-${sampleRateHz}-${channels}.${container}`);
    await encodeFile(path, audio, format, 4999);
    const decoded = decodeByFfmpeg(path, channels);
    if (codec === 'aac') {
      // ffmpeg 5 gives whole packets and leaves the cut at the end to the edit list.
      expect(editList(path)).toEqual([100_001, 1024]);
      expect(Math.ceil(100_001 / 1024) * 1024 - (decoded[0]?.length ?? 0)).toBeGreaterThanOrEqual(0);
      expect(decoded[0]?.length).toBeGreaterThanOrEqual(100_001);
    } else expect(decoded[0]?.length).toBe(100_001);
    audio.forEach((original, c) => {
      const got = decoded[c] as Float32Array;
      expect(shiftFrames(original.subarray(20_000, 50_000), got.subarray(20_000, 50_000), 1500)).toBe(0);
      expect(snrDb(original, got)).toBeGreaterThan(18);
    });
  });

  it.each(FORMATS)('$codec of no frames, one frame and around a packet', async ({ container, codec, options }) => {
    for (const frames of [0, 1, 2, 575, 576, 960, 1023, 1024, 1025, 1152, 2500]) {
      const path = join(folder, `short-${frames}.${container}`);
      await encodeFile(path, musicLike(2, frames, 48000), {
        container,
        codec,
        sampleRateHz: 48000,
        codecOptions: options,
      });
      const length = decodeByFfmpeg(path, 2)[0]?.length ?? 0;
      if (codec === 'aac') {
        expect(editList(path)).toEqual([frames, 1024]);
        expect(length).toBe(Math.ceil(frames / 1024) * 1024);
      } else expect([frames, length]).toEqual([frames, frames]);
    }
  });
});

describe('lossy encoders and our decoders', () => {
  // AAC is read through ffmpeg.
  it.each(FORMATS.filter(({ codec }) => codec !== 'aac' || noFfmpeg === ''))(
    '$codec',
    async ({ container, codec, options }) => {
      for (const frames of [0, 1, 1023, 60_000]) {
        const audio = musicLike(2, frames, 48000);
        const path = join(folder, `own-${frames}.${container}`);
        await encodeFile(path, audio, { container, codec, sampleRateHz: 48000, codecOptions: options });
        const source = await openAudio(path);
        expect(source.info).toMatchObject({ container, codec, sampleRateHz: 48000, channels: 2, frameCount: frames });
        const decoded = await readAll(source);
        await source.close();
        expect(decoded[0]?.length).toBe(frames);
        if (frames > 1000) expect(snrDb(audio[0] as Float64Array, decoded[0] as Float64Array)).toBeGreaterThan(18);
      }
    },
  );

  it('gives the same bytes for the same samples, however they come', async () => {
    const audio = musicLike(2, 20_000, 48000);
    for (const { container, codec, options } of FORMATS) {
      const format = { container, codec, sampleRateHz: 48000, codecOptions: options };
      const [one, two] = [join(folder, `one.${container}`), join(folder, `two.${container}`)];
      await Promise.all([encodeFile(one, audio, format), encodeFile(two, audio, format, 777)]);
      expect(readFileSync(one).equals(readFileSync(two))).toBe(true);
    }
  });
});
