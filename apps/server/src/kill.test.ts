import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ExportRecord, Job, Session, Source } from '@studiohand/core/engine';
import { openBlobs, openStore, verifyStore } from '@studiohand/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audioBytes, noise } from './testing/testFiles.ts';
import { testServer } from './testing/testServer.ts';

let dataFolder: string;
beforeAll(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'studiohand-kill-'));
});
afterAll(() => rm(dataFolder, { recursive: true, force: true }));

interface Child {
  readonly process: ChildProcess;
  readonly base: string;
  readonly token: string;
}

async function startChild(): Promise<Child> {
  const script = fileURLToPath(new URL('./testing/serverChild.ts', import.meta.url));
  const child = spawn(process.execPath, ['--conditions=source', script, dataFolder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const line = await new Promise<string>((resolve) => child.stdout.once('data', (part) => resolve(String(part))));
  const [port, launchToken] = line.trim().split(' ');
  const base = `http://127.0.0.1:${port}/api/v1`;
  const headers = { 'content-type': 'application/json' };
  const launched = await fetch(`${base}/launch`, { method: 'POST', headers, body: JSON.stringify({ launchToken }) });
  return { process: child, base, ...((await launched.json()) as { token: string }) };
}

/** Everything that the server said was saved. */
interface Accepted {
  readonly sources: Source[];
  readonly takes: string[];
  readonly exports: ExportRecord[];
}

/** When the server is killed: so long after it accepted something, that is amid the next thing. */
const MOMENTS: readonly (readonly [keyof Accepted | undefined, number])[] = [
  [undefined, 150],
  ['sources', 60],
  ['takes', 10],
  ['exports', 100],
];

/** Imports, renders and exports one file after the other until the server is gone. */
async function work({ base, token }: Child, bytes: Uint8Array, accepted: Accepted): Promise<void> {
  const call = async <T>(method: string, path: string, body: unknown, type = 'application/json'): Promise<T> => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': type };
    const init = method === 'GET' ? { headers } : { method, headers, body: body as string };
    const response = await fetch(base + path, init);
    if (!response.ok) throw new Error(await response.text());
    return (await response.json()) as T;
  };
  const post = <T>(path: string, body: object): Promise<T> => call('POST', path, JSON.stringify(body));
  const { id: sessionId } = await post<Session>('/sessions', { title: 'Kill' });
  for (let n = 0; ; n++) {
    const own = bytes.slice();
    own[own.length - 1 - n] = n;
    const source = await call<Source>(
      'PUT',
      `/sessions/${sessionId}/sources?name=${n}.wav`,
      own,
      'application/octet-stream',
    );
    accepted.sources.push(source);
    const order = { sessionId, sourceId: source.id, kind: 'render', tool: 'gain', params: { gainDb: -n / 10 } };
    let job = await post<Job>('/jobs', order);
    while (job.state === 'queued' || job.state === 'running') job = await call<Job>('GET', `/jobs/${job.id}`, null);
    const takeId = job.result?.takeId ?? '';
    accepted.takes.push(takeId);
    accepted.exports.push(await post<ExportRecord>(`/takes/${takeId}/exports`, {}));
  }
}

describe('a server killed while it imports, renders and exports', () => {
  it('has everything it accepted after the restart, and lists nothing half-written', async () => {
    const bytes = await audioBytes(noise(400_000));
    const accepted: Accepted = { sources: [], takes: [], exports: [] };
    for (const [after, milliseconds] of MOMENTS) {
      const child = await startChild();
      const gone = new Promise((resolve) => child.process.once('exit', resolve));
      const working = work(child, bytes, accepted).catch(() => undefined);
      if (after) {
        const before = accepted[after].length;
        await expect.poll(() => accepted[after].length, { timeout: 30_000 }).toBeGreaterThan(before);
      }
      await new Promise((resolve) => setTimeout(resolve, milliseconds));
      child.process.kill('SIGKILL');
      await Promise.all([gone, working]);

      const store = await openStore(dataFolder);
      const check = await verifyStore(store, await openBlobs(dataFolder));
      expect(check).toMatchObject({
        ok: true,
        blobs: { missing: [], damaged: [] },
        records: { lost: [], altered: [] },
      });
      for (const source of accepted.sources) expect(await store.source(source.id)).toEqual(source);
      for (const take of accepted.takes) expect((await store.take(take)).id).toBe(take);
      for (const record of accepted.exports) {
        expect(await store.export(record.id)).toEqual(record);
        expect(createHash('sha256').update(readFileSync(record.path)).digest('hex')).toBe(record.sha256);
      }
      await store.close();
    }
    expect(accepted.sources.length).toBeGreaterThan(0);

    const again = await testServer({ dataFolder });
    try {
      const running = await again.json<Job[]>('GET', '/jobs?states=running');
      expect(running).toEqual([]);
      const folder = join(dataFolder, 'exports', 'Kill');
      const exported = existsSync(folder) ? readdirSync(folder) : [];
      expect(exported.filter((name) => name.includes('.partial-'))).toEqual([]);
      expect(await again.json('GET', '/ledger/verify')).toMatchObject({ ok: true });
    } finally {
      await again.close();
    }
  });
});
