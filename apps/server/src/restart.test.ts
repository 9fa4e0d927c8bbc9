import { readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Job } from '@studiohand/core/engine';
import { openStore } from '@studiohand/node';
import { tools } from '@studiohand/tools';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audioBytes, noise } from './testing/testFiles.ts';
import { testServer } from './testing/testServer.ts';
import { testTools } from './testing/testTools.ts';

let dataFolder: string;
beforeAll(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'studiohand-restart-'));
});
afterAll(() => rm(dataFolder, { recursive: true, force: true }));

const options = {
  tools: [...tools, ...testTools],
  workerScript: new URL('./testing/testWorker.ts', import.meta.url),
};

describe('a restart', () => {
  it('offers again what was running, goes on with what waited, and clears what was half-done', async () => {
    const first = await testServer({ ...options, dataFolder });
    const session = await first.session();
    const source = await first.upload(session.id, 'a.wav', await audioBytes(noise(1000)));
    const job = { sessionId: session.id, sourceId: source.id, kind: 'analyse' };
    const add = (tool: string, params: object): Promise<Job> => first.json('POST', '/jobs', { ...job, tool, params });
    const running = await add('slow', {});
    await expect.poll(async () => (await first.json<Job>('GET', `/jobs/${running.id}`)).state).toBe('running');
    await first.server.close();

    // As after kill -9: a job that the store believes to run, one that waits, and remains of a write.
    const store = await openStore(dataFolder);
    const killed = await store.addJob({ ...job, kind: 'analyse', tool: 'gain', params: {}, plan: null, priority: 0 });
    await store.updateJob(killed.id, { state: 'running', startedAt: new Date().toISOString() });
    const waiting = await store.addJob({ ...job, kind: 'analyse', tool: 'gain', params: {}, plan: null, priority: 0 });
    await store.close();
    await writeFile(join(dataFolder, 'tmp', 'half.part'), 'half');
    await writeFile(join(dataFolder, 'derived', `${'0'.repeat(64)}.peaks`), 'of a file that is gone');

    const second = await testServer({ ...options, dataFolder });
    try {
      expect((await second.json<Job>('GET', `/jobs/${running.id}`)).state).toBe('interrupted');
      expect((await second.json<Job>('GET', `/jobs/${killed.id}`)).state).toBe('interrupted');
      expect((await second.ended(waiting.id)).state).toBe('done');
      await second.json('POST', `/jobs/${killed.id}/retry`);
      expect((await second.ended(killed.id)).state).toBe('done');
      expect(readdirSync(join(dataFolder, 'tmp'))).toEqual([]);
      expect(readdirSync(join(dataFolder, 'derived')).join()).not.toContain('0'.repeat(64));
      expect(await second.json('GET', `/sessions/${session.id}`)).toMatchObject({ sources: [{ id: source.id }] });
    } finally {
      await second.server.close();
    }
  });
});
