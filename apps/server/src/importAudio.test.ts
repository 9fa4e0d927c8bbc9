import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type MetadataChunk, readAll } from '@studiohand/core/audio';
import type { Session, Source } from '@studiohand/core/engine';
import { openAudio } from '@studiohand/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audioBytes, noise } from './testing/testFiles.ts';
import { type TestServer, testServer } from './testing/testServer.ts';

const FRAMES = 100_003;
const CHUNK: MetadataChunk = { kind: 'riff', id: 'note', data: new Uint8Array([1, 2, 3, 4]), beforeAudio: true };

let t: TestServer;
let session: Session;
const audio = noise(FRAMES);
audio.forEach((channel, c) => {
  for (let i = 0; i < FRAMES; i++) channel[i] = Math.round((channel[i] as number) * (c + 1) * 16_384) / 32_768 + 0;
});

beforeAll(async () => {
  t = await testServer();
  session = await t.session();
});
afterAll(() => t.close());

async function pcm(
  id: string,
  fromFrame: number,
  frameCount: number,
): Promise<{ frames: number; samples: Float32Array }> {
  const response = await t.fetch(`/audio/sources/${id}/pcm?fromFrame=${fromFrame}&frameCount=${frameCount}`);
  expect(response.status).toBe(200);
  const samples = new Float32Array(await response.arrayBuffer());
  return { frames: Number(response.headers.get('x-frame-count')), samples };
}

async function peaks(id: string, query: string): Promise<{ count: number; values: Int16Array }> {
  const response = await t.fetch(`/audio/sources/${id}/peaks?${query}`);
  expect(response.status).toBe(200);
  return { count: Number(response.headers.get('x-peak-count')), values: new Int16Array(await response.arrayBuffer()) };
}

/** Smallest and largest sample of a stretch as the overview keeps them. */
function extremes(channel: Float64Array, from: number, to: number): [number, number] {
  const part = channel.subarray(from, to);
  return [Math.floor(Math.min(...part) * 32_767), Math.ceil(Math.max(...part) * 32_767)];
}

describe.each(['wav', 'flac'] as const)('an imported %s', (container) => {
  let source: Source;
  let bytes: Uint8Array;

  beforeAll(async () => {
    bytes = await audioBytes(audio, { container, metadata: container === 'wav' ? [CHUNK] : [] });
    source = await t.upload(session.id, `My song.${container}`, bytes);
  });

  it('is described and kept under its hash', () => {
    expect(source).toMatchObject({
      name: `My song.${container}`,
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      audio: { container, frameCount: FRAMES, channels: 2, sampleRateHz: 48_000, encoding: { kind: 'int', bits: 16 } },
    });
    if (container === 'wav') expect(source.audio.chunks).toContain('note');
  });

  it('gives its samples, planar, cut at the end', async () => {
    for (const [from, count] of [
      [0, 1000],
      [54_321, 30_000],
      [FRAMES - 10, 480_000],
      [FRAMES + 5, 10],
    ] as const) {
      const { frames, samples } = await pcm(source.id, from, count);
      expect(frames).toBe(Math.max(0, Math.min(count, FRAMES - from)));
      const wanted = audio.flatMap((channel) => [...channel.subarray(from, from + frames)]);
      expect([...samples]).toEqual(wanted);
    }
  });

  it('gives the overview at every zoom', async () => {
    for (let framesPerPeak = 256; framesPerPeak <= 262_144; framesPerPeak *= 4) {
      const all = Math.ceil(FRAMES / framesPerPeak);
      const { count, values } = await peaks(source.id, `framesPerPeak=${framesPerPeak}&fromPeak=0&peakCount=1000`);
      expect(count).toBe(all);
      const wanted = audio.flatMap((channel) =>
        Array.from({ length: all }, (_, p) => extremes(channel, p * framesPerPeak, (p + 1) * framesPerPeak)).flat(),
      );
      expect([...values]).toEqual(wanted);
    }
    const part = await peaks(source.id, 'framesPerPeak=256&fromPeak=389&peakCount=5');
    expect(part.count).toBe(2);
    expect([...part.values.subarray(0, 2)]).toEqual(extremes(audio[0]!, 389 * 256, 390 * 256));
  });

  it('downloads as a whole and in ranges', async () => {
    const get = async (range?: string): Promise<[number, string | null, Uint8Array]> => {
      const response = await t.fetch(`/audio/sources/${source.id}/file`, range ? { headers: { range } } : {});
      const body = new Uint8Array(await response.arrayBuffer());
      return [response.status, response.headers.get('content-range'), body];
    };
    const size = bytes.length;
    expect(await get()).toEqual([200, null, bytes]);
    expect(await get('bytes=10-19')).toEqual([206, `bytes 10-19/${size}`, bytes.slice(10, 20)]);
    expect(await get('bytes=-7')).toEqual([206, `bytes ${size - 7}-${size - 1}/${size}`, bytes.slice(-7)]);
    expect(await get(`bytes=${size - 3}-`)).toEqual([206, `bytes ${size - 3}-${size - 1}/${size}`, bytes.slice(-3)]);
    expect((await get(`bytes=${size}-`)).slice(0, 2)).toEqual([416, `bytes */${size}`]);
    const { headers } = await t.fetch(`/audio/sources/${source.id}/file`);
    expect(headers.get('content-disposition')).toMatch(/^attachment; filename="My song\./);
  });
});

describe('an import', () => {
  it('gets the levels that measure gives', async () => {
    const source = await t.upload(session.id, 'levels.wav', await audioBytes(audio));
    const sessionId = session.id;
    const { id } = await t.json<{ id: string }>('POST', '/jobs', {
      sessionId,
      sourceId: source.id,
      kind: 'analyse',
      tool: 'measure',
    });
    const job = await t.ended(id);
    expect(job.state).toBe('done');
    const json = job.result?.report?.json ?? {};
    expect(source.integratedLufs).toBeCloseTo(json['integratedLufs'] as number, 1);
    expect(source.truePeakDbtp).toBeCloseTo(json['truePeakDbtp'] as number, 1);
  });

  it('of silence and of nearly nothing has no loudness and no peak', async () => {
    const source = await t.upload(session.id, 'silence.wav', await audioBytes([new Float64Array(1)]));
    expect(source).toMatchObject({ integratedLufs: null, truePeakDbtp: null });
    expect((await peaks(source.id, 'framesPerPeak=256&peakCount=10')).values).toHaveLength(2);
  });

  it('draws an overview again that is gone or damaged', async () => {
    const source = await t.upload(session.id, 'again.wav', await audioBytes(noise(5000, 1, 7)));
    const path = join(t.dataFolder, 'derived', `${source.sha256}.peaks`);
    const before = await peaks(source.id, 'framesPerPeak=1024&peakCount=10');
    rmSync(path);
    expect(await peaks(source.id, 'framesPerPeak=1024&peakCount=10')).toEqual(before);
    expect(existsSync(path)).toBe(true);
  });

  it('gives stretches far apart in one answer, less at the end of the file', async () => {
    const [channel] = noise(10_000, 1, 3);
    const { id } = await t.upload(session.id, 'comb.wav', await audioBytes([channel as Float64Array]));
    const whole = (await pcm(id, 0, 10_000)).samples;
    const query = 'pcm?fromFrame=100&frameCount=50&stretchCount=4&everyFrames=3290';
    const answer = await t.fetch(`/audio/sources/${id}/${query}`);
    expect(answer.headers.get('x-frame-count')).toBe('180');
    const expected = [100, 3390, 6680, 9970].flatMap((from) => [...whole.subarray(from, from + 50)]);
    expect([...new Float32Array(await answer.arrayBuffer())]).toEqual(expected);
    expect((await t.fetch(`/audio/sources/${id}/pcm?frameCount=50&stretchCount=1025`)).status).toBe(400);
  });

  it('refuses questions that make no sense', async () => {
    const { id } = await t.upload(session.id, 'a.wav', await audioBytes(noise(1000)));
    for (const query of [
      'pcm?frameCount=480001',
      'pcm?frameCount=-1',
      'pcm?frameCount=1e999',
      'peaks?framesPerPeak=300&peakCount=1',
    ]) {
      expect((await t.fetch(`/audio/sources/${id}/${query}`)).status).toBe(400);
    }
    expect((await t.fetch('/audio/sources/none/pcm?frameCount=1')).status).toBe(404);
    expect((await t.fetch('/audio/blobs/none/pcm?frameCount=1')).status).toBe(400);
    expect((await t.fetch('/audio/sources/..%2f..%2fstudio.sqlite/file')).status).toBe(400);
  });

  it('brings the demo song', async () => {
    const { id, title } = await t.json<Session>('POST', '/sessions/demo');
    expect(title).toBe('Demo song');
    const { sources } = await t.json<{ sources: Source[] }>('GET', `/sessions/${id}`);
    expect(sources).toHaveLength(1);
    expect(sources[0]).toMatchObject({ name: 'Demo song.wav', audio: { sampleRateHz: 48_000, channels: 2 } });
    expect(sources[0]?.integratedLufs).toBeLessThan(-5);
  });

  it('brings its stems', async () => {
    const { id, title } = await t.json<Session>('POST', '/sessions/demo?stems=true');
    expect(title).toBe('Demo song, stems');
    const { sources } = await t.json<{ sources: Source[] }>('GET', `/sessions/${id}`);
    expect(sources.map(({ name }) => name)).toEqual([
      'Demo song_01_Drums.wav',
      'Demo song_02_Bass.wav',
      'Demo song_03_Pad.wav',
      'Demo song_04_Melody.wav',
    ]);
    expect(new Set(sources.map(({ audio }) => audio.frameCount)).size).toBe(1);
  });
});

const hasFfmpeg = !spawnSync('ffmpeg', ['-version'], { stdio: 'ignore' }).error;
if (!hasFfmpeg) console.log('Skipped, ffmpeg is not installed: playing from the middle of an MP3');

describe.skipIf(!hasFfmpeg)('an MP3', () => {
  it('is played from a decoded copy with the same samples', async () => {
    const input = await audioBytes(noise(FRAMES));
    const bytes = execFileSync('ffmpeg', ['-v', 'error', '-i', '-', '-b:a', '192k', '-f', 'mp3', '-'], { input });
    const source = await t.upload(session.id, 'a.mp3', new Uint8Array(bytes));
    expect(source.audio.codec).toBe('mp3');
    const { frames, samples } = await pcm(source.id, 60_000, 5000);
    const copy = join(t.dataFolder, 'derived', `${source.sha256}.wav`);
    expect(existsSync(copy)).toBe(true);
    const direct = await openAudio(join(t.dataFolder, 'blobs', source.sha256.slice(0, 2), source.sha256));
    const wanted = await readAll(direct);
    await direct.close();
    expect(direct.info.frameCount).toBe(source.audio.frameCount);
    const part = wanted.flatMap((channel) => [...channel.subarray(60_000, 60_000 + frames)]);
    expect([...samples]).toEqual(part.map(Math.fround));
    expect(readdirSync(join(t.dataFolder, 'tmp'))).toEqual([]);
  });
});

const music = fileURLToPath(new URL('../../../../shared/audio/clean', import.meta.url));
const reason = existsSync(music) ? '' : 'no shared recordings beside the project';
if (reason) console.log(`Skipped, ${reason}: import of real recordings`);

describe.skipIf(reason !== '')('real recordings', () => {
  it('import with the samples that the flac program decodes', async () => {
    const file = readdirSync(music).find((name) => name.endsWith('.flac')) ?? '';
    const source = await t.upload(session.id, file, readFileSync(join(music, file)));
    const raw = execFileSync(
      'flac',
      ['-dcs', '--force-raw-format', '--endian=little', '--sign=signed', join(music, file)],
      {
        maxBuffer: 2 ** 30,
      },
    );
    const { channels, encoding } = source.audio;
    const bytesPerSample = (encoding?.bits ?? 0) / 8;
    const { frames, samples } = await pcm(source.id, 100, 2000);
    for (let i = 0; i < frames; i += 37) {
      for (let c = 0; c < channels; c++) {
        const value = raw.readIntLE(((100 + i) * channels + c) * bytesPerSample, bytesPerSample);
        expect(samples[c * frames + i]).toBe(value / 2 ** ((encoding?.bits ?? 0) - 1));
      }
    }
  });
});
