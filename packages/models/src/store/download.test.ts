import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AudioError } from '@studiohand/core/audio';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { download } from './download.ts';

const BYTES = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * 31 + (i >> 8)) & 255));
let folder = '';
let server: Server;
let base = '';
/** Ranges that were asked for; undefined for a whole file. */
const asked: (string | undefined)[] = [];
let breakAt = Number.POSITIVE_INFINITY;
let etag = '"one"';

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'studiohand-download-'));
  [asked.length, breakAt, etag] = [0, Number.POSITIVE_INFINITY, '"one"'];
  server = createServer((request, response) => {
    if (request.url === '/away') {
      response.writeHead(302, { location: 'http://10.0.0.1/m.onnx' }).end();
      return;
    }
    if (request.url !== '/m.onnx') {
      response.writeHead(404).end();
      return;
    }
    const range = request.headers.range;
    asked.push(range);
    const same = request.headers['if-range'] === etag;
    const from = range !== undefined && same ? Number(/bytes=(\d+)-/.exec(range)?.[1]) : 0;
    response.writeHead(from > 0 ? 206 : 200, { etag, 'content-length': BYTES.length - from });
    const part = BYTES.subarray(from, Math.min(BYTES.length, breakAt));
    if (breakAt < BYTES.length) response.write(part, () => setTimeout(() => response.destroy(), 50));
    else response.end(part);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

async function code(run: Promise<unknown>): Promise<string> {
  const error = await run.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(AudioError);
  return (error as AudioError).code;
}

describe('download', () => {
  it('goes on where it broke off', async () => {
    breakAt = 100_000;
    expect(await code(download(`${base}/m.onnx`, folder, { allowLoopback: true }))).toBe('not-readable');
    breakAt = Number.POSITIVE_INFINITY;
    const path = await download(`${base}/m.onnx`, folder, { allowLoopback: true });
    expect(readFileSync(path).equals(BYTES)).toBe(true);
    expect(asked[0]).toBeUndefined();
    expect(asked[1]).toMatch(/^bytes=[1-9]\d*-$/);
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it('starts again when the file on the server has changed', async () => {
    breakAt = 100_000;
    await code(download(`${base}/m.onnx`, folder, { allowLoopback: true }));
    [breakAt, etag] = [Number.POSITIVE_INFINITY, '"two"'];
    const path = await download(`${base}/m.onnx`, folder, { allowLoopback: true });
    expect(readFileSync(path).equals(BYTES)).toBe(true);
  });

  it('refuses other schemes, redirects off https, what is missing and what is too large', async () => {
    for (const address of [
      'http://example.org/m.onnx',
      'ftp://example.org/m',
      'file:///etc/passwd',
      'https://me:pw@example.org/m',
    ])
      expect(await code(download(address, folder))).toBe('invalid-parameter');
    expect(await code(download(`${base}/away`, folder, { allowLoopback: true }))).toBe('invalid-parameter');
    expect(await code(download(`${base}/none`, folder, { allowLoopback: true }))).toBe('not-found');
    const small = { allowLoopback: true, maxBytes: 1000 };
    expect(await code(download(`${base}/m.onnx`, folder, small))).toBe('too-large');
    expect(readdirSync(folder).filter((name) => name.endsWith('.onnx'))).toEqual([]);
  });

  it('is cancelled by its signal', async () => {
    const controller = new AbortController();
    const reason = new AudioError('cancelled', 'Cancelled.', '');
    const options = { allowLoopback: true, signal: controller.signal, progress: () => controller.abort(reason) };
    expect(await code(download(`${base}/m.onnx`, folder, options))).toBe('cancelled');
  });
});
