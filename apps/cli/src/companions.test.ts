import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { musicLike } from '@studiohand/core/tool/testing';
import { createAudio } from '@studiohand/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const main = fileURLToPath(new URL('./testing/companionsMain.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'studiohand-companions-'));
const [mix, loud, soft] = ['Mix.wav', 'Loud.wav', 'Soft.wav'].map((name) => join(folder, name)) as [
  string,
  string,
  string,
];

function studiohand(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, ['--conditions=source', main, ...args], { encoding: 'utf8' });
}

function json(...args: string[]): Record<string, never> {
  const { status, stdout, stderr } = studiohand('level-match', ...args, '--json');
  expect([status, stderr]).toEqual([0, '']);
  return JSON.parse(stdout).files[0];
}

async function write(path: string, gain: number): Promise<void> {
  const channels = musicLike(2, 24_000, 48_000).map((samples) => samples.map((value) => value * gain));
  const writer = await createAudio(path, {
    ...{ sampleRateHz: 48_000, channels: 2, layout: ['L', 'R'], frameCount: 24_000, metadata: [] },
    ...{ container: 'wav', codec: 'pcm', encoding: { kind: 'float', bits: 32 } },
  });
  await writer.write({ channels, frames: 24_000 });
  await writer.finish();
}

beforeAll(async () => {
  await write(mix, 1);
  await write(loud, 2);
  await write(soft, 0.5);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a tool with companions', () => {
  it('says in --help which files it takes', () => {
    const { status, stdout } = studiohand('level-match', '--help');
    expect(status).toBe(0);
    expect(stdout).toContain('SOURCE REFERENCES...');
    expect(stdout).toContain('the source, then references (1 to 3)');
    expect(stdout).toContain('--attachments <dir>');
  });

  it('takes the first file as the source and the others as companions, in order', () => {
    expect(json(mix, loud)).toMatchObject({ file: mix, companions: [loud], names: ['Loud.wav'] });
    expect(json(mix, loud)['gainDb']).toBeCloseTo(6.02, 2);
    expect(json(mix, soft, loud)).toMatchObject({ companions: [soft, loud], names: ['Soft.wav', 'Loud.wav'] });
    const { stdout } = studiohand('level-match', mix, loud);
    expect(stdout).toContain(`with ${loud}`);
    expect(stdout).toContain('The gain as text: gain.txt');
    expect(stdout).toContain('--attachments DIR');
  });

  it('hears lossy codecs', () => {
    expect(json(mix, loud)['codecs']).toEqual(expect.arrayContaining(['mp3', 'vorbis', 'opus']));
  });

  it('renders an edited plan with them, and proves it', () => {
    const { plan } = json(mix, loud, '--dry-run') as unknown as { plan: { moves: { amount: number }[] } };
    const planFile = join(folder, 'plan.json');
    writeFileSync(planFile, JSON.stringify({ ...plan, moves: [{ ...plan.moves[0], amount: 0.5 }] }));
    const out = join(folder, 'half.wav');
    const { proof, path } = json(mix, loud, '--plan', planFile, '--out', out) as unknown as {
      proof: { gainDb: number };
      path: string;
    };
    expect(path).toBe(out);
    expect(proof.gainDb).toBeCloseTo(3.01, 2);
  });

  it('reads a folder of stems as source and companions', () => {
    const stems = join(folder, 'stems');
    mkdirSync(stems);
    for (const name of ['Mix.wav', 'Loud.wav']) writeFileSync(join(stems, name), readFileSync(join(folder, name)));
    expect(json(stems)).toMatchObject({ file: join(stems, 'Loud.wav'), companions: [join(stems, 'Mix.wav')] });
  });

  it.each([
    ['none', [mix], 2, 'References: at least 1 needed beside the source, 0 given.'],
    ['too many', [mix, loud, loud, loud, loud], 2, 'References: at most 3 needed beside the source, 4 given.'],
    ['one that is missing', [mix, join(folder, 'none.wav')], 3, 'none.wav'],
    ['one that is no audio', [mix, main], 3, 'companionsMain.ts'],
  ])('%s: exit status and words', (_what, files, status, words) => {
    const outcome = studiohand('level-match', ...files);
    expect(outcome.stderr).toContain(words);
    expect(outcome.status).toBe(status);
    expect(outcome.stdout).toBe('');
  });
});

describe('attachments', () => {
  it('of report and proof are written into a folder, numbered, never over another file', () => {
    const target = join(folder, 'kept', 'here');
    const first = json(mix, loud, '--attachments', target, '--out', join(folder, 'a.wav'));
    const gain = { name: 'gain.txt', title: 'The gain as text', mediaType: 'text/plain' };
    expect(first['attachments']).toEqual([
      { ...gain, path: join(target, 'gain.txt') },
      { ...gain, name: 'proof.txt', path: join(target, 'proof.txt') },
    ]);
    expect(readFileSync(join(target, 'gain.txt'), 'utf8')).toBe('6.02 dB\n');
    const second = json(mix, soft, '--attachments', target);
    expect(second['attachments']).toMatchObject([{ path: join(target, 'gain_2.txt') }]);
    expect(readFileSync(join(target, 'gain.txt'), 'utf8')).toBe('6.02 dB\n');
    expect(readdirSync(target).sort()).toEqual(['gain.txt', 'gain_2.txt', 'proof.txt']);
  });

  it('are named without a folder given, and say where they cannot be written', () => {
    expect(json(mix, loud)['attachments']).toEqual([
      { name: 'gain.txt', title: 'The gain as text', mediaType: 'text/plain' },
    ]);
    const outcome = studiohand('level-match', mix, loud, '--attachments', join(mix, 'x'));
    expect(outcome.stderr).toContain('[not-writable]');
    expect(outcome.status).toBe(1);
  });
});
