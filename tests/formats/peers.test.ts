/**
 * Files of ffmpeg, sox and flac read as those programs read them, and ours read by them: samples bit for bit, and the
 * chunks that flac keeps. Each test is skipped where its program is not installed.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHUNKS, contentOf, firstDifference, transcode } from './transcode.ts';

const has = (program: string, argument: string): boolean => {
  const found = !spawnSync(program, [argument], { stdio: 'ignore' }).error;
  if (!found) console.log(`Skipped, ${program} is not installed: files of ${program}`);
  return found;
};
const hasFfmpeg = has('ffmpeg', '-version');
const hasSox = has('sox', '--version');
const hasFlac = has('flac', '--version');

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'studiohand-peers-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => join(folder, name);

function run(program: string, ...args: string[]): Buffer {
  const { status, stdout, stderr } = spawnSync(program, args, { maxBuffer: 1 << 26 });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}`);
  return stdout;
}
const ffmpeg = (...args: string[]): Buffer => run('ffmpeg', '-v', 'error', '-y', ...args);
const NOISE = ['-f', 'lavfi', '-i', 'anoisesrc=r=44100:d=0.2:a=0.9:seed=3'];

/** The samples as ffmpeg decodes them, 64-bit float. */
function byFfmpeg(path: string, channels: number): Float64Array[] {
  const raw = ffmpeg('-i', path, '-f', 'f64le', '-c:a', 'pcm_f64le', '-');
  const all = new Float64Array(new Uint8Array(raw).buffer);
  return Array.from({ length: channels }, (_, c) => all.filter((__, i) => i % channels === c));
}

describe.skipIf(!hasFfmpeg)('files of ffmpeg', () => {
  const cases = [
    ['aiff', 'pcm_s8', 1],
    ['aiff', 'pcm_s16be', 2],
    ['aiff', 'pcm_s24be', 6],
    ['aiff', 'pcm_s32be', 2],
    ['aiff', 'pcm_s16le', 2],
    ['aiff', 'pcm_f32be', 2],
    ['aiff', 'pcm_f64be', 1],
    ['aiff', 'pcm_mulaw', 2],
    ['aiff', 'pcm_alaw', 1],
    ['wav', 'pcm_u8', 1],
    ['wav', 'pcm_s16le', 2],
    ['wav', 'pcm_s24le', 6],
    ['wav', 'pcm_s32le', 8],
    ['wav', 'pcm_f32le', 2],
    ['wav', 'pcm_f64le', 1],
    ['wav', 'pcm_mulaw', 2],
    ['wav', 'pcm_alaw', 1],
    ['flac', 'flac', 2],
  ] as const;
  it.each(cases)('%s %s, %i channels', async (container, codec, channels) => {
    const path = at(`${codec}.${container}`);
    ffmpeg(...NOISE, '-ac', String(channels), '-c:a', codec, path);
    const { info, samples } = await contentOf(path);
    expect(info).toMatchObject({ channels, sampleRateHz: 44100 });
    expect(firstDifference(samples, byFfmpeg(path, channels))).toBe('');
  });

  it('WAV from a pipe (sizes unknown), and RF64', async () => {
    const piped = spawnSync('ffmpeg', ['-v', 'error', ...NOISE, '-f', 'wav', '-'], { maxBuffer: 1 << 26 }).stdout;
    writeFileSync(at('pipe.wav'), piped);
    const { info, samples } = await contentOf(at('pipe.wav'));
    expect(info.notes.join()).toMatch(/size open/);
    expect(firstDifference(samples, byFfmpeg(at('pipe.wav'), 1))).toBe('');
    ffmpeg(...NOISE, '-rf64', 'always', at('rf.wav'));
    const rf64 = await contentOf(at('rf.wav'));
    expect(rf64.info).toMatchObject({ container: 'rf64', notes: [] });
    expect(firstDifference(rf64.samples, byFfmpeg(at('rf.wav'), 1))).toBe('');
  });

  it('reads ours: every container, the samples as they were', async () => {
    ffmpeg(...NOISE, '-ac', '2', '-c:a', 'pcm_s24le', at('our.wav'));
    const { samples } = await contentOf(at('our.wav'));
    for (const container of ['wav', 'rf64', 'bw64', 'aiff', 'aifc', 'flac']) {
      const path = at(`ours.${container === 'rf64' || container === 'bw64' ? `${container}.wav` : container}`);
      await transcode(at('our.wav'), path, container, { metadata: CHUNKS });
      expect(firstDifference(byFfmpeg(path, 2), samples)).toBe('');
    }
  });
});

describe.skipIf(!hasSox)('files of sox', () => {
  it.each([
    ['aiff', '8', 'signed-integer'],
    ['aiff', '16', 'signed-integer'],
    ['aiff', '24', 'signed-integer'],
    ['aiff', '32', 'signed-integer'],
    ['aifc', '16', 'signed-integer'],
    ['aifc', '24', 'signed-integer'],
    ['wav', '24', 'signed-integer'],
    ['wav', '32', 'floating-point'],
  ])('%s of %s bits, %s', async (container, bits, kind) => {
    const path = at(`sox${bits}${kind}.${container}`);
    run(
      'sox',
      '-R',
      '-D',
      '-r',
      '11025.5',
      '-n',
      '-c',
      '3',
      '-b',
      bits,
      '-e',
      kind,
      path,
      'synth',
      '0.1',
      'noise',
      'vol',
      '0.8',
    );
    const { info, samples } = await contentOf(path);
    // sox decodes to 32-bit integers.
    const raw = run('sox', path, '-t', 'raw', '-e', 'signed-integer', '-b', '32', '-L', '-');
    const words = new Int32Array(new Uint8Array(raw).buffer);
    expect(info).toMatchObject({ channels: 3, sampleRateHz: container === 'wav' ? 11025 : 11025.5 });
    expect(info.frameCount * 3).toBe(words.length);
    const same = samples.every((channel, c) =>
      channel.every((value, i) => Math.abs(value * 2 ** 31 - words[i * 3 + c]!) <= (kind === 'floating-point' ? 1 : 0)),
    );
    expect(same).toBe(true);
  });

  it('reads ours', async () => {
    run('sox', '-R', '-D', '-n', '-c', '2', '-b', '24', at('s.wav'), 'synth', '0.1', 'noise', 'vol', '0.8');
    const wanted = run('sox', at('s.wav'), '-t', 'raw', '-e', 'signed-integer', '-b', '24', '-L', '-');
    for (const container of ['aiff', 'aifc']) {
      await transcode(at('s.wav'), at(`s.${container}`), container, { metadata: CHUNKS });
      const got = run('sox', at(`s.${container}`), '-t', 'raw', '-e', 'signed-integer', '-b', '24', '-L', '-');
      expect(got.equals(wanted)).toBe(true);
    }
  });
});

describe.skipIf(!hasFlac || !hasFfmpeg)('files of flac', () => {
  it('keep the chunks, in both directions', async () => {
    ffmpeg(...NOISE, '-ac', '2', '-c:a', 'pcm_s24le', '-fflags', '+bitexact', '-flags', '+bitexact', at('plain.wav'));
    await transcode(at('plain.wav'), at('k.wav'), 'wav', { metadata: CHUNKS });
    run('flac', '-s', '-f', '--keep-foreign-metadata', '-o', at('k.flac'), at('k.wav'));
    const theirs = await contentOf(at('k.flac'));
    expect(theirs.info.metadata.filter((chunk) => chunk.kind === 'riff')).toEqual(CHUNKS);
    expect(firstDifference(theirs.samples, (await contentOf(at('k.wav'))).samples)).toBe('');
    await transcode(at('k.wav'), at('k2.flac'), 'flac');
    run('flac', '-s', '-t', at('k2.flac'));
    run('flac', '-s', '-d', '-f', '--keep-foreign-metadata', '-o', at('back.wav'), at('k2.flac'));
    // flac writes a `fmt ` chunk of its own (extensible for 24 bits); everything else is as it was.
    const [back, kept] = [await contentOf(at('back.wav')), await contentOf(at('k.wav'))];
    expect(back.info.metadata).toEqual(CHUNKS);
    expect(firstDifference(back.samples, kept.samples)).toBe('');
  });

  it('of AIFF keep the chunks, in both directions', async () => {
    const metadata = [{ kind: 'aiff', id: 'NAME', data: Uint8Array.of(65, 66, 67), beforeAudio: true }] as const;
    ffmpeg(...NOISE, '-ac', '2', '-c:a', 'pcm_s16be', at('plain.aiff'));
    await transcode(at('plain.aiff'), at('k.aiff'), 'aiff', { metadata });
    run('flac', '-s', '-f', '--keep-foreign-metadata', '-o', at('ka.flac'), at('k.aiff'));
    expect((await contentOf(at('ka.flac'))).info.metadata.filter((chunk) => chunk.kind === 'aiff')).toEqual(metadata);
    await transcode(at('k.aiff'), at('oursa.flac'), 'flac');
    run('flac', '-s', '-d', '-f', '--keep-foreign-metadata', '-o', at('back.aiff'), at('oursa.flac'));
    expect(readFileSync(at('back.aiff')).equals(readFileSync(at('k.aiff')))).toBe(true);
  });
});
