import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { demoSong } from '@studiohand/core/music';
import { createAudio } from '@studiohand/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'studiohand-cli-'));
const song = join(folder, 'Song.wav');

interface Outcome {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** Interrupts the command once something stands in the folder `interruptAt`. */
function studiohand(args: string[], interruptAt?: string): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--conditions=source', main, ...args]);
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (text) => (stdout += text));
    child.stderr.on('data', (text) => (stderr += text));
    const watch = setInterval(() => {
      if (interruptAt !== undefined && readdirSync(interruptAt).length > 0) child.kill('SIGINT');
    }, 20);
    child.on('close', (status) => {
      clearInterval(watch);
      resolve({ status, stdout, stderr });
    });
  });
}

const digest = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

async function writeSong(path: string, bars: number): Promise<void> {
  const source = demoSong({ bars });
  const writer = await createAudio(path, {
    ...source.info,
    container: 'wav',
    codec: 'pcm',
    encoding: { kind: 'int', bits: 24 },
  });
  for await (const block of source.blocks()) await writer.write(block);
  await writer.finish();
}

beforeAll(() => writeSong(song, 4));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('studiohand', () => {
  it('lists every tool in --help and leaves with 0', async () => {
    const { status, stdout } = await studiohand(['--help']);
    expect(status).toBe(0);
    for (const id of ['measure', 'convert', 'gain']) expect(stdout).toContain(id);
  });

  it('measures: one JSON document on stdout and nothing else there', async () => {
    const { status, stdout } = await studiohand(['measure', song, '--json']);
    expect(status).toBe(0);
    const file = JSON.parse(stdout).files[0];
    expect(file.sampleRateHz).toBe(48000);
    expect(file.channels).toBe(2);
    expect(file.samplePeakDbfs).toBeCloseTo(-3, 2);
    expect(file.integratedLufs).toBeGreaterThan(-40);
    expect(file.integratedLufs).toBeLessThan(-10);
    expect(file.truePeakDbtp).toBeGreaterThanOrEqual(file.samplePeakDbfs - 0.01);
  });

  it('writes a self-contained report page and never overwrites it', async () => {
    const page = join(folder, 'report.html');
    expect((await studiohand(['measure', song, '--report', page])).status).toBe(0);
    const html = readFileSync(page, 'utf8');
    expect(html).toContain('<svg');
    expect(html).not.toMatch(/(src|href)="https?:/);
    const again = await studiohand(['measure', song, '--report', page]);
    expect(again.status).toBe(1);
    expect(again.stderr).toContain('output-exists');
  });

  it('refuses a wrong option or output before any work, naming what was typed', async () => {
    const option = await studiohand(['master', song, '--loudness-lufs', '3']);
    expect(option.status).toBe(2);
    expect(option.stderr).toContain('studiohand: --loudness-lufs: at most -4\n');
    const ending = await studiohand(['master', song, '--out', join(folder, 'out.flac')]);
    expect(ending.status).toBe(2);
    expect(ending.stderr).toContain('does not end in .wav');
    expect(ending.stderr).not.toContain('measuring');
    const taken = await studiohand(['master', join(folder, 'missing.wav'), '--out', song]);
    expect(taken.stderr).toContain('output-exists');
    const text = join(folder, 'fake.wav');
    writeFileSync(text, 'hello');
    const companion = await studiohand(['match', song, text]);
    expect(companion.status).toBe(3);
    expect(companion.stderr).toMatch(/^studiohand: \S*fake\.wav: this is a text file/);
    rmSync(text);
  });

  it('converts, proves, leaves the original alone and never overwrites', async () => {
    const before = digest(song);
    const out = join(folder, 'out.flac');
    const first = await studiohand(['convert', song, '--out', out, '--json']);
    expect(first.stderr).toBe('');
    expect(first.status).toBe(0);
    expect(JSON.parse(first.stdout).files[0].path).toBe(out);
    const kept = digest(out);
    const second = await studiohand(['convert', song, '--out', out]);
    expect(second.status).toBe(1);
    expect(second.stderr).toContain('output-exists');
    expect(digest(out)).toBe(kept);
    expect(digest(song)).toBe(before);
    const back = join(folder, 'back.wav');
    expect((await studiohand(['convert', out, '--out', back])).status).toBe(0);
    expect(JSON.parse((await studiohand(['measure', back, '--json'])).stdout).files[0].samplePeakDbfs).toBeCloseTo(
      -3,
      2,
    );
  });

  it('plans without writing unless --out is given', async () => {
    const listing = readdirSync(folder).sort();
    const { status, stdout } = await studiohand(['gain', song, '--gain-db', '-6']);
    expect(status).toBe(0);
    expect(stdout).toContain('-6.00 dB');
    expect(stdout).toContain('Nothing was written');
    expect(readdirSync(folder).sort()).toEqual(listing);
  });

  it('renders an edited plan', async () => {
    const planned = JSON.parse((await studiohand(['gain', song, '--gain-db', '-6', '--json'])).stdout).files[0].plan;
    planned.moves[0].amount = 0.5;
    const planFile = join(folder, 'plan.json');
    writeFileSync(planFile, JSON.stringify(planned));
    const out = join(folder, 'half.wav');
    expect((await studiohand(['gain', song, '--plan', planFile, '--out', out])).status).toBe(0);
    expect(JSON.parse((await studiohand(['measure', out, '--json'])).stdout).files[0].samplePeakDbfs).toBeCloseTo(
      -6,
      2,
    );
  });

  it('renders from the whole document of a dry run', async () => {
    const planFile = join(folder, 'document.json');
    writeFileSync(planFile, (await studiohand(['gain', song, '--gain-db', '-6', '--dry-run', '--json'])).stdout);
    const out = join(folder, 'document.wav');
    expect((await studiohand(['gain', song, '--plan', planFile, '--out', out])).status).toBe(0);
    expect((await studiohand(['convert', song, '--plan', planFile])).status).toBe(2);
  });

  it('takes folders, reports each file and summarises failures', async () => {
    const batch = mkdtempSync(join(folder, 'batch-'));
    await writeSong(join(batch, 'a.wav'), 1);
    writeFileSync(join(batch, 'b.wav'), 'this is a letter, not audio');
    const { status, stdout, stderr } = await studiohand(['measure', batch, '--json']);
    expect(status).toBe(3);
    const { files } = JSON.parse(stdout);
    expect(files[0].integratedLufs).toBeTypeOf('number');
    expect(files[1].error.code).toMatch(/not-audio|unsupported-format/);
    expect(stderr).toContain('1 of 2 files done, 1 failed');
  });

  it.each([
    ['a missing file', ['measure', join(folder, 'no-such.wav')], 3, 'not-found'],
    ['an empty folder', ['measure', mkdtempSync(join(folder, 'empty-'))], 3, 'not-found'],
    ['an unknown option', ['measure', song, '--no-such-option'], 2, 'unknown option'],
    ['a value out of range', ['gain', song, '--gain-db', '900'], 2, '--gain-db'],
    ['a word for a number', ['gain', song, '--gain-db', 'loud'], 2, 'not a number'],
    ['no file at all', ['measure'], 2, 'missing required argument'],
    ['an unknown command', ['mastre', song], 2, 'unknown command'],
    ['an output folder that is a file', ['gain', song, '--gain-db', '1', '--out', join(song, 'x.wav')], 1, '['],
  ])('%s: exit code, what and remedy', async (_what, args, status, words) => {
    const outcome = await studiohand(args);
    expect(outcome.stderr).toContain(words);
    expect(outcome.status).toBe(status);
    expect(outcome.stdout).toBe('');
  });

  it('says where a truncated file ends, and still measures what is there', async () => {
    const short = join(folder, 'short.wav');
    writeFileSync(short, readFileSync(song));
    truncateSync(short, 500_001);
    const { status, stdout, stderr } = await studiohand(['measure', short, '--json']);
    if (status === 0) expect(JSON.parse(stdout).files[0].durationSeconds).toBeLessThan(2);
    else expect(stderr).toMatch(/truncated|corrupt/);
  });

  it('cancels with 5 and leaves nothing half-written', async () => {
    const long = join(folder, 'long.wav');
    await writeSong(long, 64);
    const target = mkdtempSync(join(folder, 'cancel-'));
    const { status, stderr } = await studiohand(
      ['convert', long, '--sample-rate-hz', '44100', '--out', join(target, 'x.wav')],
      target,
    );
    expect(stderr).toContain('cancelled');
    expect(status).toBe(5);
    expect(readdirSync(target)).toEqual([]);
  });
});
