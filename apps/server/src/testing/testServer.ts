/** A server over a fresh data folder, and requests as the studio sends them. For tests. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Job, Session, Source } from '@studiohand/core/engine';
import { type RunningServer, type ServerOptions, startServer } from '../startServer.ts';

/** A running server with a token. */
export interface TestServer {
  readonly server: RunningServer;
  readonly dataFolder: string;
  readonly base: string;
  readonly token: string;
  readonly log: string[];
  /** Any request with the token; `path` begins behind /api/v1. */
  fetch(path: string, init?: RequestInit & { duplex?: 'half' }): Promise<Response>;
  /** JSON in, JSON out; throws when the status is not 2xx. */
  json<T>(method: string, path: string, body?: unknown): Promise<T>;
  session(title?: string): Promise<Session>;
  upload(sessionId: string, name: string, bytes: Uint8Array): Promise<Source>;
  /** Waits until a job has ended. */
  ended(id: string): Promise<Job>;
  close(): Promise<void>;
}

/** Starts one; `close` removes its data. */
export async function testServer(options: Partial<ServerOptions> = {}): Promise<TestServer> {
  const dataFolder = options.dataFolder ?? (await mkdtemp(join(tmpdir(), 'studiohand-server-')));
  const log: string[] = [];
  const server = await startServer({ port: 0, log: (line) => log.push(line), ...options, dataFolder });
  const base = `http://127.0.0.1:${server.port}`;
  const launched = await fetch(`${base}/api/v1/launch`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ launchToken: server.launchToken }),
  });
  const { token } = (await launched.json()) as { token: string };
  const withToken: TestServer['fetch'] = (path, init = {}) => {
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${token}`);
    return fetch(`${base}/api/v1${path}`, { ...init, headers });
  };
  const json: TestServer['json'] = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const init =
      body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const response = await withToken(path, { method, ...init });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  };
  return {
    ...{ server, dataFolder, base, token, log, json },
    fetch: withToken,
    session: (title = 'Test') => json<Session>('POST', '/sessions', { title }),
    async upload(sessionId, name, bytes): Promise<Source> {
      const path = `/sessions/${sessionId}/sources?name=${encodeURIComponent(name)}`;
      const headers = { 'content-type': 'application/octet-stream' };
      const response = await withToken(path, { method: 'PUT', headers, body: bytes as Uint8Array<ArrayBuffer> });
      if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
      return (await response.json()) as Source;
    },
    async ended(id): Promise<Job> {
      for (;;) {
        const job = await json<Job>('GET', `/jobs/${id}`);
        if (job.state !== 'queued' && job.state !== 'running') return job;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    async close(): Promise<void> {
      await server.close();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}
