import { randomUUID } from 'node:crypto';
import { statfs } from 'node:fs/promises';
import { AudioError } from '@studiohand/core/audio';
import type { Blobs, Session, Source, Store } from '@studiohand/core/engine';
import { DEMO_STEMS } from '@studiohand/core/music';
import type { Limits } from '../deps.ts';
import type { GrowingPeaks, TaskResults } from '../workers/tasks.ts';
import type { TaskOptions, WorkerPool } from '../workers/workerPool.ts';
import { Arrival } from './arrival.ts';
import type { BlobKeeper } from './blobKeeper.ts';
import type { DecodedCopies } from './decodedCopies.ts';
import { WorkFiles } from './derivedFiles.ts';
import type { EventHub } from './eventHub.ts';
import type { Overviews } from './overviews.ts';

/** A file being sent. `declaredBytes` is what the client says it is; undefined when it does not say. */
export interface Upload {
  readonly sessionId: string;
  readonly name: string;
  readonly declaredBytes: number | undefined;
  /** Each part is taken over: it is empty once it is used up. */
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
  readonly copies: DecodedCopies;
  readonly limits: Limits;
  readonly dataFolder: string;
}

/** The last part of a path as a client may send it, without what would garble a list. */
export function ownName(given: string): string {
  const last = given.split(/[\\/]/).at(-1) ?? '';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not get through
  return last.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '').trim() || 'Untitled';
}

type Overview = TaskResults['overview'];
type Stored = { readonly sha256: string; readonly bytes: number };

interface Received {
  readonly blob: Stored;
  readonly overview: Promise<Overview | undefined>;
}

interface Telling {
  readonly sessionId: string;
  readonly name: string;
  readonly options: TaskOptions;
  readonly end: () => void;
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
    const { keeper, store } = this.#deps;
    const telling = this.#telling(upload.sessionId, ownName(upload.name));
    let stored: string | undefined;
    try {
      return await keeper.arriving(async () => {
        await store.session(upload.sessionId);
        await this.#refuseTooLarge(upload.declaredBytes);
        const { blob, overview } = await this.#receive(upload, telling);
        stored = blob.sha256;
        checkLength(upload, blob.bytes);
        return await this.#list(telling, blob, await overview);
      });
    } catch (error) {
      if (stored !== undefined) await keeper.collect([stored]);
      throw error;
    } finally {
      telling.end();
    }
  }

  /** Stores the bytes; where their number is known, the overview is drawn meanwhile (undefined when that failed). */
  async #receive({ bytes, declaredBytes, signal }: Upload, telling: Telling): Promise<Received> {
    const { blobs, limits, overviews } = this.#deps;
    const arrival = new Arrival(declaredBytes ?? 0);
    const hash = Promise.withResolvers<string>();
    hash.promise.catch(() => undefined);
    let overview: Received['overview'] = Promise.resolve(undefined);
    let path = '';
    const follow = (): void => {
      if (declaredBytes === undefined) return;
      const file = { path, name: telling.name };
      overview = overviews.follow(file, arrival.growing, hash.promise, telling.options);
    };
    const onFile = (file: string): void => {
      path = file;
    };
    try {
      const options = { maxBytes: limits.maxUploadBytes, signal, onFile };
      const blob = await blobs.add(arrival.through(bytes, follow), options);
      if (declaredBytes !== blob.bytes) arrival.stop();
      hash.resolve(blob.sha256);
      return { blob, overview };
    } catch (error) {
      arrival.stop();
      hash.reject(error);
      await overview;
      throw error;
    }
  }

  /** A new session with the demo song, or with its stems. */
  async demo(stems: boolean): Promise<Session> {
    const names = stems ? DEMO_STEMS.map((stem, index) => `Demo song_0${index + 1}_${stem}.wav`) : ['Demo song.wav'];
    return await this.#deps.keeper.arriving(() => this.#demo(stems, names));
  }

  async #demo(stems: boolean, names: readonly string[]): Promise<Session> {
    const { store, blobs, pool, events } = this.#deps;
    const work = new WorkFiles(blobs);
    try {
      const outputPaths = await Promise.all(names.map(() => work.path('.wav')));
      await pool.run({ kind: 'demo', stems, outputPaths });
      const made = await Promise.all(outputPaths.map((path) => blobs.adopt(path)));
      const session = await store.createSession(stems ? 'Demo song, stems' : 'Demo song');
      events.session(session.id, 'created');
      for (const [index, name] of names.entries()) {
        const telling = this.#telling(session.id, name);
        await this.#list(telling, made[index] as Stored).finally(telling.end);
      }
      return await store.session(session.id);
    } finally {
      await work.remove();
    }
  }

  async #list({ sessionId, name, options }: Telling, blob: Stored, early?: Overview): Promise<Source> {
    const { store, overviews, events, copies } = this.#deps;
    const { audio, levels } = early ?? (await overviews.measure({ sha256: blob.sha256, name }, options));
    const source = await store.addSource({ sessionId, name, ...blob, audio, ...levels });
    events.session(sessionId, 'source');
    // Ready by the time somebody presses play; failures show there.
    void copies.path(source).catch(() => undefined);
    return source;
  }

  /** Tells clients how an import goes on, and lets them see its overview grow. */
  #telling(sessionId: string, name: string): Telling {
    const id = randomUUID();
    const tell = (stage: string, fraction: number): void =>
      this.#deps.events.publish({ event: 'import', data: { id, sessionId, name, stage, fraction } });
    const onPeaks = (peaks: GrowingPeaks): void => {
      this.#growing.set(id, peaks);
      tell('Drawing the overview', 0);
    };
    const end = (): void => {
      this.#growing.delete(id);
    };
    return { sessionId, name, options: { onProgress: tell, onPeaks }, end };
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
