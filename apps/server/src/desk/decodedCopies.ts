import { existsSync } from 'node:fs';
import type { AudioSummary, Blobs } from '@studiohand/core/engine';
import type { WorkerPool } from '../workers/workerPool.ts';
import { type DerivedFiles, WorkFiles } from './derivedFiles.ts';
import { Gate } from './gate.ts';
import type { StoredFile } from './overviews.ts';

/** Codecs whose readers jump to any frame at once; the others decode from the beginning at every jump. */
const SEEKABLE: readonly string[] = ['pcm', 'flac', 'vorbis'];
/** Each takes a thread. */
const COPIES_AT_ONCE = 1;

/**
 * Decoded copies (32-bit float WAV) of files that cannot be read from the middle, so that playing and jumping in an
 * MP3 is as quick as in a WAV. Derived data, made in a worker thread. Weakness: 23 MB per minute of stereo at 48 kHz.
 */
export class DecodedCopies {
  readonly #blobs: Blobs;
  readonly #pool: WorkerPool;
  readonly #derived: DerivedFiles;
  readonly #gate = new Gate(COPIES_AT_ONCE);
  readonly #running = new Map<string, Promise<string>>();

  constructor(blobs: Blobs, pool: WorkerPool, derived: DerivedFiles) {
    this.#blobs = blobs;
    this.#pool = pool;
    this.#derived = derived;
  }

  /** The file to read samples from: the stored one, or its copy, which is made where it is missing. */
  async path(file: StoredFile & { readonly audio: AudioSummary }): Promise<string> {
    const { sha256, audio } = file;
    const stored = await this.#blobs.path(sha256);
    if (SEEKABLE.includes(audio.codec)) return stored;
    const copy = this.#derived.path(sha256, 'wav');
    if (existsSync(copy)) return copy;
    let running = this.#running.get(sha256);
    if (running === undefined) {
      // Without room for a copy the file itself still plays, slowly.
      running = this.#gate
        .run(() => this.#make(file, stored))
        .then(() => copy)
        .catch(() => stored)
        .finally(() => this.#running.delete(sha256));
      this.#running.set(sha256, running);
    }
    return await running;
  }

  async #make({ sha256, name }: StoredFile, path: string): Promise<void> {
    const work = new WorkFiles(this.#blobs);
    try {
      const outputPath = await work.path('.wav');
      await this.#pool.run({ kind: 'decode', file: { path, name }, outputPath });
      await this.#derived.keep(outputPath, sha256, 'wav');
    } finally {
      await work.remove();
    }
  }
}
