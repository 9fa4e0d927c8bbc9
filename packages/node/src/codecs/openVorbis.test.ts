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

announceSkip('decoding of Ogg Vorbis');
const FRAMES = 300017;

describe.skipIf(whyNot !== '')('openVorbis', () => {
  let folder = '';
  let good = '';
  let all: Float64Array[] = [];
  let seekable = new Uint8Array(0);
  const save = (name: string, bytes: Uint8Array): string => {
    writeFileSync(join(folder, name), bytes);
    return join(folder, name);
  };
  beforeAll(async () => {
    folder = testFolder();
    // Short pages, so that there is something to seek and to lose.
    const args = ['-c:a', 'libvorbis', '-q:a', '5', '-page_duration', '100000', '-metadata', 'title=Näme'];
    good = encode(join(folder, 'good.ogg'), musicLike(2, FRAMES, 44100), 44100, args);
    seekable = new Uint8Array(readFileSync(good));
    const source = await openAudio(good);
    all = await readRange(source);
    await source.close();
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    [1, 48000, 'M'],
    [2, 44100, 'L R'],
    [3, 48000, 'L R C'],
    [6, 48000, 'L R C LFE Ls Rs'],
    [8, 44100, 'L R C LFE Lrs Rrs Lss Rss'],
  ])('%i channels at %i Hz: right length and order, as ffmpeg decodes them', async (channels, rate, layout) => {
    const path = join(folder, `${channels}.ogg`);
    encode(path, musicLike(channels, 100003, rate), rate, ['-c:a', 'libvorbis', '-q:a', '4']);
    const source = await openAudio(path);
    expect([source.info.frameCount, source.info.sampleRateHz, source.info.layout.join(' ')]).toEqual([
      100003,
      rate,
      layout,
    ]);
    expect([source.info.container, source.info.codec, source.info.encoding]).toEqual(['ogg', 'vorbis', undefined]);
    expect(nullDb(await readRange(source), ffmpegDecode(path, channels))).toBeLessThan(-120);
    await source.close();
  });

  it('keeps the tags', async () => {
    const source = await openAudio(good);
    const title = source.info.metadata.find(({ id }) => id === 'TITLE');
    expect(new TextDecoder().decode(title?.data)).toBe('Näme');
    expect(source.info.notes).toEqual([]);
    await source.close();
  });

  it('delivers ranges that equal the full pass', async () => {
    const source = await openAudio(good);
    for (const range of someRanges(FRAMES)) {
      const { startFrame = 0, frameCount = FRAMES } = range;
      const expected = cut(all, startFrame, Math.min(FRAMES, startFrame + frameCount));
      expect(nullDb(await readRange(source, range), expected), JSON.stringify(range)).toBe(Number.NEGATIVE_INFINITY);
    }
    await source.close();
  });

  it('takes a stream that begins later, or before its first sample', async () => {
    const later = await openAudio(save('later.ogg', moveGranules(seekable, 123456n)));
    expect(nullDb(await readRange(later), all)).toBe(Number.NEGATIVE_INFINITY);
    expect(nullDb(await readRange(later, { startFrame: 200000 }), cut(all, 200000))).toBe(Number.NEGATIVE_INFINITY);
    const before = await openAudio(save('before.ogg', moveGranules(seekable, -500n)));
    expect(before.info.frameCount).toBe(FRAMES - 500);
    expect(nullDb(await readRange(before), cut(all, 500))).toBe(Number.NEGATIVE_INFINITY);
    expect(nullDb(await readRange(before, { startFrame: 200000 }), cut(all, 200500))).toBe(Number.NEGATIVE_INFINITY);
  });

  it('reads a truncated file up to the last whole page and says so', async () => {
    const source = await openAudio(save('cut.ogg', seekable.subarray(0, Math.floor(seekable.length * 0.6))));
    expect(source.info.notes.join()).toMatch(/truncated: its last \d+ bytes/);
    const { frameCount } = source.info;
    expect(frameCount).toBeGreaterThan(FRAMES / 2);
    expect(nullDb(await readRange(source), cut(all, 0, frameCount))).toBe(Number.NEGATIVE_INFINITY);
    const noEnd = await openAudio(save('noend.ogg', seekable.subarray(0, pageSpans(seekable).at(-1)!.from)));
    expect(noEnd.info.notes.join()).toContain('not marked as the end');
    const [, second, third] = pageSpans(seekable);
    const heads = save('heads.ogg', seekable.subarray(0, third!.from - 9));
    expect(await errorOf(() => openAudio(heads))).toMatch(/^corrupt: heads.ogg: /);
    const empty = save('empty.ogg', seekable.subarray(0, second!.to));
    expect(await errorOf(() => openAudio(empty))).toMatch(/^corrupt: empty.ogg: /);
  });

  it('says where a page is missing or damaged', async () => {
    const spans = pageSpans(seekable);
    const hole = spans[Math.floor(spans.length / 2)]!;
    const without = Buffer.concat([seekable.subarray(0, hole.from), seekable.subarray(hole.to)]);
    const damaged = seekable.slice();
    damaged[hole.from + 200]! ^= 1;
    for (const bytes of [without, damaged]) {
      const source = await openAudio(save('hole.ogg', bytes));
      expect(source.info.notes.join()).toMatch(/missing or unreadable in 1 places/);
      expect(await errorOf(() => readRange(source))).toMatch(
        /^corrupt: hole.ogg: \d+ frames are missing near 3\.\d\d s/,
      );
      await source.close();
    }
  });

  it('refuses streams in a row and lengths that cannot be', async () => {
    const other = encode(join(folder, 'other.ogg'), musicLike(1, 9000, 48000), 48000, ['-c:a', 'libvorbis']);
    const chain = save('chain.ogg', Buffer.concat([seekable, readFileSync(other)]));
    expect(await errorOf(() => openAudio(chain))).toMatch(/^unsupported-format: chain.ogg: several Ogg streams/);
    const lying = editPages(seekable, (_, view, index, count) => {
      if (index === count - 1) view.setBigInt64(6, 2n ** 50n, true);
    });
    expect(await errorOf(() => openAudio(save('lying.ogg', lying)))).toMatch(/^corrupt: .* more than \d+ packets/);
  });

  it('reads the first of two streams side by side', async () => {
    const path = join(folder, 'two.ogg');
    const input = ['-i', good, '-f', 'lavfi', '-i', 'sine=d=3'];
    ffmpeg([...input, '-map', '0:a', '-map', '1:a', '-c:a:0', 'copy', '-c:a:1', 'libopus', path]);
    const source = await openAudio(path);
    expect(source.info.notes.join()).toContain('also holds other streams, which are not read: Opus');
    expect(nullDb(await readRange(source), all)).toBe(Number.NEGATIVE_INFINITY);
    await source.close();
  });

  it('answers every damage with an AudioError or with sound', async () => {
    let seed = 7;
    const random = (below: number): number => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      return Math.floor((seed / 2 ** 32) * below);
    };
    const small = encode(join(folder, 'small.ogg'), musicLike(2, 20000, 44100), 44100, ['-c:a', 'libvorbis']);
    const bytes = new Uint8Array(readFileSync(small));
    for (let round = 0; round < 150; round++) {
      const repaired = round % 2 === 0;
      const change = (target: Uint8Array): void => {
        for (let i = 0; i < 3; i++) target[random(target.length)] = random(256);
      };
      const copy = bytes.slice();
      if (!repaired) change(copy);
      const file = repaired
        ? editPages(copy, (page) => random(3) === 0 && change(page.subarray(27 + page[26]!)))
        : copy;
      const outcome = await errorOf(async () => {
        const source = await openAudio(save('fuzz.ogg', file));
        await readRange(source).finally(() => source.close());
      });
      expect(outcome).toMatch(/^(no error|corrupt|unsupported-|not-audio)/);
    }
  });
});
