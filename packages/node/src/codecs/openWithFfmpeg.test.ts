import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAudio } from '../openAudio.ts';
import {
  announceSkip,
  cut,
  encode,
  errorOf,
  ffmpeg,
  ffmpegDecode,
  musicLike,
  nullDb,
  readRange,
  rounded,
  someRanges,
  testFolder,
  whyNot,
} from './testing/ffmpegFiles.ts';

announceSkip('decoding through ffmpeg');

/** Programs that this process has running. */
const running = (): number => process.getActiveResourcesInfo().filter((name) => name === 'ProcessWrap').length;

describe.skipIf(whyNot !== '')('openWithFfmpeg', () => {
  let folder = '';
  beforeAll(() => {
    folder = testFolder();
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    [16, 2, 44100, 'L R'],
    [24, 1, 48000, 'M'],
    [24, 2, 96000, 'L R'],
    [24, 6, 48000, 'L R C LFE Ls Rs'],
  ])('ALAC of %i bits, %i channels at %i Hz is exact', async (bits, channels, rate, layout) => {
    const original = rounded(musicLike(channels, 50021, rate), bits);
    const format = bits === 16 ? 's16p' : 's32p';
    const args = ['-c:a', 'alac', '-sample_fmt', format, '-metadata', 'title=Lied', '-metadata', 'track=3'];
    const path = encode(join(folder, 'alac.m4a'), original, rate, args);
    const source = await openAudio(path);
    const { info } = source;
    expect([info.frameCount, info.sampleRateHz, info.layout.join(' ')]).toEqual([50021, rate, layout]);
    expect([info.container, info.codec, info.encoding]).toEqual(['m4a', 'alac', { kind: 'int', bits }]);
    expect(info.metadata.map(({ id, data }) => `${id}=${new TextDecoder().decode(data)}`)).toEqual([
      'TITLE=Lied',
      'TRACKNUMBER=3',
    ]);
    expect(nullDb(await readRange(source), original)).toBe(Number.NEGATIVE_INFINITY);
    await source.close();
  });

  // Lengths at which an edit list in milliseconds ends a little before a packet does.
  it.each([
    [2, 44100, 100003],
    [1, 48000, 1024 * 40 + 10],
    [2, 44100, 1024 * 40 + 1],
    [6, 48000, 1024 * 30],
    [2, 22050, 5],
  ])('AAC of %i channels at %i Hz has its %i frames', async (channels, rate, frames) => {
    const path = encode(join(folder, 'aac.m4a'), musicLike(channels, frames, rate), rate, ['-c:a', 'aac']);
    const source = await openAudio(path);
    const { info } = source;
    expect([info.frameCount, info.codec, info.encoding]).toEqual([frames, 'aac', undefined]);
    const all = await readRange(source);
    // All that ffmpeg decodes, with the packet of delay that its encoder states.
    const untrimmed = ffmpegDecode(path, channels, ['-ignore_editlist', '1', '-flags2', '+skip_manual']);
    expect(nullDb(all, cut(untrimmed, 1024, 1024 + frames))).toBe(Number.NEGATIVE_INFINITY);
    for (const range of someRanges(frames)) {
      const { startFrame = 0, frameCount = frames } = range;
      const expected = cut(all, startFrame, Math.min(frames, startFrame + frameCount));
      expect(nullDb(await readRange(source, range), expected), JSON.stringify(range)).toBe(Number.NEGATIVE_INFINITY);
    }
    await source.close();
  });

  it('AAC lies where the original lay', async () => {
    const original = musicLike(2, 60000, 44100);
    const path = encode(join(folder, 'place.m4a'), original, 44100, ['-c:a', 'aac', '-b:a', '256k']);
    const source = await openAudio(path);
    const [left] = await readRange(source);
    const energy = (shift: number): number => {
      let sum = 0;
      for (let i = 2000; i < 58000; i++) sum += (left![i + shift]! - original[0]![i]!) ** 2;
      return sum;
    };
    const energies = Array.from({ length: 9 }, (_, i) => energy(i - 4));
    expect(energies.indexOf(Math.min(...energies)) - 4).toBe(0);
    await source.close();
  });

  // A length at which ffmpeg's W64 needs no padding, which it would count as sound.
  it.each([
    ['caf', 'caf', ['-c:a', 'alac', '-sample_fmt', 's32p'], 'alac', 24],
    ['caf', 'caf', ['-c:a', 'pcm_s24be'], 'pcm', 24],
    ['w64', 'w64', ['-c:a', 'pcm_s24le'], 'pcm', 24],
    ['au', 'au', ['-c:a', 'pcm_s24be'], 'pcm', 24],
    ['oga', 'ogg', ['-c:a', 'flac', '-sample_fmt', 's32', '-bits_per_raw_sample', '24'], 'flac', 24],
    ['mkv', 'matroska', ['-c:a', 'flac', '-sample_fmt', 's32', '-bits_per_raw_sample', '24'], 'flac', 24],
    ['wv', 'wavpack', ['-c:a', 'wavpack', '-sample_fmt', 's32p'], 'wavpack', 32],
  ])('lossless in .%s is exact', async (extension, container, args, codec, bits) => {
    const original = rounded(musicLike(2, 30012, 44100), 24);
    const path = encode(join(folder, `lossless.${extension}`), original, 44100, args);
    const source = await openAudio(path);
    const { info } = source;
    expect([info.container, info.codec, info.frameCount]).toEqual([container, codec, 30012]);
    expect(info.encoding).toEqual({ kind: 'int', bits });
    expect(nullDb(await readRange(source), original)).toBe(Number.NEGATIVE_INFINITY);
    await source.close();
  });

  it.each([
    ['aac', ['-c:a', 'aac']],
    ['wma', ['-c:a', 'wmav2']],
    ['mka', ['-c:a', 'aac']],
    ['m4a', ['-c:a', 'aac', '-movflags', 'frag_keyframe+empty_moov']],
  ])('without a stated length counts what ffmpeg decodes: .%s', async (extension, args) => {
    const path = encode(join(folder, `counted.${extension}`), musicLike(2, 30011, 44100), 44100, args);
    const source = await openAudio(path);
    expect(source.info.notes.join()).toContain('decoded once to count');
    expect(nullDb(await readRange(source), ffmpegDecode(path, 2))).toBe(Number.NEGATIVE_INFINITY);
    await source.close();
  });

  it('takes names that look like options, protocols or patterns', async () => {
    const before = process.cwd();
    process.chdir(folder);
    try {
      for (const name of ['-i.m4a', 'http:a.m4a', 'concat:a|b.m4a', '%03d ; echo $x.m4a']) {
        if (process.platform === 'win32' && /[:|]/.test(name)) continue;
        encode(name, musicLike(1, 3000, 44100), 44100, ['-c:a', 'alac']);
        const source = await openAudio(name);
        expect((await readRange(source))[0]!.length).toBe(3000);
        await source.close();
      }
    } finally {
      process.chdir(before);
    }
  });

  it('ends ffmpeg when the reader stops, aborts or closes', async () => {
    const path = encode(join(folder, 'long.m4a'), musicLike(2, 3000000, 48000), 48000, ['-c:a', 'alac']);
    const source = await openAudio(path);
    for await (const _ of source.blocks()) break;
    const abort = new AbortController();
    const aborted = (async () => {
      for await (const _ of source.blocks({ signal: abort.signal })) abort.abort(new Error('enough'));
    })();
    await expect(aborted).rejects.toThrow('enough');
    const pass = source.blocks()[Symbol.asyncIterator]();
    await pass.next();
    await source.close();
    await expect(
      (async () => {
        while (!(await pass.next()).done);
      })(),
    ).rejects.toThrow(/long.m4a/);
    for (let i = 0; i < 100 && running() > 0; i++) await wait(20);
    expect(running()).toBe(0);
  });

  it('keeps ffmpeg waiting for a slow reader', async () => {
    const source = await openAudio(join(folder, 'long.m4a'));
    const before = process.memoryUsage().arrayBuffers;
    let passed = 0;
    for await (const { frames } of source.blocks()) {
      passed += frames;
      if (passed < 200000) await wait(20);
      else break;
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20e6);
    await source.close();
  });

  it('turns damage into an AudioError with the name of the file', async () => {
    const args = ['-c:a', 'aac', '-movflags', '+faststart'];
    const whole = readFileSync(encode(join(folder, 'fast.m4a'), musicLike(2, 200000, 44100), 44100, args));
    const cutPath = join(folder, 'cut.m4a');
    writeFileSync(cutPath, whole.subarray(0, Math.floor(whole.length * 0.6)));
    const source = await openAudio(cutPath);
    expect(await errorOf(() => readRange(source))).toMatch(/^corrupt: cut.m4a: /);
    await source.close();
    const plain = readFileSync(encode(join(folder, 'slow.m4a'), musicLike(2, 90000, 44100), 44100, ['-c:a', 'aac']));
    writeFileSync(cutPath, plain.subarray(0, plain.length - 900));
    expect(await errorOf(() => openAudio(cutPath))).toMatch(/^corrupt: cut.m4a: ffprobe /);
    const noise = new Uint8Array(plain);
    noise.fill(0xa5, 3000, 6000);
    writeFileSync(cutPath, noise);
    const noisy = await openAudio(cutPath);
    expect(await errorOf(() => readRange(noisy))).toMatch(/^corrupt: cut.m4a: ffmpeg cannot decode it: /);
    await noisy.close();
    const video = join(folder, 'video.mp4');
    ffmpeg(['-f', 'lavfi', '-i', 'color=s=16x16:d=1', '-c:v', 'mpeg4', video]);
    expect(await errorOf(() => openAudio(video))).toMatch(/^not-audio: video.mp4: there is no sound/);
  });

  it('says what to install where ffmpeg is missing', async () => {
    const path = process.env['PATH'];
    process.env['PATH'] = folder;
    try {
      const message = await errorOf(() => openAudio(join(folder, 'fast.m4a')));
      expect(message).toMatch(/^missing-program: fast.m4a: ffprobe is needed/);
    } finally {
      process.env['PATH'] = path;
    }
  });
});
