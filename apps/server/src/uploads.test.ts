import { readdir } from 'node:fs/promises';
import net from 'node:net';
import { join } from 'node:path';
import type { Session } from '@studiohand/core/engine';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ErrorBody } from './errors.ts';
import { audioBytes, noise } from './testing/testFiles.ts';
import { type TestServer, testServer } from './testing/testServer.ts';

const MAX_BYTES = 300_000;

let t: TestServer;
let session: Session;
let wav: Uint8Array;

beforeAll(async () => {
  t = await testServer({ limits: { maxUploadBytes: MAX_BYTES } });
  session = await t.session();
  wav = await audioBytes(noise(24_000));
});
afterAll(() => t.close());

async function put(
  body: string | ReadableStream | Uint8Array,
  name = 'a.wav',
  type = 'application/octet-stream',
): Promise<Response> {
  const path = `/sessions/${session.id}/sources?name=${encodeURIComponent(name)}`;
  return await t.fetch(path, {
    method: 'PUT',
    body: body as string,
    duplex: 'half',
    headers: { 'content-type': type },
  });
}

const codeOf = async (response: Response): Promise<string> => ((await response.json()) as ErrorBody).error.code;

/** Files in the store and in progress. */
async function filesKept(): Promise<number> {
  const names = await Promise.all(
    ['blobs', 'tmp'].map((folder) => readdir(join(t.dataFolder, folder), { recursive: true, withFileTypes: true })),
  );
  return names.flat().filter((entry) => entry.isFile()).length;
}

/** Sends a request by hand; `bytes` may be more or fewer than the length it declares. */
async function lie(declared: number, bytes: Uint8Array): Promise<string> {
  const socket = net.connect(t.server.port, '127.0.0.1');
  let answer = '';
  const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
  socket
    .on('error', () => {})
    .on('data', (part) => {
      answer += String(part);
    });
  socket.write(
    `PUT /api/v1/sessions/${session.id}/sources?name=lie.wav HTTP/1.1\r\nHost: 127.0.0.1:${t.server.port}\r\n` +
      `Authorization: Bearer ${t.token}\r\nContent-Type: application/octet-stream\r\nContent-Length: ${declared}\r\n\r\n`,
  );
  socket.end(bytes);
  await closed;
  return answer;
}

describe('uploads', () => {
  it('refuse what is too large, by its word or by its bytes, and keep nothing of it', async () => {
    const before = await filesKept();
    const large = new Uint8Array(MAX_BYTES + 1);
    const declared = await put(large);
    expect([declared.status, await codeOf(declared)]).toEqual([413, 'too-large']);
    // Without a length only counting helps.
    const pieces = new ReadableStream({
      start(controller) {
        for (let i = 0; i < 40; i++) controller.enqueue(new Uint8Array(10_000));
        controller.close();
      },
    });
    const counted = await put(pieces);
    expect([counted.status, await codeOf(counted)]).toEqual([413, 'too-large']);
    expect(await filesKept()).toBe(before);
  });

  it('refuse a file that ends before its declared length', async () => {
    const before = await filesKept();
    await lie(wav.length, wav.subarray(0, 20_000));
    await expect.poll(filesKept).toBe(before);
    expect(await t.json('GET', `/sessions/${session.id}`)).toMatchObject({ sources: [] });
  });

  it('refuse a file with more bytes than declared, and keep nothing of it', async () => {
    const before = await filesKept();
    const surplus = new Uint8Array(wav.length + 5000).fill(65);
    surplus.set(wav);
    expect(await lie(wav.length, surplus)).toMatch(/^HTTP\/1.1 400/);
    await expect.poll(filesKept).toBe(before);
    expect(await t.json('GET', `/sessions/${session.id}`)).toMatchObject({ sources: [] });
  });

  it('refuse what is no audio, and keep nothing of it', async () => {
    await expect.poll(filesKept).toBe(0);
    const refused = await put(new TextEncoder().encode('<script>alert(1)</script>'.repeat(100)));
    expect([refused.status, await codeOf(refused)]).toEqual([415, 'not-audio']);
    expect((await put('')).status).toBe(415);
    expect((await put('{}', 'a.wav', 'application/json')).status).toBe(400);
    expect(await filesKept()).toBe(0);
  });

  it('refuse when the drive would be too full', async () => {
    const full = await testServer({ limits: { keepFreeBytes: Number.MAX_SAFE_INTEGER } });
    try {
      const { id } = await full.session();
      await expect(full.upload(id, 'a.wav', wav)).rejects.toThrow(/507.*disk-full/);
    } finally {
      await full.close();
    }
  });

  it('take only the last part of a name, and never use it on the drive', async () => {
    for (const [given, kept] of [
      ['../../../../etc/passwd.wav', 'passwd.wav'],
      ['C:\\Users\\me\\..\\song.wav', 'song.wav'],
      ['..', '..'],
      ['a\u0000b\u202Egnp.wav', 'abgnp.wav'],
      ['<img src=x onerror=alert(1)>.wav', '<img src=x onerror=alert(1)>.wav'],
    ] as const) {
      const source = (await (await put(wav, given)).json()) as { name: string };
      expect(source.name).toBe(kept);
    }
    const names = await readdir(join(t.dataFolder, 'blobs'), { recursive: true });
    for (const name of names) expect(name).toMatch(/^[0-9a-f]{2}([\\/][0-9a-f]{64})?$/);
  });

  it('need a session that exists', async () => {
    const response = await t.fetch('/sessions/none/sources?name=a.wav', {
      method: 'PUT',
      body: wav as Uint8Array<ArrayBuffer>,
      headers: { 'content-type': 'application/octet-stream' },
    });
    expect([response.status, await codeOf(response)]).toEqual([404, 'not-found']);
  });
});
