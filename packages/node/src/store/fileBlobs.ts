/**
 * The Blobs port on files: `<data>/blobs/ab/<sha256>`, where `ab` are the first two characters. Content is written to
 * `<data>/tmp`, synced, renamed to its name, and the folders synced, so a name always stands for complete content.
 */
import { createHash, randomUUID } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AudioError } from '@studiohand/core/audio';
import type { Blobs } from '@studiohand/core/engine';
import { systemCode, systemError } from '../systemErrors.ts';
import { DurableFiles, hashFile, openPlainFile } from './durableFiles.ts';
import type { StepHook } from './stepHook.ts';

/** A SHA-256 as it names a blob. */
const HASH = /^[0-9a-f]{64}$/;
const FOLDER = /^[0-9a-f]{2}$/;
/** Endings of temporary files: what a sound file has, and no way out of the folder. */
const ENDING = /^(\.[A-Za-z0-9]{1,12}){0,2}$/;

type Stored = { readonly sha256: string; readonly bytes: number };

export interface BlobOptions {
  /** Makes no folders and changes nothing. */
  readonly readOnly?: boolean;
  readonly onStep?: StepHook;
}

/** Opens the blobs of a data folder, and makes the folders unless `readOnly`. Throws AudioError. */
export async function openBlobs(folder: string, options: BlobOptions = {}): Promise<FileBlobs> {
  const blobs = new FileBlobs(folder, options.onStep);
  if (!options.readOnly) await blobs.prepare();
  return blobs;
}

export class FileBlobs implements Blobs {
  readonly #files: DurableFiles;
  readonly #data: string;
  readonly #root: string;
  readonly #temporary: string;
  /** Publishing and removing take turns, so that no blob is removed while another writer finds it present. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(folder: string, onStep?: StepHook) {
    this.#files = new DurableFiles(onStep);
    this.#data = folder;
    this.#root = join(folder, 'blobs');
    this.#temporary = join(folder, 'tmp');
  }

  /** Makes the folders. Throws AudioError 'not-writable' where one of them is a link or cannot be made. */
  async prepare(): Promise<void> {
    try {
      for (const folder of [this.#root, this.#temporary]) {
        await this.#files.makeFolder(folder);
        await refuseLink(folder);
      }
      await this.#files.syncFolder(this.#data);
    } catch (error) {
      throw systemError(error, this.#data, 'writing');
    }
  }

  async add(
    bytes: AsyncIterable<Uint8Array>,
    { maxBytes = Number.POSITIVE_INFINITY, signal, onFile }: NonNullable<Parameters<Blobs['add']>[1]> = {},
  ): Promise<Stored> {
    const path = await this.temporaryPath('.part');
    try {
      const handle = await this.#files.create(path);
      onFile?.(path);
      const hash = createHash('sha256');
      let length = 0;
      try {
        for await (const part of bytes) {
          signal?.throwIfAborted();
          length += part.length;
          if (length > maxBytes) throw tooLarge(maxBytes);
          hash.update(part);
          await this.#files.write(handle, part);
        }
        signal?.throwIfAborted();
        await this.#files.syncFile(handle);
      } finally {
        await handle.close();
      }
      return await this.#publish(path, { sha256: hash.digest('hex'), bytes: length });
    } catch (error) {
      await this.#files.remove(path);
      if (signal?.aborted) throw cancelled(signal);
      throw typeof error === 'object' && error !== null && 'syscall' in error
        ? systemError(error, path, 'writing')
        : error;
    }
  }

  async adopt(path: string): Promise<Stored> {
    try {
      const handle = await openPlainFile(path, constants.O_RDWR);
      let stored: Stored;
      try {
        stored = await hashFile(handle);
        await this.#files.syncFile(handle);
      } finally {
        await handle.close();
      }
      return await this.#publish(path, stored);
    } catch (error) {
      if (systemCode(error) === 'EXDEV') {
        throw new AudioError(
          'invalid-parameter',
          `${path} is on another drive than ${this.#root}`,
          'Write it to the temporary folder of the studio first.',
          { cause: error },
        );
      }
      throw systemError(error, path, systemCode(error) === 'ENOENT' ? 'reading' : 'writing');
    }
  }

  async path(sha256: string): Promise<string> {
    const path = this.#pathOf(sha256);
    const stats = await statsOf(path);
    if (stats?.isFile()) return path;
    if (stats) throw notPlain(path);
    throw new AudioError(
      'not-found',
      `The stored file ${sha256} is missing`,
      'Run "studiohand sessions verify" to see what else is missing, and restore it from a backup.',
    );
  }

  async temporaryPath(ending: string): Promise<string> {
    if (!ENDING.test(ending)) {
      throw new AudioError('invalid-parameter', `'${ending}' is no ending of a file name`, 'Give one such as ".wav".');
    }
    return join(this.#temporary, `${randomUUID()}${ending}`);
  }

  async remove(sha256: string): Promise<void> {
    const path = this.#pathOf(sha256);
    await this.#inTurn(async () => {
      if ((await statsOf(path)) === undefined) return;
      await this.#files.remove(path);
      await this.#files.syncFolder(dirname(path));
    }).catch((error: unknown) => {
      throw systemError(error, path, 'writing');
    });
  }

  /** Hashes of all blobs, in order. What has no hash for a name, or is no plain file, is not listed. */
  async *list(): AsyncIterable<string> {
    for (const folder of await namesIn(this.#root, FOLDER, 'folder')) {
      for (const name of await namesIn(join(this.#root, folder), HASH, 'file')) if (name.startsWith(folder)) yield name;
    }
  }

  /** Names in the folder of work in progress. */
  async temporaryFiles(): Promise<readonly string[]> {
    return namesIn(this.#temporary, /^/, 'any');
  }

  /**
   * Removes what a crash left in the folder of work in progress; returns how many names. For the start, before
   * anything is written: it would take unfinished files away.
   */
  async recover(): Promise<{ readonly removedTemporaryFiles: number }> {
    const names = await this.temporaryFiles();
    for (const name of names) await this.#files.remove(join(this.#temporary, name));
    return { removedTemporaryFiles: names.length };
  }

  /** Moves a synced file to the name of its content. The same content is kept once, a damaged copy replaced. */
  #publish(from: string, stored: Stored): Promise<Stored> {
    return this.#inTurn(async () => {
      const path = this.#pathOf(stored.sha256);
      await this.#files.makeFolder(dirname(path));
      await refuseLink(dirname(path));
      const present = await statsOf(path);
      if (present && !present.isFile()) throw notPlain(path);
      if (present?.size === stored.bytes) await this.#files.remove(from);
      else await this.#files.rename(from, path);
      await this.#files.syncFolder(dirname(path));
      await this.#files.syncFolder(this.#root);
      return stored;
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  #pathOf(sha256: string): string {
    if (HASH.test(sha256)) return join(this.#root, sha256.slice(0, 2), sha256);
    throw new AudioError(
      'invalid-parameter',
      `'${sha256.slice(0, 80)}' is no SHA-256`,
      'Give 64 hexadecimal digits in lower case.',
    );
  }
}

async function statsOf(path: string): Promise<Stats | undefined> {
  return lstat(path).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return undefined;
    throw systemError(error, path, 'reading');
  });
}

async function refuseLink(folder: string): Promise<void> {
  if ((await lstat(folder)).isDirectory()) return;
  throw new AudioError('not-writable', `${folder} is a link, not a folder`, 'Put the whole data folder there instead.');
}

async function namesIn(folder: string, pattern: RegExp, kind: 'file' | 'folder' | 'any'): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return [];
    throw systemError(error, folder, 'reading');
  });
  return entries
    .filter((entry) => kind === 'any' || (kind === 'file' ? entry.isFile() : entry.isDirectory()))
    .map((entry) => entry.name)
    .filter((name) => pattern.test(name))
    .sort();
}

function notPlain(path: string): AudioError {
  return new AudioError('corrupt', `${path} is a link or a folder where a stored file should be`, 'Move it away.');
}

function tooLarge(maxBytes: number): AudioError {
  return new AudioError('too-large', `There are more than ${maxBytes} bytes`, 'Give a smaller file.');
}

function cancelled(signal: AbortSignal): AudioError {
  if (signal.reason instanceof AudioError) return signal.reason;
  return new AudioError('cancelled', 'Storing the file was cancelled', 'Nothing was kept; start again when you like.');
}
