import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { AudioError, type ByteSink, memorySink, type OutputSpec } from '@studiohand/core/audio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAudio } from '../createAudio.ts';
import { outputFormats } from '../outputFormats.ts';
import { createAacWriter } from './createAacWriter.ts';
import { createMp3Writer } from './createMp3Writer.ts';
import { createOpusWriter } from './createOpusWriter.ts';
import { createVorbisWriter } from './createVorbisWriter.ts';
import { type Encoding, musicLike, specOf, writeAll } from './testing/lossy.ts';

/** What goes wrong while encoding leaves nothing behind and says what it was. */
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'studiohand-failures-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const FORMATS = [
  { container: 'mp3', codec: 'mp3', create: createMp3Writer },
  { container: 'm4a', codec: 'aac', create: createAacWriter },
  { container: 'ogg', codec: 'vorbis', create: createVorbisWriter },
  { container: 'opus', codec: 'opus', create: createOpusWriter },
];
const audio = musicLike(2, 50_000, 48000);
const RATE = { sampleRateHz: 48000 };

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof AudioError && error.hint.length > 5) return error.code;
    throw error;
  }
  return 'no error';
}

describe('lossy writers', () => {
  it.each(FORMATS)('$codec leaves nothing after abort', async ({ container, codec }) => {
    const path = join(folder, `gone.${container}`);
    const writer = await createAudio(path, specOf(audio, { container, codec, ...RATE }));
    await writer.write({ channels: audio, frames: 30_000 });
    await writer.abort();
    await writer.abort();
    expect(existsSync(path)).toBe(false);
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each(FORMATS)('$codec passes on the errors of the sink', async ({ container, codec, create }) => {
    const full = new AudioError('disk-full', 'the drive is full', 'Free some space.');
    let aborted = false;
    let room = 4000;
    const sink: ByteSink = {
      ...memorySink(),
      async write(bytes): Promise<void> {
        room -= bytes.length;
        if (room < 0) throw full;
      },
      async abort(): Promise<void> {
        aborted = true;
      },
    };
    const writer = await create(sink, specOf(audio, { container, codec, ...RATE }));
    await expect(writeAll(writer, audio, 16384).then(() => writer.finish())).rejects.toBe(full);
    await writer.abort();
    expect(aborted).toBe(true);
  });

  it.each(FORMATS)('$codec refuses what cannot be encoded', async ({ container, codec, create }) => {
    const start = (more: Partial<Encoding> = {}, samples = audio): ReturnType<typeof create> =>
      create(memorySink(), specOf(samples, { container, codec, ...RATE, ...more }));
    const encoder = await start();
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, -1e7]) {
      const samples = [new Float64Array(8), Float64Array.of(0, 0, 0, bad, 0, 0, 0, 0)];
      await expect(encoder.write({ channels: samples, frames: 8 })).rejects.toMatchObject({
        code: 'invalid-samples',
        message: expect.stringContaining('Frame 3 '),
      });
    }
    expect(await codeOf(encoder.finish())).toBe('internal');
    expect(await codeOf(encoder.write({ channels: [0, 1].map(() => new Float64Array(50_001)), frames: 50_001 }))).toBe(
      'internal',
    );
    await encoder.abort();
    const wrong: Partial<OutputSpec>[] = [
      { sampleRateHz: 44100.5 },
      { codecOptions: { bitrateKbps: 3 } },
      { codecOptions: { quality: 11 } },
      { codecOptions: { speed: 1 } },
    ];
    for (const more of wrong) expect([more, await codeOf(start(more))]).toEqual([more, 'invalid-parameter']);
    const nine = Array.from({ length: 9 }, () => new Float64Array(4));
    expect(await codeOf(start({}, nine))).toBe('invalid-parameter');
  });

  it('refuses bit rates that a format has not at this rate, and layouts without a place', async () => {
    const code = (encoding: Encoding, channels = 2): Promise<string> =>
      codeOf(createAudio(join(folder, 'no'), specOf(musicLike(channels, 4, 48000), encoding)));
    const mp3 = { container: 'mp3', codec: 'mp3' };
    const aac = { container: 'm4a', codec: 'aac' };
    const opus = { container: 'opus', codec: 'opus' };
    expect(await code({ ...mp3, sampleRateHz: 44100, codecOptions: { bitrateKbps: 200 } })).toBe('invalid-parameter');
    expect(await code({ ...mp3, sampleRateHz: 22050, codecOptions: { bitrateKbps: 320 } })).toBe('invalid-parameter');
    expect(await code({ ...mp3, sampleRateHz: 96000 })).toBe('invalid-parameter');
    expect(await code({ ...aac, sampleRateHz: 8000, codecOptions: { bitrateKbps: 256 } })).toBe('invalid-parameter');
    expect(await code({ ...aac, sampleRateHz: 48000 }, 4)).toBe('invalid-parameter');
    expect(await code({ ...opus, sampleRateHz: 44100 })).toBe('invalid-parameter');
    expect(await code({ ...opus, sampleRateHz: 48000 }, 7)).toBe('invalid-parameter');
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    ['is ended', (worker: Worker): unknown => worker.terminate()],
    ['meets an error', (worker: Worker): unknown => worker.postMessage(null)],
  ])('an AAC encoder whose thread %s fails its own file, and no other', async (_what, harm) => {
    const threads: Worker[] = [];
    const notice = (worker: Worker): unknown => threads.push(worker);
    process.on('worker', notice);
    const start = (name: string): ReturnType<typeof createAudio> =>
      createAudio(join(folder, name), specOf(audio, { container: 'm4a', codec: 'aac', ...RATE }));
    const [broken, whole] = [await start('broken.m4a'), await start('whole.m4a')];
    const part = { channels: audio, frames: 25_000 };
    await broken.write(part);
    await whole.write(part);
    process.off('worker', notice);
    expect(threads).toHaveLength(2);
    harm(threads[0] as Worker);
    const end = async (): Promise<void> => {
      for (let i = 0; i < 250; i++) await broken.write({ channels: audio, frames: 100 });
      await broken.finish();
    };
    await expect(end()).rejects.toMatchObject({ code: 'internal', message: expect.stringContaining('AAC encoder') });
    await broken.abort();
    await whole.write(part);
    await whole.finish();
    expect(readdirSync(folder)).toEqual(['whole.m4a']);
    rmSync(join(folder, 'whole.m4a'));
  });

  it('is listed with settings whose defaults are in range', () => {
    for (const { container, codec } of FORMATS) {
      const format = outputFormats.find((f) => f.container === container);
      expect(format).toMatchObject({ codec, lossless: false, encodings: [] });
      for (const { from, to, default: value } of format?.options ?? []) {
        expect(value).toBeGreaterThanOrEqual(from);
        expect(value).toBeLessThanOrEqual(to);
      }
    }
  });
});
