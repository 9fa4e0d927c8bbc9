import type { Blobs, Store } from '@studiohand/core/engine';
import type { DerivedFiles } from './derivedFiles.ts';

/**
 * Removes stored files that nothing points to any more. While a file is on its way in, whose record is still to come,
 * nothing is removed; what is left then goes at the next start.
 */
export class BlobKeeper {
  readonly #store: Store;
  readonly #blobs: Blobs;
  readonly #derived: DerivedFiles;
  #arriving = 0;

  constructor(store: Store, blobs: Blobs, derived: DerivedFiles) {
    this.#store = store;
    this.#blobs = blobs;
    this.#derived = derived;
  }

  /** Runs work that stores a file first and its record later. */
  async arriving<T>(work: () => Promise<T>): Promise<T> {
    this.#arriving++;
    try {
      return await work();
    } finally {
      this.#arriving--;
    }
  }

  /** Removes those of the files that nothing points to. */
  async collect(hashes: Iterable<string>): Promise<void> {
    for (const sha256 of new Set(hashes)) {
      if (this.#arriving > 0) return;
      if (await this.#store.isReferenced(sha256)) continue;
      await this.#blobs.remove(sha256);
      await this.#derived.forget(sha256);
    }
  }
}
