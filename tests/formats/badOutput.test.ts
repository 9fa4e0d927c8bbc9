/** Places where nothing can be written, and writing that ends early: a clear error, nothing overwritten, nothing left. */
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AudioError, type OutputSpec } from '@studiohand/core/audio';
import { createAudio, type OutputFormat, outputFormats } from '@studiohand/node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'studiohand-out-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const FRAMES = 40000;
const specOf = ({ container, codec, encodings }: OutputFormat): OutputSpec => ({
  container,
  codec,
  encoding: encodings.at(-1),
  channels: 1,
  layout: ['M'],
  sampleRateHz: 48000,
  frameCount: FRAMES,
  metadata: [],
});
const WAV = specOf(outputFormats[0]!);
const tone = Float64Array.from({ length: FRAMES }, (_, i) => Math.sin(i / 20));

async function write(path: string, spec: OutputSpec): Promise<void> {
  const writer = await createAudio(path, spec);
  await writer.write({ channels: [tone], frames: FRAMES });
  await writer.finish();
}

/** The AudioError of an attempt; it names the path and says what to do. */
async function failure(attempt: Promise<unknown>, path: string): Promise<AudioError> {
  const error: unknown = await attempt.then(
    () => new Error('nothing failed'),
    (e: unknown) => e,
  );
  if (!(error instanceof AudioError)) throw error;
  expect(error.message).toContain(path);
  expect(error.hint).toMatch(/^[A-Z].{10,}\.$/);
  return error;
}

describe.each(outputFormats.map((format) => [format.id, format] as const))('%s', (_id, format) => {
  it('never overwrites: a file, a folder, a link to nowhere, a file that comes later', async () => {
    const path = join(folder, `a.${format.extensions[0]}`);
    writeFileSync(path, 'mine');
    expect((await failure(write(path, specOf(format)), path)).code).toBe('output-exists');
    const taken = join(folder, 'folder');
    mkdirSync(taken);
    expect((await failure(write(taken, specOf(format)), taken)).code).toBe('output-exists');
    const link = join(folder, 'link');
    symlinkSync('nowhere', link);
    expect((await failure(write(link, specOf(format)), link)).code).toBe('output-exists');
    const late = join(folder, 'late');
    const writer = await createAudio(late, specOf(format));
    await writer.write({ channels: [tone], frames: FRAMES });
    writeFileSync(late, 'mine too');
    expect((await failure(writer.finish(), late)).code).toBe('output-exists');
    expect([readFileSync(path, 'utf8'), readFileSync(late, 'utf8')]).toEqual(['mine', 'mine too']);
    expect(readdirSync(folder).sort()).toEqual([`a.${format.extensions[0]}`, 'folder', 'late', 'link'].sort());
  });

  it('leaves nothing after abort, whenever it comes, and shows nothing before the end', async () => {
    for (const blocks of [0, 1, 3]) {
      const path = join(folder, `abort${blocks}`);
      const writer = await createAudio(path, specOf(format));
      for (let i = 0; i < blocks; i++) await writer.write({ channels: [tone.subarray(0, 9000)], frames: 9000 });
      expect(existsSync(path)).toBe(false);
      await writer.abort();
      await writer.abort();
    }
    expect(readdirSync(folder)).toEqual([]);
  });

  it('refuses NaN or writes it, and any length but the announced', async () => {
    const bad = tone.slice();
    bad[20000] = Number.NaN;
    const writer = await createAudio(join(folder, 'nan'), specOf(format));
    const error: unknown = await writer.write({ channels: [bad], frames: FRAMES }).then(
      () => undefined,
      (e: unknown) => e,
    );
    if (specOf(format).encoding?.kind === 'float') expect(error).toBeUndefined();
    else {
      expect(error).toMatchObject({ code: 'invalid-samples', message: expect.stringContaining('20000') });
    }
    await writer.abort();
    const short = await createAudio(join(folder, 'short'), specOf(format));
    await short.write({ channels: [tone.subarray(0, 100)], frames: 100 });
    await expect(short.finish()).rejects.toMatchObject({ code: 'internal', message: expect.stringContaining('100') });
    await short.abort();
    const long = await createAudio(join(folder, 'long'), { ...specOf(format), frameCount: FRAMES - 1 });
    await expect(long.write({ channels: [tone], frames: FRAMES })).rejects.toMatchObject({ code: 'internal' });
    await long.abort();
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('places', () => {
  it('a race for one name has one winner, whole, and leaves nothing of the others', async () => {
    const path = join(folder, 'race.wav');
    const all = await Promise.allSettled(Array.from({ length: 16 }, () => write(path, WAV)));
    expect(all.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
    for (const one of all) if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'output-exists' });
    expect(readdirSync(folder)).toEqual(['race.wav']);
    expect(statSync(path).size).toBeGreaterThan(FRAMES * 8);
  });

  it('a missing folder, a file as folder, a name too long, a folder that disappears', async () => {
    const missing = join(folder, 'no', 'such', 'a.wav');
    const error = await failure(write(missing, WAV), missing);
    expect([error.code, error.message]).toEqual(['not-writable', expect.stringContaining(join(folder, 'no', 'such'))]);
    writeFileSync(join(folder, 'plain'), '');
    const inside = join(folder, 'plain', 'a.wav');
    expect((await failure(write(inside, WAV), inside)).code).toBe('not-writable');
    const long = join(folder, `${'x'.repeat(300)}.wav`);
    expect((await failure(write(long, WAV), long)).code).toBe('not-writable');
    const gone = join(folder, 'gone', 'a.wav');
    mkdirSync(join(folder, 'gone'));
    const writer = await createAudio(gone, WAV);
    await writer.write({ channels: [tone], frames: FRAMES });
    rmSync(join(folder, 'gone'), { recursive: true });
    expect((await failure(writer.finish(), gone)).code).toBe('not-writable');
    expect(readdirSync(folder)).toEqual(['plain']);
  });

  it('what no format holds is refused before a file is begun', async () => {
    const path = join(folder, 'a.xyz');
    for (const spec of [
      { ...WAV, container: 'xyz' },
      { ...WAV, codec: 'mp3' },
      { ...WAV, channels: 129, layout: Array(129).fill('unknown') },
      { ...WAV, sampleRateHz: 0 },
      { ...WAV, sampleRateHz: 44100.5 },
      { ...WAV, frameCount: -1 },
      { ...WAV, frameCount: Number.NaN },
      { ...WAV, encoding: { kind: 'int', bits: 64 } },
      { ...WAV, container: 'flac', codec: 'flac', encoding: { kind: 'int', bits: 32 } },
    ] as OutputSpec[]) {
      const error = await failure(createAudio(path, spec), '');
      expect(['unsupported-format', 'invalid-parameter']).toContain(error.code);
    }
    expect(readdirSync(folder)).toEqual([]);
  });
});

/** What writeChild.ts reports: every format failed for want of room and left nothing. */
function expectFull(run: ReturnType<typeof spawnSync>): void {
  if (run.status !== 0) throw new Error(`${run.signal ?? run.status}: ${run.stderr}`);
  const results = JSON.parse(String(run.stdout)) as { id: string; code: string; message: string; hint: string }[];
  expect(results.map((r) => r.id)).toEqual(outputFormats.map((f) => f.id));
  for (const result of results) {
    expect(result).toMatchObject({ code: 'disk-full', message: expect.stringContaining('full.'), left: [] });
    expect(result.hint).toMatch(/^[A-Z].{10,}\.$/);
  }
}
const child = fileURLToPath(new URL('./writeChild.ts', import.meta.url));

describe.skipIf(process.platform === 'win32')('no room', () => {
  it.each([
    ['at the last flush', 1, 8000],
    ['in the middle', 64, 1000000],
  ])('by the limit of the process, %s', (_when, blocks, frames) => {
    const command = 'ulimit -f "$1" && shift && exec "$@"';
    const args = [
      '-c',
      command,
      'sh',
      String(blocks),
      process.execPath,
      '--conditions=source',
      child,
      folder,
      String(frames),
    ];
    expectFull(spawnSync('sh', args, { encoding: 'utf8', timeout: 90000, killSignal: 9 }));
  });

  it('on a drive that is full', ({ skip }) => {
    const mounted =
      process.platform === 'linux' &&
      spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', folder], { stdio: 'ignore' }).status === 0;
    if (!mounted) {
      console.log('Skipped, this user cannot mount a small drive: writing to a full drive');
      skip();
    }
    try {
      const args = ['--conditions=source', child, folder, '200000'];
      expectFull(spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 90000, killSignal: 9 }));
    } finally {
      spawnSync('umount', [folder]);
    }
  });
});
