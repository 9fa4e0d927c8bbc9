import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { Readable } from 'node:stream';
import { createRoute, z } from '@hono/zod-openapi';
import type { Source, Take } from '@studiohand/core/engine';
import { fileEnding } from '@studiohand/node';
import { byteRange } from '../byteRange.ts';
import type { Api, ServerDeps } from '../deps.ts';
import { answersBytes } from '../describe.ts';
import { growingSlice } from '../desk/overviews.ts';
import { idSchema } from '../schemas.ts';

/** Frames of one call at most: 10 s at 48 kHz. */
export const MAX_PCM_FRAMES = 480_000;
/** Samples of one call at most, whatever the number of channels: 30 MB as floats. */
const MAX_PCM_SAMPLES = 16 * MAX_PCM_FRAMES;
const MAX_PEAKS = 1_000_000;
const MAX_STRETCHES = 1024;

const count = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const where = z.object({ kind: z.enum(['sources', 'takes']), id: idSchema });
const peakQuery = z.object({ framesPerPeak: count, fromPeak: count.default(0), peakCount: count.max(MAX_PEAKS) });

const pcm = createRoute({
  method: 'get',
  path: '/audio/{kind}/{id}/pcm',
  summary:
    'Samples: 32-bit floats, little-endian, channel after channel; X-Frame-Count says how many frames. Several ' +
    'stretches, each everyFrames after the one before, come joined',
  request: {
    params: where,
    query: z.object({
      fromFrame: count.default(0),
      frameCount: count.max(MAX_PCM_FRAMES),
      stretchCount: count.min(1).max(MAX_STRETCHES).default(1),
      everyFrames: count.default(0),
    }),
  },
  responses: answersBytes('The samples.'),
});

const peaks = createRoute({
  method: 'get',
  path: '/audio/{kind}/{id}/peaks',
  summary: 'Overview: 16-bit min and max of every peak, channel after channel; X-Peak-Count says how many',
  request: { params: where, query: peakQuery },
  responses: answersBytes('The peaks.'),
});

const growing = createRoute({
  method: 'get',
  path: '/audio/imports/{id}/peaks',
  summary: 'Overview of an import that is still running; what is not read yet is 0',
  request: { params: z.object({ id: idSchema }), query: peakQuery },
  responses: answersBytes('The peaks.'),
});

const file = createRoute({
  method: 'get',
  path: '/audio/{kind}/{id}/file',
  summary: 'The stored file, as a whole or a range of it',
  request: { params: where },
  responses: answersBytes('The bytes.'),
});

function bytesResponse(bytes: Uint8Array<ArrayBuffer>, headers: Readonly<Record<string, string>>): Response {
  return new Response(bytes, {
    headers: { 'Content-Type': 'application/octet-stream', 'Content-Length': String(bytes.length), ...headers },
  });
}

function attachment(name: string): string {
  const plain = name.replace(/[^\w .()-]/g, '_');
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

export function addAudioRoutes(api: Api, { store, blobs, shelf, overviews, imports }: ServerDeps): void {
  const find = async ({ kind, id }: z.infer<typeof where>): Promise<Source | Take> =>
    kind === 'sources' ? await store.source(id) : await store.take(id);

  api.openapi(growing, (c) => {
    const { bytes, peakCount } = growingSlice(imports.growing(c.req.valid('param').id), c.req.valid('query'));
    return bytesResponse(bytes, { 'X-Peak-Count': String(peakCount) });
  });
  api.openapi(pcm, async (c) => {
    const file = await find(c.req.valid('param'));
    const { frameCount, ...comb } = c.req.valid('query');
    const most = Math.min(MAX_PCM_FRAMES, Math.floor(MAX_PCM_SAMPLES / file.audio.channels));
    const stretchCount = Math.max(1, Math.min(comb.stretchCount, Math.floor(most / Math.max(1, frameCount))));
    const { bytes, frames } = await shelf.pcm(file, { ...comb, stretchCount, frameCount: Math.min(frameCount, most) });
    return bytesResponse(bytes, { 'X-Frame-Count': String(frames) });
  });
  api.openapi(peaks, async (c) => {
    const { bytes, peakCount } = await overviews.peaks(await find(c.req.valid('param')), c.req.valid('query'));
    return bytesResponse(bytes, { 'X-Peak-Count': String(peakCount) });
  });
  api.openapi(file, async (c) => {
    const where = c.req.valid('param');
    const { sha256, name, audio } = await find(where);
    const path = await blobs.path(sha256);
    const { size } = await stat(path);
    const range = byteRange(c.req.header('range'), size);
    const headers = new Headers({
      'Content-Type': 'application/octet-stream',
      'Content-Disposition': attachment(
        where.kind === 'sources'
          ? name
          : name.slice(0, name.length - extname(name).length) + (fileEnding(audio.container) ?? ''),
      ),
      'Accept-Ranges': 'bytes',
      ETag: `"${sha256}"`,
    });
    if (range === 'unsatisfiable') {
      headers.set('Content-Range', `bytes */${size}`);
      return new Response(null, { status: 416, headers });
    }
    const { from, to } = range ?? { from: 0, to: size - 1 };
    headers.set('Content-Length', String(to - from + 1));
    if (range) headers.set('Content-Range', `bytes ${from}-${to}/${size}`);
    const body =
      size === 0 ? null : (Readable.toWeb(createReadStream(path, { start: from, end: to })) as ReadableStream);
    return new Response(body, { status: range ? 206 : 200, headers });
  });
}
