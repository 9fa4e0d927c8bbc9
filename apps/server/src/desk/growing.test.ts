import http from 'node:http';
import type { MetadataChunk } from '@studiohand/core/audio';
import type { Session, Source } from '@studiohand/core/engine';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audioBytes, noise } from '../testing/testFiles.ts';
import { type TestServer, testServer } from '../testing/testServer.ts';
import type { ImportProgress } from './eventHub.ts';

const FRAMES = 2_000_000;
/** Stands behind the samples, so that the reader has to do without it at first. */
const TAIL: MetadataChunk = { kind: 'riff', id: 'tail', data: new Uint8Array(100), beforeAudio: false };

let t: TestServer;
let session: Session;
beforeAll(async () => {
  t = await testServer();
  session = await t.session();
});
afterAll(() => t.close());

/** Begins an upload of `bytes` by hand. */
function begin(bytes: Uint8Array): { request: http.ClientRequest; answer: Promise<{ status: number; body: string }> } {
  const headers = {
    authorization: `Bearer ${t.token}`,
    'content-type': 'application/octet-stream',
    'content-length': bytes.length,
  };
  const path = `/api/v1/sessions/${session.id}/sources?name=Slow.wav`;
  const request = http.request({ host: '127.0.0.1', port: t.server.port, method: 'PUT', path, headers });
  const answer = new Promise<{ status: number; body: string }>((resolve, reject) => {
    request.on('error', reject).on('response', (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (part) => {
        body += part;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
  });
  return { request, answer };
}

/** The first import that the event stream tells of. */
async function firstImport(): Promise<ImportProgress> {
  const controller = new AbortController();
  const response = await t.fetch('/events', { signal: controller.signal });
  let text = '';
  for await (const part of (response.body as ReadableStream).pipeThrough(new TextDecoderStream())) {
    text += part;
    const data = /event: import\ndata: (.*)\n/.exec(text)?.[1];
    if (data === undefined) continue;
    controller.abort();
    return JSON.parse(data);
  }
  throw new Error('no import');
}

const peaksOf = async (path: string): Promise<Int16Array> =>
  new Int16Array(await (await t.fetch(`${path}/peaks?framesPerPeak=65536&peakCount=100`)).arrayBuffer());

describe('an import on its way', () => {
  it('shows the overview of what has arrived, and ends with what is right', async () => {
    const bytes = await audioBytes(noise(FRAMES, 1), { encoding: { kind: 'int', bits: 24 }, metadata: [TAIL] });
    const found = firstImport();
    const { request, answer } = begin(bytes);
    request.write(bytes.subarray(0, 3_500_000));
    const { id, name, sessionId } = await found;
    expect({ name, sessionId }).toEqual({ name: 'Slow.wav', sessionId: session.id });
    const shown = async (peak: number): Promise<boolean> => (await peaksOf(`/audio/imports/${id}`))[peak * 2 + 1] !== 0;
    await expect.poll(() => shown(14), { timeout: 5000 }).toBe(true);
    expect(await shown(20)).toBe(false);
    request.end(bytes.subarray(3_500_000));
    const { status, body } = await answer;
    expect(status).toBe(200);
    const source = JSON.parse(body) as Source;
    expect(source.audio).toMatchObject({ frameCount: FRAMES, chunks: ['tail'], notes: [] });
    const early = await peaksOf(`/audio/sources/${source.id}`);
    const again = await t.upload(session.id, 'Again.wav', bytes);
    expect(early).toEqual(await peaksOf(`/audio/sources/${again.id}`));
    expect(source.integratedLufs).toBe(again.integratedLufs);
    expect((await t.fetch(`/audio/imports/${id}/peaks?framesPerPeak=256&peakCount=1`)).status).toBe(404);
  });

  it('ends at once when the client goes away', async () => {
    const bytes = await audioBytes(noise(FRAMES, 1, 3));
    const found = firstImport();
    const { request, answer } = begin(bytes);
    answer.catch(() => undefined);
    request.write(bytes.subarray(0, 2_500_000));
    const { id } = await found;
    request.destroy();
    const status = async (): Promise<number> =>
      (await t.fetch(`/audio/imports/${id}/peaks?framesPerPeak=256&peakCount=1`)).status;
    await expect.poll(status, { timeout: 3000 }).toBe(404);
  });
});
