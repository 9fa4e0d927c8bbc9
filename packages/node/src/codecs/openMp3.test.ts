import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAudio } from '../openAudio.ts';
import {
  announceSkip,
  cut,
  encode,
  errorOf,
  ffmpegDecode,
  musicLike,
  nullDb,
  readRange,
  someRanges,
  testFolder,
  whyNot,
} from './testing/ffmpegFiles.ts';

announceSkip('decoding of MP3');
const FRAMES = 100003;

describe.skipIf(whyNot !== '')('openMp3', () => {
  let folder = '';
  beforeAll(() => {
    folder = testFolder();
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const make = (name: string, channels: number, rate: number, args: readonly string[]): string =>
    encode(join(folder, name), musicLike(channels, FRAMES, rate), rate, ['-c:a', 'libmp3lame', ...args]);

  it.each([
    ['constant rate', 2, 44100, ['-b:a', '320k']],
    ['variable rate', 2, 48000, ['-q:a', '2']],
    ['mono', 1, 44100, ['-b:a', '96k']],
    ['MPEG-2, 22050 Hz', 2, 22050, ['-b:a', '64k']],
    // ffmpeg parts the top bands of 24 kHz otherwise than LAME, libmad and libmpg123 do; at this bitrate it does not show.
    ['MPEG-2, 24000 Hz mono', 1, 24000, ['-b:a', '64k']],
    ['MPEG-2.5, 8000 Hz', 1, 8000, ['-b:a', '16k']],
    ['no bit reservoir', 2, 44100, ['-b:a', '128k', '-reservoir', '0']],
    [
      'a large ID3v2 tag in front',
      2,
      44100,
      ['-q:a', '3', '-id3v2_version', '4', '-metadata', `comment=${'x'.repeat(90000)}`],
    ],
    ['ID3v1 behind', 2, 32000, ['-q:a', '3', '-write_id3v1', '1', '-metadata', 'title=T']],
  ])('%s: right length, as ffmpeg decodes it, ranges equal the full pass', async (_, channels, rate, args) => {
    const path = make('a.mp3', channels, rate, args);
    const source = await openAudio(path);
    const { info } = source;
    expect([info.frameCount, info.sampleRateHz, info.channels]).toEqual([FRAMES, rate, channels]);
    expect([info.container, info.codec, info.encoding]).toEqual(['mp3', 'mp3', undefined]);
    const all = await readRange(source);
    expect(nullDb(all, cut(ffmpegDecode(path, channels), 0, FRAMES))).toBeLessThan(-80);
    for (const range of someRanges(FRAMES)) {
      const { startFrame = 0, frameCount = FRAMES } = range;
      const expected = cut(all, startFrame, Math.min(FRAMES, startFrame + frameCount));
      expect(nullDb(await readRange(source, range), expected), JSON.stringify(range)).toBe(Number.NEGATIVE_INFINITY);
    }
    await source.close();
  });

  it('without a LAME tag delivers every decoded frame and says so', async () => {
    const path = make('bare.mp3', 2, 44100, ['-b:a', '192k', '-write_xing', '0', '-id3v2_version', '0']);
    const source = await openAudio(path);
    expect(source.info.notes.join()).toContain('no delay and padding figures');
    expect(source.info.frameCount % 1152).toBe(0);
    expect(source.info.frameCount).toBeGreaterThan(FRAMES);
    const theirs = ffmpegDecode(path, 2);
    const ours = await readRange(source);
    expect(theirs[0]!.length).toBeLessThanOrEqual(ours[0]!.length);
    expect(nullDb(cut(ours, ours[0]!.length - theirs[0]!.length), theirs)).toBeLessThan(-80);
    await source.close();
  });

  it('reads a truncated file as far as it goes and refuses one without frames', async () => {
    const bytes = new Uint8Array(readFileSync(make('whole.mp3', 2, 44100, ['-b:a', '192k'])));
    const path = join(folder, 'cut.mp3');
    writeFileSync(path, bytes.subarray(0, Math.floor(bytes.length / 2)));
    const source = await openAudio(path);
    expect(source.info.notes.join()).toContain('The file is truncated');
    const whole = await openAudio(join(folder, 'whole.mp3'));
    const { frameCount } = source.info;
    expect(frameCount).toBeGreaterThan(FRAMES / 3);
    const expected = await readRange(whole, { frameCount });
    expect(nullDb(await readRange(source), expected)).toBe(Number.NEGATIVE_INFINITY);
    await source.close();
    await whole.close();
    const tagOnly = join(folder, 'tag.mp3');
    const tag = Uint8Array.of(0x49, 0x44, 0x33, 4, 0, 0, 0, 0, 0, 10);
    writeFileSync(tagOnly, Buffer.concat([tag, new Uint8Array(500)]));
    expect(await errorOf(() => openAudio(tagOnly))).toMatch(/^corrupt: tag.mp3: no MPEG layer III frame/);
  });
});
