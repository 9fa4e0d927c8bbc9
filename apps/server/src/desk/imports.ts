import { randomUUID } from 'node:crypto';
import { statfs } from 'node:fs/promises';
import { AudioError } from '@studiohand/core/audio';
import type { Blobs, Session, Source, Store } from '@studiohand/core/engine';
import type { Limits } from '../deps.ts';
import type { GrowingPeaks } from '../workers/tasks.ts';
import type { WorkerPool } from '../workers/workerPool.ts';
import type { BlobKeeper } from './blobKeeper.ts';
import { WorkFiles } from './derivedFiles.ts';
import type { EventHub } from './eventHub.ts';
import type { Overviews } from './overviews.ts';

/** A file being sent. `declaredBytes` is what the client says it is; undefined when it does not say. */
export interface Upload {
  readonly sessionId: string;
  readonly name: string;
  readonly declaredBytes: number | undefined;
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly signal: AbortSignal;
}

/** What imports work with. */
export interface ImportDeps {
  readonly store: Store;
  readonly blobs: Blobs;
  readonly pool: WorkerPool;
  readonly overviews: Overviews;
  readonly events: EventHub;
  readonly keeper: BlobKeeper;
  readonly limits: Limits;
  readonly dataFolder: string;
}

/** The last part of a path as a client may send it, without what would garble a list. */
export function ownName(given: string): string {
  const last = given.split(/[\\/]/).at(-1) ?? '';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not get through
  return last.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '').trim() || 'Untitled';
}

/** Bytes gathered before they are written: the network gives far smaller pieces. */
const GATHERED_BYTES = 1 << 20;

async function* gathered(parts: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const buffer = new Uint8Array(GATHERED_BYTES);
  let filled = 0;
  for await (const part of parts) {
    for (let from = 0; from < part.length; ) {
      const count = Math.min(part.length - from, GATHERED_BYTES - filled);
      buffer.set(part.subarray(from, from + count), filled);
      filled += count;
      from += count;
      if (filled < GATHERED_BYTES) continue;
      yield buffer;
      filled = 0;
    }
  }
  if (filled > 0) yield buffer.subarray(0, filled);
}

/** Brings files onto the desk: streamed to the store, measured in a worker, then listed. */
export class Imports {
  readonly #deps: ImportDeps;
  readonly #growing = new Map<string, GrowingPeaks>();

  constructor(deps: ImportDeps) {
    this.#deps = deps;
  }

  /** The overview of an import that is still running. */
  growing(id: string): GrowingPeaks {
    const peaks = this.#growing.get(id);
    if (peaks) return peaks;
    throw new AudioError('not-found', 'This import is over or has not begun to be read.', 'Ask for the source.');
  }

  /** Takes in an upload. Throws AudioError 'too-large', 'disk-full', 'truncated' or what reading the file gives. */
  async add(upload: Upload): Promise<Source> {
    const { keeper } = this.#deps;
    let stored: string | undefined;
    try {
      return await keeper.arriving(async () => {
        const blob = await this.#receive(upload);
        stored = blob.sha256;
        checkLength(upload, blob.bytes);
        return await this.#list(upload.sessionId, ownName(upload.name), blob);
      });
    } catch (error) {
      if (stored !== undefined) await keeper.collect([stored]);
      throw error;
    }
  }

  async #receive({ sessionId, declaredBytes, bytes, signal }: Upload): Promise<{ sha256: string; bytes: number }> {
    const { store, blobs, limits } = this.#deps;
    await store.session(sessionId);
    await this.#refuseTooLarge(declaredBytes);
    return await blobs.add(gathered(bytes), { maxBytes: limits.maxUploadBytes, signal });
  }

  /** A new session with the demo song. */
  async demo(): Promise<Session> {
    return await this.#deps.keeper.arriving(() => this.#demo());
  }

  async #demo(): Promise<Session> {
    const { store, blobs, pool } = this.#deps;
    const work = new WorkFiles(blobs);
    try {
      const outputPath = await work.path('.wav');
      await pool.run({ kind: 'demo', outputPath });
      const blob = await blobs.adopt(outputPath);
      const session = await store.createSession('Demo song');
      this.#deps.events.session(session.id, 'created');
      await this.#list(session.id, 'Demo song.wav', blob);
      return await store.session(session.id);
    } finally {
      await work.remove();
    }
  }

  async #list(sessionId: string, name: string, blob: { sha256: string; bytes: number }): Promise<Source> {
    const { store, overviews, events } = this.#deps;
    const id = randomUUID();
    const tell = (stage: string, fraction: number): void =>
      events.publish({ event: 'import', data: { id, sessionId, name, stage, fraction } });
    try {
      const { audio, levels } = await overviews.measure(
        { sha256: blob.sha256, name },
        {
          onProgress: tell,
          onPeaks: (peaks) => {
            this.#growing.set(id, peaks);
            tell('Drawing the overview', 0);
          },
        },
      );
      const source = await store.addSource({ sessionId, name, ...blob, audio, ...levels });
      events.session(sessionId, 'source');
      return source;
    } finally {
      this.#growing.delete(id);
    }
  }

  async #refuseTooLarge(declaredBytes: number | undefined): Promise<void> {
    const { maxUploadBytes, keepFreeBytes } = this.#deps.limits;
    const bytes = declaredBytes ?? 0;
    if (bytes > maxUploadBytes) {
      throw new AudioError(
        'too-large',
        `The file has ${bytes} bytes; ${maxUploadBytes} are allowed.`,
        'Import a shorter file.',
      );
    }
    const { bavail, bsize } = await statfs(this.#deps.dataFolder);
    if (bavail * bsize - bytes < keepFreeBytes) {
      throw new AudioError('disk-full', 'The drive has too little room for this file.', 'Free some space.');
    }
  }
}

function checkLength({ name, declaredBytes }: Upload, bytes: number): void {
  if (bytes === 0) throw new AudioError('not-audio', `${ownName(name)}: the file is empty.`, 'Choose another file.');
  if (declaredBytes === undefined || declaredBytes === bytes) return;
  throw new AudioError(
    'truncated',
    `${ownName(name)}: ${bytes} of ${declaredBytes} bytes arrived.`,
    'Send the file again.',
  );
}
