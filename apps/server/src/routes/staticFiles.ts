import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { Readable } from 'node:stream';
import { AudioError } from '@studiohand/core/audio';
import type { Hono } from 'hono';
import type { ServerDeps } from '../deps.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
};

function missing(): AudioError {
  return new AudioError('not-found', 'There is no such page.', 'Open the start page.');
}

/** The real path of a file inside `root`; whatever leads outside, by dots or by links, does not exist. */
async function inside(root: string, path: string): Promise<string | undefined> {
  if (path.includes('\0') || path.includes('\\')) return undefined;
  const real = await realpath(join(root, path)).catch(() => undefined);
  if (real === undefined || !real.startsWith(root + sep)) return undefined;
  return (await stat(real)).isFile() ? real : undefined;
}

/** Serves the built studio. Addresses without a file ending get the start page, which finds its own way. */
export function addStaticFiles(app: Hono, { studioFolder }: ServerDeps): void {
  app.get('*', async (c) => {
    if (studioFolder === undefined) throw missing();
    const root = await realpath(studioFolder).catch(() => undefined);
    if (root === undefined) throw missing();
    let path: string;
    try {
      path = decodeURIComponent(c.req.path);
    } catch {
      throw missing();
    }
    const file = await inside(root, extname(path) === '' ? 'index.html' : path);
    const type = file === undefined ? undefined : TYPES[extname(file).toLowerCase()];
    if (file === undefined || type === undefined) throw missing();
    const { size } = await stat(file);
    const headers = {
      'Content-Type': type,
      'Content-Length': String(size),
      // Vite names these by their content.
      'Cache-Control': path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    };
    const body = c.req.method === 'HEAD' ? null : (Readable.toWeb(createReadStream(file)) as ReadableStream);
    return new Response(body, { headers });
  });
}
