/**
 * Fetches a model, and only when the producer asked for this address. Over https alone, to the end redirects included;
 * a download that broke off goes on where it was (RFC 9110, Range with If-Range) when the server still has the same.
 */
import { createHash } from 'node:crypto';
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AudioError } from '@studiohand/core/audio';
import { systemError } from '@studiohand/node/files';
import { MAX_MODEL_BYTES } from './copyFile.ts';

export interface DownloadOptions {
  readonly signal?: AbortSignal;
  readonly progress?: (stage: string, fraction: number) => void;
  /** 2 GiB by default, the most an ONNX file can have. */
  readonly maxBytes?: number;
  /** For tests against this machine only: http to 127.0.0.1. */
  readonly allowLoopback?: boolean;
}

/** Whether this names something to download. */
export function isAddress(text: string): boolean {
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(text);
}

/** Downloads `address` into `folder`; returns the path. A complete earlier download is taken as it is. */
export async function download(address: string, folder: string, options: DownloadOptions = {}): Promise<string> {
  const url = checkedAddress(address, options.allowLoopback ?? false);
  const key = createHash('sha256').update(url.href).digest('hex').slice(0, 32);
  const [whole, partial, tag] = ['onnx', 'part', 'etag'].map((end) => join(folder, `${key}.${end}`)) as [
    string,
    string,
    string,
  ];
  if (existsSync(whole)) return whole;
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw systemError(error, folder, 'writing');
  }
  const validator = existsSync(tag) ? readFileSync(tag, 'utf8') : '';
  const had = validator !== '' ? (statSync(partial, { throwIfNoEntry: false })?.size ?? 0) : 0;
  const response = await request(url, had, validator, options);
  const resumes = response.status === 206;
  if (!resumes) rmSync(partial, { force: true });
  writeFileSync(tag, response.headers.get('etag') ?? '');
  const start = resumes ? had : 0;
  const { maxBytes = MAX_MODEL_BYTES, progress = (): void => undefined, signal } = options;
  const length = Number(response.headers.get('content-length') ?? Number.NaN);
  const total = start + length;
  if (total > maxBytes) throw tooLarge(url, maxBytes);
  let done = start;
  const body = Readable.fromWeb(response.body as import('node:stream/web').ReadableStream<Uint8Array>);
  try {
    await pipeline(
      body,
      async function* (parts: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
        for await (const part of parts) {
          done += part.length;
          if (done > maxBytes) throw tooLarge(url, maxBytes);
          progress('Downloading', Number.isFinite(total) ? done / total : 0);
          yield part;
        }
      },
      createWriteStream(partial, { flags: resumes ? 'a' : 'w' }),
      { ...(signal ? { signal } : {}) },
    );
  } catch (error) {
    if (signal?.aborted) throw signal.reason instanceof AudioError ? signal.reason : error;
    if (error instanceof AudioError) {
      rmSync(partial, { force: true });
      throw error;
    }
    throw broken(url, error);
  }
  if (Number.isFinite(total) && done !== total) throw broken(url, new Error(`${done} of ${total} bytes came`));
  renameSync(partial, whole);
  rmSync(tag, { force: true });
  return whole;
}

/** Forgets a finished download. */
export function forget(path: string): void {
  rmSync(path, { force: true });
}

function checkedAddress(address: string, allowLoopback: boolean): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const loopback = allowLoopback && url?.protocol === 'http:' && url.hostname === '127.0.0.1';
  if (url && (url.protocol === 'https:' || loopback) && url.username === '' && url.password === '') return url;
  throw new AudioError(
    'invalid-parameter',
    `${address.slice(0, 200)}: models are downloaded over https only, without credentials in the address`,
    'Give an https address, or download the file yourself and add it.',
  );
}

async function request(url: URL, had: number, validator: string, options: DownloadOptions): Promise<Response> {
  const { signal, allowLoopback = false } = options;
  const headers: Record<string, string> = had > 0 ? { range: `bytes=${had}-`, 'if-range': validator } : {};
  let at = url;
  for (let hop = 0; hop < 8; hop++) {
    let response: Response;
    try {
      response = await fetch(at, { headers, redirect: 'manual', ...(signal ? { signal } : {}) });
    } catch (error) {
      if (signal?.aborted) throw signal.reason instanceof AudioError ? signal.reason : error;
      throw broken(at, error);
    }
    const to = response.headers.get('location');
    if (response.status >= 300 && response.status < 400 && to !== null) {
      await response.body?.cancel();
      at = checkedAddress(new URL(to, at).href, allowLoopback);
    } else if (response.ok && response.body) {
      return response;
    } else {
      throw new AudioError(
        response.status === 404 ? 'not-found' : 'not-readable',
        `${url.host} answers ${response.status} ${response.statusText}`.trim(),
        'Check the address in a browser.',
      );
    }
  }
  throw broken(url, new Error('too many redirects'));
}

function broken(url: URL, cause: unknown): AudioError {
  const words = cause instanceof Error ? cause.message : String(cause);
  return new AudioError(
    'not-readable',
    `${url.host}: the download broke off (${words})`,
    'Run the same command again: it goes on where it stopped.',
    { cause },
  );
}

function tooLarge(url: URL, maxBytes: number): AudioError {
  return new AudioError(
    'too-large',
    `${url.host}: the file is larger than ${Math.round(maxBytes / 2 ** 20)} MiB`,
    'Check the address.',
  );
}
