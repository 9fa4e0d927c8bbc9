/**
 * Memory of the server in jobs on a long file: npm run bench server [minutes] [all]. Starts the studio's server as `npm start`
 * does, imports a 48 kHz 24-bit stereo WAV, measures it and renders a take; `all` converts it too. Peak resident memory of the whole process
 * (all worker threads) as Linux counts it: VmHWM of /proc/PID/status, set back before each step through clear_refs.
 * Memory hardly depends on what else the machine does; the seconds do.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createReadStream, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import type { Job, Session, Source } from '@studiohand/core/engine';
import { launchEnv, launchFlags } from '../../scripts/launch.mjs';
import { machine } from '../run.ts';
import { songFile } from '../song.ts';

const minutes = Number(process.argv[2] ?? 120);
const POLL_MS = 500;

interface Server {
  readonly child: ChildProcess;
  readonly base: string;
  readonly token: string;
}

async function start(dataFolder: string): Promise<Server> {
  const args = [...launchFlags, 'apps/cli/src/main.ts', 'studio', '--no-open', '--port', '0', '--data', dataFolder];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], env: launchEnv });
  const url = await new Promise<URL>((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (part) => {
      text += part;
      const found = /http:\S+/.exec(text);
      if (found) resolve(new URL(found[0]));
    });
    child.once('exit', (status) => reject(new Error(`The server ended with ${status}.`)));
  });
  const base = `${url.origin}/api/v1`;
  const launched = await fetch(`${base}/launch`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ launchToken: url.hash.slice('#t='.length) }),
  });
  const { token } = (await launched.json()) as { token: string };
  return { child, base, token };
}

async function json<T>({ base, token }: Server, method: string, path: string, body?: object): Promise<T> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const init = body ? { method, headers, body: JSON.stringify(body) } : { method, headers };
  const response = await fetch(base + path, init);
  if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
  return (await response.json()) as T;
}

/** Sends the file as a browser does: one request with its length, never whole in memory. */
function upload({ base, token }: Server, sessionId: string, file: string): Promise<Source> {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/octet-stream',
      'content-length': statSync(file).size,
    };
    const put = request(`${base}/sessions/${sessionId}/sources?name=Long.wav`, { method: 'PUT', headers }, (answer) => {
      let text = '';
      answer.on('data', (part) => {
        text += part;
      });
      answer.on('end', () =>
        answer.statusCode === 200 ? resolve(JSON.parse(text) as Source) : reject(new Error(text)),
      );
    });
    put.on('error', reject);
    createReadStream(file, { highWaterMark: 1 << 16 }).pipe(put);
  });
}

async function run(server: Server, job: object): Promise<Job> {
  const { id } = await json<Job>(server, 'POST', '/jobs', job);
  for (;;) {
    const now = await json<Job>(server, 'GET', `/jobs/${id}`);
    if (now.state === 'done') return now;
    if (now.state !== 'queued' && now.state !== 'running') throw new Error(JSON.stringify(now.error));
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

function status(pid: number, field: 'VmHWM' | 'VmRSS'): number {
  const line = new RegExp(`${field}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(line?.[1]) / 1024;
}

/** Does one step and prints what it took. */
async function step<T>({ child }: Server, name: string, work: () => Promise<T>): Promise<T> {
  const pid = child.pid as number;
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
  const [before, began] = [status(pid, 'VmRSS'), performance.now()];
  const result = await work();
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  const peak = status(pid, 'VmHWM').toFixed(0);
  console.log(`${name.padEnd(24)} peak ${peak} MB, ${before.toFixed(0)} MB before it, ${seconds} s`);
  return result;
}

console.log(machine());
const file = await songFile(minutes, 24);
console.log(`${minutes} min, ${(statSync(file).size / 1e6).toFixed(0)} MB`);
const dataFolder = mkdtempSync(join('.cache/bench', 'desk-'));
const server = await start(dataFolder);
try {
  await step(server, 'nothing to do', () => new Promise((resolve) => setTimeout(resolve, 2000)));
  const { id: sessionId } = await json<Session>(server, 'POST', '/sessions', { title: 'Bench' });
  const { id: sourceId } = await step(server, 'import', () => upload(server, sessionId, file));
  const job = { sessionId, sourceId };
  await step(server, 'measure', () => run(server, { ...job, kind: 'analyse', tool: 'measure' }));
  await step(server, 'render gain', () =>
    run(server, { ...job, kind: 'render', tool: 'gain', params: { gainDb: -1.5 } }),
  );
  if (process.argv[3] === 'all') {
    const params = { sampleRateHz: 44100, bitDepth: '16' };
    await step(server, 'render convert to 44.1', () =>
      run(server, { ...job, kind: 'render', tool: 'convert', params }),
    );
  }
} finally {
  server.child.kill('SIGTERM');
  await new Promise((resolve) => server.child.once('exit', resolve));
  rmSync(dataFolder, { recursive: true, force: true });
}
