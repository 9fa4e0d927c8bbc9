import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { type AudioSource, memoryAudio, readAll } from '@studiohand/core/audio';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { openAudio } from '../../openAudio.ts';
import { musicLike, noFfmpeg, shiftFrames, snrDb } from '../testing/lossy.ts';
import { codecPreview } from './codecPreview.ts';

/** Round trips through every codec: exact length, no shift, the quality the bit rate promises, nothing left behind. */
if (noFfmpeg) console.log(`Skipped, ${noFfmpeg}: preview of AAC`);
const CODECS = ['aac', 'mp3', 'vorbis', 'opus'].filter((codec) => codec !== 'aac' || noFfmpeg === '');
const song = fileURLToPath(new URL('../../../../../../shared/audio/music/vibe-ace.ogg', import.meta.url));
if (!existsSync(song)) console.log('Skipped, no shared recordings beside the project: previews of real music');

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'studiohand-preview-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  expect(readdirSync(folder)).toEqual([]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function through(source: AudioSource, codec: string, bitrateKbps: number): Promise<Float64Array[]> {
  const preview = await codecPreview(folder).roundTrip(source, codec, bitrateKbps);
  expect(readdirSync(folder)).toHaveLength(1);
  expect(preview.info).toMatchObject({
    codec,
    sampleRateHz: source.info.sampleRateHz,
    channels: source.info.channels,
    frameCount: source.info.frameCount,
    encoding: undefined,
  });
  const samples = await readAll(preview);
  await preview.close();
  expect(samples.map(({ length }) => length)).toEqual(source.info.layout.map(() => source.info.frameCount));
  return samples;
}

/** From sample to sample: the bass leads by a frame or more where Opus takes DC off with a filter of 3 Hz. */
function differences(samples: Float64Array): Float64Array {
  return samples.map((value, i) => value - (samples[i - 1] ?? value));
}

/** Lag of the highest correlation and signal to noise of a part in the middle. */
function compare(before: Float64Array, after: Float64Array): { lag: number; snr: number } {
  const from = Math.floor(before.length / 3);
  const [a, b] = [before.subarray(from, from + 20_000), after.subarray(from, from + 20_000)];
  return { lag: shiftFrames(differences(a), Float32Array.from(differences(b)), 1000), snr: snrDb(a, b) };
}

describe.each(CODECS)('%s', (codec) => {
  it.each([8000, 44100, 48000, 50000, 88200, 192000])('at %d Hz', async (rate) => {
    const audio = musicLike(2, Math.max(60_000, Math.round(rate * 0.7)) + 1, rate);
    // What lies above the band of a lossy codec at low rates is lost in all of them; the notes of this signal do not.
    const decoded = await through(memoryAudio(audio, rate), codec, 256);
    for (const [c, samples] of decoded.entries()) {
      const { lag, snr } = compare(audio[c] as Float64Array, samples);
      expect([rate, lag]).toEqual([rate, 0]);
      expect(snr).toBeGreaterThan(15);
    }
  });

  it('in mono, of one frame, of none, and of silence', async () => {
    const mono = musicLike(1, 50_001, 44100);
    const [decoded] = await through(memoryAudio(mono, 44100), codec, 96);
    expect(compare(mono[0] as Float64Array, decoded as Float64Array).lag).toBe(0);
    await through(memoryAudio([Float64Array.of(0.25)], 96000), codec, 128);
    await through(memoryAudio([new Float64Array(0)], 44100), codec, 128);
    const [silence] = await through(memoryAudio([new Float64Array(9600)], 48000), codec, 128);
    expect(Math.max(...(silence as Float64Array).map(Math.abs))).toBeLessThan(1e-4);
  });

  it('sounds worse at a lower bit rate', async () => {
    const audio = musicLike(2, 100_000, 48000);
    const [low, high] = await Promise.all(
      [64, 320].map((kbps) => codecPreview(folder).roundTrip(memoryAudio(audio, 48000), codec, kbps)),
    );
    const snr = async (source: AudioSource | undefined): Promise<number> =>
      compare(audio[0] as Float64Array, (await readAll(source as AudioSource))[0] as Float64Array).snr;
    expect(await snr(high)).toBeGreaterThan((await snr(low)) + 3);
    await low?.close();
    await high?.close();
    await high?.close();
  });

  it('gives the same samples again, also of a range', async () => {
    for (const rate of [48000, 96000]) {
      const audio = musicLike(2, rate, rate);
      const preview = await codecPreview(folder).roundTrip(memoryAudio(audio, rate), codec, 128);
      const [whole] = await readAll(preview);
      const part: number[] = [];
      for await (const { channels, frames } of preview.blocks({ startFrame: 12_345, frameCount: 20_000 }))
        part.push(...(channels[0] as Float64Array).subarray(0, frames));
      expect(part).toHaveLength(20_000);
      expect(Float64Array.from(part)).toEqual((whole as Float64Array).slice(12_345, 32_345));
      await preview.close();
    }
  });

  it('leaves nothing when it is cancelled or meets what cannot be coded', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const audio = musicLike(2, 200_000, 48000);
    const source = memoryAudio(audio, 48000, {
      blockFrames: (at) => {
        if (at > 50_000) controller.abort(reason);
        return 5000;
      },
    });
    await expect(codecPreview(folder).roundTrip(source, codec, 128, controller.signal)).rejects.toBe(reason);
    (audio[1] as Float64Array)[150_000] = Number.NaN;
    await expect(codecPreview(folder).roundTrip(memoryAudio(audio, 48000), codec, 128)).rejects.toMatchObject({
      code: 'invalid-samples',
    });
  });

  it.skipIf(!existsSync(song))('of real music, at two bit rates', async () => {
    const source = await openAudio(song);
    const audio = (await readAll(source)).map((samples) => samples.slice(0, 10 * source.info.sampleRateHz));
    await source.close();
    const { sampleRateHz } = source.info;
    for (const kbps of [128, 256]) {
      const decoded = await through(memoryAudio(audio, sampleRateHz), codec, kbps);
      for (const [c, samples] of decoded.entries()) {
        const { lag, snr } = compare(audio[c] as Float64Array, samples);
        expect([kbps, lag]).toEqual([kbps, 0]);
        expect(snr).toBeGreaterThan(8);
      }
    }
  });
});

describe('codecPreview', () => {
  it('lists AAC only where ffmpeg can decode it', async () => {
    const all = codecPreview(folder);
    expect(all.codecs).toEqual(CODECS);
    vi.stubEnv('PATH', folder);
    expect(all.codecs).toEqual(['mp3', 'vorbis', 'opus']);
    const silence = memoryAudio([new Float64Array(100)], 48000);
    await expect(all.roundTrip(silence, 'aac', 128)).rejects.toMatchObject({ code: 'missing-program' });
    await expect(all.roundTrip(silence, 'atrac', 128)).rejects.toMatchObject({ code: 'invalid-parameter' });
    await expect(all.roundTrip(silence, 'mp3', 0)).rejects.toMatchObject({ code: 'invalid-parameter' });
  });

  it('says so when a codec has no place for the channels', async () => {
    const surround = memoryAudio(musicLike(6, 1000, 48000), 48000);
    await expect(codecPreview(folder).roundTrip(surround, 'mp3', 320)).rejects.toMatchObject({
      code: 'invalid-parameter',
      message: expect.stringContaining('channels'),
    });
    await through(surround, 'opus', 400);
  });

  it('works in a worker thread', async () => {
    const worker = new Worker(new URL('./testing/previewWorker.ts', import.meta.url), {
      workerData: { folder, codecs: CODECS },
      execArgv: ['--conditions=source', '--no-warnings'],
    });
    const lengths = await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
    expect(lengths).toEqual(CODECS.map((codec) => [codec, 30_000]));
    await worker.terminate();
  });
});
