import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Blobs, Store } from '@studiohand/core/engine';

/** Files that can be computed again from a blob: named by its hash, in a folder of their own. */
export class DerivedFiles {
  readonly #folder: string;

  constructor(dataFolder: string) {
    this.#folder = join(dataFolder, 'derived');
  }

  path(sha256: string, ending: string): string {
    return join(this.#folder, `${sha256}.${ending}`);
  }

  /** Moves a finished file into place. */
  async keep(temporary: string, sha256: string, ending: string): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    await rename(temporary, this.path(sha256, ending));
  }

  /** Removes what was derived from blobs that nothing points to any more. */
  async sweep(store: Store): Promise<void> {
    const names = await readdir(this.#folder).catch(() => []);
    for (const sha256 of new Set(names.map((name) => name.split('.')[0] ?? ''))) {
      if (!(await store.isReferenced(sha256))) await this.forget(sha256);
    }
  }

  /** Removes everything derived from a blob. */
  async forget(sha256: string): Promise<void> {
    for (const name of await readdir(this.#folder).catch(() => [])) {
      if (name.startsWith(`${sha256}.`)) await rm(join(this.#folder, name), { force: true });
    }
  }
}

/** Temporary files and folders of one piece of work; `remove` takes away what is left of them, parts being written included. */
export class WorkFiles {
  readonly #blobs: Blobs;
  readonly #paths: string[] = [];

  constructor(blobs: Blobs) {
    this.#blobs = blobs;
  }

  async path(ending: string): Promise<string> {
    const path = await this.#blobs.temporaryPath(ending);
    this.#paths.push(path);
    return path;
  }

  async remove(): Promise<void> {
    for (const path of this.#paths) {
      const name = basename(path);
      for (const found of await readdir(dirname(path)).catch(() => [])) {
        if (found === name || found.startsWith(`.${name}.partial-`))
          await rm(join(dirname(path), found), { force: true, recursive: true });
      }
    }
  }
}
