import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openBlobs } from './fileBlobs.ts';
import { verifyLedger } from './ledger.ts';
import { openStore } from './sqliteStore.ts';
import { sampleSource } from './testing/samples.ts';

async function* parts(count: number): AsyncIterable<Uint8Array> {
  for (let n = 0; n < count; n++) yield new Uint8Array(65_536).fill(n);
}

describe('a drive that is full', () => {
  it('fails the change whole and keeps the rest (SQLite told to stop growing)', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'studiohand-full-'));
    const store = await openStore(folder);
    const session = await store.createSession('Blue Hour');
    const pages = store.database.get<{ page_count: number }>('PRAGMA page_count')?.page_count ?? 0;
    store.database.get(`PRAGMA max_page_count = ${pages + 5}`);
    const added: string[] = [];
    const fill = async (): Promise<void> => {
      for (;;) added.push((await store.addSource(sampleSource(session.id, 'a'.repeat(64)))).id);
    };
    await expect(fill()).rejects.toMatchObject({ code: 'disk-full' });
    expect((await store.sources(session.id)).map(({ id }) => id)).toEqual(added);
    expect(await verifyLedger(store)).toMatchObject({ ok: true, entries: added.length });
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('gives its room back after a file too many, and goes on (a real one of 2 MiB)', async ({ skip }) => {
    const folder = mkdtempSync(join(tmpdir(), 'studiohand-full-'));
    const mounted =
      process.platform === 'linux' &&
      spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder], { stdio: 'ignore' }).status === 0;
    if (!mounted) {
      console.log('Skipped, this user cannot mount a small drive: storing on a full drive');
      rmSync(folder, { recursive: true });
      skip();
    }
    try {
      const store = await openStore(folder);
      const blobs = await openBlobs(folder);
      const session = await store.createSession('Blue Hour');
      await expect(blobs.add(parts(64))).rejects.toMatchObject({ code: 'disk-full' });
      expect(readdirSync(join(folder, 'tmp'))).toEqual([]);
      const { sha256 } = await blobs.add(parts(4));
      await store.addSource(sampleSource(session.id, sha256));
      const added: string[] = [];
      const fill = async (): Promise<void> => {
        for (;;) added.push((await store.createSession(`Song ${added.length} ${'x'.repeat(250)}`)).id);
      };
      await expect(fill()).rejects.toMatchObject({ code: 'disk-full' });
      expect(added.length).toBeGreaterThan(100);
      for (const id of added) expect((await store.session(id)).id).toBe(id);
      await blobs.remove(sha256);
      expect((await store.createSession('There is room again')).title).toBe('There is room again');
      expect(await verifyLedger(store)).toMatchObject({ ok: true, entries: 1 });
      await store.close();
    } finally {
      spawnSync('umount', [folder]);
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
