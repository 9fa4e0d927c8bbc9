import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { knownCard } from '@studiohand/core/rights';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { layoutModels } from '../../../packages/models/src/testing/layoutModels.ts';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));
let folder = '';

function models(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const env = { ...process.env, STUDIOHAND_MODELS: join(folder, 'models') };
  return spawnSync(process.execPath, ['--conditions=source', main, 'models', ...args], { encoding: 'utf8', env });
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'studiohand-cli-models-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('studiohand models', () => {
  it('lists the cards that ship, shows one in words, and asks the policy', () => {
    const list = JSON.parse(models('list', '--json').stdout);
    expect(list.models).toEqual([]);
    expect(list.cards.map(({ id }: { id: string }) => id)).toContain('htdemucs');
    expect(models('show', 'htdemucs').stdout).toContain('800 further songs');
    expect(models('policy', 'rnnoise').status).toBe(0);
    const denied = models('policy', 'htdemucs');
    expect([denied.status, denied.stderr.includes('WEIGHTS_NONCOMMERCIAL')]).toEqual([4, true]);
    expect(models('show', 'nobody').status).toBe(3);
  });

  it('adds a model with a card and a preset, verifies and removes it', () => {
    const file = join(folder, 'UVR.onnx');
    const mdx = layoutModels().find(({ id }) => id === 'mdx-net')!;
    writeFileSync(file, mdx.files['m.onnx']!);
    expect(models('add', file).status).toBe(4);
    const given = ['--card', 'mdx-net-uvr', '--as', 'my-vocals', '--preset', 'mdx-net'];
    const wrong = models('add', file, ...given);
    expect([wrong.status, wrong.stderr.includes('190 in the file')]).toEqual([2, true]);
    const sizes = ['stft.size=480', 'stft.hop=120', 'stft.bins=190', 'chunk.frames=3840', 'chunk.trimFrames=240'];
    const added = models('add', file, ...given, ...sizes.flatMap((set) => ['--set', set]), '--json');
    expect([added.status, added.stderr]).toEqual([0, '']);
    expect(JSON.parse(added.stdout)).toMatchObject({
      id: 'my-vocals',
      verdict: 'confirm',
      descriptor: { stems: ['vocals'] },
    });
    expect(models('verify').status).toBe(0);
    const accepted = ['TRAINING_UNDISCLOSED', 'TRAINING_PARTLY_UNDISCLOSED', 'WEIGHTS_LICENCE_UNCLEAR'];
    expect(models('policy', 'my-vocals').status).toBe(4);
    expect(models('policy', 'my-vocals', ...accepted.flatMap((code) => ['--accept-model-risk', code])).status).toBe(0);
    writeFileSync(join(folder, 'models', 'my-vocals', 'UVR.onnx'), 'exchanged');
    const changed = models('verify', 'my-vocals');
    expect([changed.status, changed.stdout.includes('differs')]).toEqual([4, true]);
    expect(models('remove', 'my-vocals').status).toBe(0);
    expect(models('verify', 'my-vocals').status).toBe(3);
  });

  it('keeps a policy, and takes a card from a file', () => {
    expect(models('policy', '--private', '--deny-model', 'spleeter').status).toBe(0);
    const policy = JSON.parse(readFileSync(join(folder, 'models', 'policy.json'), 'utf8'));
    expect(policy).toMatchObject({ commercial: false, deniedModels: ['spleeter'] });
    expect(models('policy', '--deny-reason', 'NO_SUCH').status).toBe(2);
    const card = join(folder, 'card.json');
    writeFileSync(card, JSON.stringify({ ...knownCard('umxhq'), id: 'Bad Id' }));
    const file = join(folder, 'm.onnx');
    writeFileSync(file, layoutModels()[0]!.files['m.onnx']!);
    const bad = models('add', file, '--card', card);
    expect([bad.status, bad.stderr.includes('id must match')]).toEqual([2, true]);
    writeFileSync(file, 'hostile');
    expect(models('add', file, '--card', 'umxhq').status).toBe(3);
    const address = models('add', 'http://example.org/m.onnx', '--card', 'umxhq');
    expect([address.status, address.stderr.includes('https only')]).toEqual([2, true]);
  });
});
