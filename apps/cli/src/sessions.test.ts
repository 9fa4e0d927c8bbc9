import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AudioSummary } from '@studiohand/core/engine';
import { type FileBlobs, openBlobs, openStore, type SqliteStore } from '@studiohand/node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));
const AUDIO: AudioSummary = {
  ...{ container: 'wav', codec: 'pcm', sampleRateHz: 48000, channels: 1, frameCount: 1, encoding: null },
  ...{ layout: ['C'], chunks: [], notes: [] },
};
let folder = '';
let store: SqliteStore;
let blobs: FileBlobs;

function verify(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const all = ['--conditions=source', main, 'sessions', 'verify', ...args];
  return spawnSync(process.execPath, all, { encoding: 'utf8' });
}

async function importFile(name: string, content: string): Promise<string> {
  const [session] = await store.sessions();
  const { sha256, bytes } = await blobs.add(
    (async function* () {
      yield Buffer.from(content);
    })(),
  );
  const levels = { integratedLufs: null, truePeakDbtp: null };
  await store.addSource({ sessionId: session?.id ?? '', name, sha256, bytes, audio: AUDIO, ...levels });
  return sha256;
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'studiohand-sessions-'));
  store = await openStore(folder);
  blobs = await openBlobs(folder);
  await store.createSession('Blue Hour');
  await importFile('Song.wav', 'some audio');
});
afterEach(async () => {
  await store.close();
  for (const path of [folder, `${folder}-killed`]) rmSync(path, { recursive: true, force: true });
});

describe('studiohand sessions verify', () => {
  it('leaves with 0 on a sound folder, of a studio at work, closed or killed', async () => {
    const files = (): string[] => readdirSync(folder, { recursive: true }).map(String).sort();
    const before = files();
    const { status, stdout, stderr } = verify('--data', folder);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain('1 entries, the chain of hashes holds');
    expect(files()).toEqual(before);
    const json = verify('--data', folder, '--json');
    expect(json.status).toBe(0);
    expect(JSON.parse(json.stdout)).toMatchObject({ ok: true, ledger: { entries: 1, firstBroken: null } });
    const killed = `${folder}-killed`;
    cpSync(folder, killed, { recursive: true, filter: (path) => !path.endsWith('-shm') });
    expect(verify('--data', killed).status).toBe(0);
    await store.close();
    expect(verify('--data', folder).status).toBe(0);
  });

  it('finds nothing wrong while the studio writes', async () => {
    const child = spawn(process.execPath, [
      '--conditions=source',
      main,
      'sessions',
      'verify',
      '--data',
      folder,
      '--json',
    ]);
    let stdout = '';
    child.stdout.on('data', (text) => (stdout += text));
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    let working = true;
    const status = ended.finally(() => (working = false));
    for (let n = 0; working; n++) {
      await importFile(`Song ${n}.wav`, `audio ${n}`);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect([await status, JSON.parse(stdout)]).toMatchObject([0, { ok: true }]);
    expect(JSON.parse(stdout).records.checked).toBeGreaterThan(2);
  });

  it('leaves with 3 and names what is missing and damaged', async () => {
    const missing = await importFile('Other.wav', 'other audio');
    await blobs.remove(missing);
    const damaged = await importFile('Third.wav', 'third audio');
    writeFileSync(await blobs.path(damaged), 'third audie');
    const { status, stdout, stderr } = verify('--data', folder);
    expect(status).toBe(3);
    expect(stderr).toContain('[corrupt]');
    for (const text of ['missing:', missing, 'damaged:', damaged]) expect(stdout).toContain(text);
    const json = verify('--data', folder, '--json');
    expect(json.status).toBe(3);
    expect(JSON.parse(json.stdout)).toMatchObject({ ok: false, blobs: { missing: [missing], damaged: [damaged] } });
  });

  it('leaves with 3 where there are no sessions, with 2 without a folder', () => {
    const empty = join(folder, 'empty');
    mkdirSync(empty);
    expect(verify('--data', empty)).toMatchObject({ status: 3, stderr: expect.stringContaining('[not-found]') });
    expect(readdirSync(empty)).toEqual([]);
    expect(verify().status).toBe(2);
    expect(verify('--help').status).toBe(0);
  });
});
