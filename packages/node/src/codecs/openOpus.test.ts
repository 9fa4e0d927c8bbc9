import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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
  someRanges,
  testFolder,
  whyNot,
} from './testing/ffmpegFiles.ts';
import { editPages, moveGranules, pageSpans } from './testing/oggEdits.ts';

announceSkip('decoding of Opus');
const FRAMES = 150011;
const RATE_HZ = 48000;

describe.skipIf(whyNot !== '')('openOpus', () => {
  let folder = '';
  let good = new Uint8Array(0);
  let all: Float64Array[] = [];
  /** ffmpeg's own decoder rounds otherwise than libopus, which is ours; its libopus gives 16 bits. */
  let libopus: string[] = [];
  const save = (name: string, bytes: Uint8Array): string => {
    writeFileSync(join(folder, name), bytes);
    return join(folder, name);
  };
  beforeAll(async () => {
    folder = testFolder();
    if (/ libopus /.test(ffmpeg(['-decoders']).toString())) libopus = ['-c:a', 'libopus'];
    const args = ['-c:a', 'libopus', '-page_duration', '100000', '-metadata', 'artist=Jemand'];
    const path = encode(join(folder, 'good.opus'), musicLike(2, FRAMES, RATE_HZ), RATE_HZ, args);
    good = new Uint8Array(readFileSync(path));
    const source = await openAudio(path);
    all = await readRange(source);
    await source.close();
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    [1, 0, 'M'],
    [2, 0, 'L R'],
    [6, 1, 'L R C LFE Ls Rs'],
    [8, 1, 'L R C LFE Lrs Rrs Lss Rss'],
  ])(
    '%i channels, mapping family %i: right length and order, as ffmpeg decodes them',
    async (channels, family, layout) => {
      const path = join(folder, `${channels}.opus`);
      const args = ['-c:a', 'libopus', '-mapping_family', `${family}`];
      encode(path, musicLike(channels, 70003, RATE_HZ), RATE_HZ, args);
      const source = await openAudio(path);
      const { info } = source;
      expect([info.frameCount, info.sampleRateHz, info.layout.join(' ')]).toEqual([70003, RATE_HZ, layout]);
      expect([info.container, info.codec, info.encoding]).toEqual(['opus', 'opus', undefined]);
      const theirs = ffmpegDecode(path, channels, libopus);
      expect(nullDb(await readRange(source), theirs)).toBeLessThan(libopus.length > 0 ? -80 : -75);
      await source.close();
    },
  );

  it('keeps the tags and tells the delay', async () => {
    const source = await openAudio(join(folder, 'good.opus'));
    const artist = source.info.metadata.find(({ id }) => id === 'ARTIST');
    expect(new TextDecoder().decode(artist?.data)).toBe('Jemand');
    expect(source.info.notes).toEqual(['Encoder delay of 312 frames taken off']);
    await source.close();
  });

  it('delivers ranges that equal the full pass', async () => {
    const source = await openAudio(join(folder, 'good.opus'));
    for (const range of someRanges(FRAMES)) {
      const { startFrame = 0, frameCount = FRAMES } = range;
      const expected = cut(all, startFrame, Math.min(FRAMES, startFrame + frameCount));
      expect(nullDb(await readRange(source, range), expected), JSON.stringify(range)).toBe(Number.NEGATIVE_INFINITY);
    }
    await source.close();
  });

  it('takes a stream that begins later and applies the output gain', async () => {
    const later = await openAudio(save('later.opus', moveGranules(good, 96000n)));
    expect(nullDb(await readRange(later), all)).toBe(Number.NEGATIVE_INFINITY);
    const gained = editPages(good, (page, view, index) => {
      if (index === 0) view.setInt16(27 + page[26]! + 16, -6 * 256, true);
    });
    const source = await openAudio(save('gain.opus', gained));
    expect(source.info.notes.join()).toContain('output gain of -6.00 dB');
    const expected = all.map((channel) => channel.map((x) => x * 10 ** (-6 / 20)));
    const quieter = await readRange(source);
    expect(nullDb(quieter, expected)).toBeLessThan(-250);
    expect(nullDb(quieter, ffmpegDecode(join(folder, 'gain.opus'), 2))).toBeLessThan(-75);
  });

  it('reads a truncated file up to the last whole page, and refuses one without sound', async () => {
    const source = await openAudio(save('cut.opus', good.subarray(0, Math.floor(good.length * 0.7))));
    expect(source.info.notes.join()).toMatch(/truncated: its last \d+ bytes/);
    expect(source.info.frameCount).toBeGreaterThan(FRAMES / 2);
    expect(nullDb(await readRange(source), cut(all, 0, source.info.frameCount))).toBe(Number.NEGATIVE_INFINITY);
    const [first, second] = pageSpans(good);
    for (const end of [first!.to - 4, first!.to, second!.to - 3, second!.to]) {
      expect(await errorOf(() => openAudio(save('heads.opus', good.subarray(0, end))))).toMatch(
        /^corrupt: heads.opus: /,
      );
    }
  });

  it('says where a page is missing', async () => {
    const spans = pageSpans(good);
    const hole = spans[Math.floor(spans.length / 2)]!;
    const source = await openAudio(
      save('hole.opus', Buffer.concat([good.subarray(0, hole.from), good.subarray(hole.to)])),
    );
    expect(await errorOf(() => readRange(source))).toMatch(
      /^corrupt: hole.opus: \d+ frames are missing near 1\.\d\d s/,
    );
    await source.close();
  });

  it('refuses headers that cannot be', async () => {
    const edit = (at: number, value: number): Uint8Array =>
      editPages(good, (page, _, index) => {
        if (index === 0) page[27 + page[26]! + at] = value;
      });
    const codes = await Promise.all(
      [edit(9, 0), edit(9, 3), edit(8, 16), edit(18, 3), edit(18, 1)].map((bytes, i) =>
        errorOf(() => openAudio(save(`head${i}.opus`, bytes))),
      ),
    );
    const expected = ['corrupt', 'corrupt', 'unsupported-codec', 'unsupported-codec', 'corrupt'];
    expect(codes.map((message) => message.split(':')[0])).toEqual(expected);
  });
});
