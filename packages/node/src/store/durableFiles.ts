/**
 * The few changes to the disk that blobs are made of, each told to a hook before and after. A file is durable after
 * `syncFile`, its name after `syncFolder` of the folder it is in (fsync(2)). Weakness: Windows cannot sync folders.
 */
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, rename, rm } from 'node:fs/promises';
import { AudioError } from '@studiohand/core/audio';
import { systemCode } from '../systemErrors.ts';
import type { StepHook } from './stepHook.ts';

/** Bytes read at a time while hashing. */
const READ_BYTES = 1 << 20;
/** Not to follow a link where the system can be told so. */
const NO_FOLLOW: number = constants.O_NOFOLLOW ?? 0;

export class DurableFiles {
  readonly #onStep: StepHook;

  constructor(onStep: StepHook = (): void => undefined) {
    this.#onStep = onStep;
  }

  /** Makes a file that did not exist, for writing by this user alone. */
  create(path: string): Promise<FileHandle> {
    return this.#step('create', () => open(path, 'wx', 0o600));
  }

  /** Writes all of `bytes` at the handle's place. */
  async write(handle: FileHandle, bytes: Uint8Array): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      const { bytesWritten } = await this.#step('write', () => handle.write(bytes, done));
      done += bytesWritten;
    }
  }

  syncFile(handle: FileHandle): Promise<void> {
    return this.#step('sync', () => handle.sync());
  }

  rename(from: string, to: string): Promise<void> {
    return this.#step('rename', () => rename(from, to));
  }

  /** Makes a folder and those above it; they may exist. */
  async makeFolder(path: string): Promise<void> {
    await this.#step('make folder', () => mkdir(path, { recursive: true }));
  }

  async syncFolder(path: string): Promise<void> {
    if (process.platform === 'win32') return;
    const handle = await open(path, constants.O_RDONLY);
    try {
      await this.#step('sync folder', () => handle.sync());
    } finally {
      await handle.close();
    }
  }

  /** Removes a file or folder that may be gone already. */
  remove(path: string): Promise<void> {
    return this.#step('remove', () => rm(path, { force: true, recursive: true }));
  }

  async #step<T>(name: string, work: () => Promise<T>): Promise<T> {
    this.#onStep(`${name} before`);
    const result = await work();
    this.#onStep(`${name} after`);
    return result;
  }
}

/** Opens an existing plain file. Throws AudioError 'not-a-file' for links, folders and devices. */
export async function openPlainFile(path: string, flags: number = constants.O_RDONLY): Promise<FileHandle> {
  const refuse = (): AudioError =>
    new AudioError('not-a-file', `${path}: this is a link, a folder or a device, not a file`, 'Give the file itself.');
  if (!(await lstat(path)).isFile()) throw refuse();
  let handle: FileHandle;
  try {
    handle = await open(path, flags | NO_FOLLOW);
  } catch (error) {
    throw systemCode(error) === 'ELOOP' ? refuse() : error;
  }
  if ((await handle.stat()).isFile()) return handle;
  await handle.close();
  throw refuse();
}

/** SHA-256 in hexadecimal and length in bytes of an opened file. Throws the signal's reason when it is aborted. */
export async function hashFile(
  handle: FileHandle,
  signal?: AbortSignal,
): Promise<{ readonly sha256: string; readonly bytes: number }> {
  const hash = createHash('sha256');
  const buffer = new Uint8Array(READ_BYTES);
  let bytes = 0;
  for (;;) {
    signal?.throwIfAborted();
    const { bytesRead } = await handle.read(buffer, 0, READ_BYTES, bytes);
    if (bytesRead === 0) return { sha256: hash.digest('hex'), bytes };
    hash.update(buffer.subarray(0, bytesRead));
    bytes += bytesRead;
  }
}
