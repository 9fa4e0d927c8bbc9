/**
 * A ByteSink into a file that appears only when it is complete and never replaces another one. Bytes go to
 * `.name.partial-<random>` in the same folder; `commit` syncs it to the drive and links it to its name, which fails
 * where the name is taken (link(2): EEXIST). Where the file system has no hard links (exFAT, some network drives) the
 * name is first reserved by an exclusive open and then replaced by rename.
 */
import { randomBytes } from 'node:crypto';
import { lstatSync } from 'node:fs';
import { type FileHandle, link, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AudioError, type ByteSink } from '@studiohand/core/audio';
import { addPartialFile, forgetPartialFile } from './partialFiles.ts';
import { systemCode, systemError } from './systemErrors.ts';

/** Bytes gathered before the file system is called. */
const BUFFER_BYTES = 1 << 20;
/** What link(2) says where hard links do not exist. */
const NO_LINKS: readonly string[] = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EXDEV'];

/** Begins `path`; a failed write removes what was written so far. Throws AudioError 'output-exists', 'not-writable' or 'disk-full'. */
export async function fileSink(path: string): Promise<ByteSink> {
  refuseExisting(path);
  // The longest file name of the usual file systems is 255 bytes; the mark takes 18 of them.
  const short = Buffer.from(basename(path)).subarray(0, 200).toString('utf8').replaceAll('�', '');
  const partial = join(dirname(path), `.${short}.partial-${randomBytes(4).toString('hex')}`);
  let handle: FileHandle;
  try {
    handle = await open(partial, 'wx');
  } catch (error) {
    throw systemError(error, path, 'writing');
  }
  addPartialFile(partial);
  return new FileSink(path, partial, handle);
}

function refuseExisting(path: string): void {
  try {
    if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return;
  } catch (error) {
    throw systemError(error, path, 'writing');
  }
  throw outputExists(path);
}

function outputExists(path: string): AudioError {
  return new AudioError(
    'output-exists',
    `${path}: the file exists already and is never overwritten`,
    'Choose another name or folder, or remove the file yourself.',
  );
}

class FileSink implements ByteSink {
  readonly #path: string;
  readonly #partial: string;
  readonly #handle: FileHandle;
  readonly #buffer = new Uint8Array(BUFFER_BYTES);
  #filled = 0;
  /** Bytes already handed to the file system. */
  #flushed = 0;
  #open = true;

  constructor(path: string, partial: string, handle: FileHandle) {
    this.#path = path;
    this.#partial = partial;
    this.#handle = handle;
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (bytes.length > BUFFER_BYTES - this.#filled) await this.#flush();
    if (bytes.length >= BUFFER_BYTES) {
      await this.#put(bytes, this.#flushed);
      this.#flushed += bytes.length;
      return;
    }
    this.#buffer.set(bytes, this.#filled);
    this.#filled += bytes.length;
  }

  async writeAt(offset: number, bytes: Uint8Array): Promise<void> {
    await this.#flush();
    await this.#put(bytes, offset);
    this.#flushed = Math.max(this.#flushed, offset + bytes.length);
  }

  async commit(): Promise<void> {
    try {
      await this.#flush();
      await this.#handle.sync();
      await this.#close();
      await this.#publish();
    } catch (error) {
      await this.abort();
      throw systemError(error, this.#path, 'writing');
    }
    forgetPartialFile(this.#partial);
  }

  async abort(): Promise<void> {
    await this.#close().catch(() => undefined);
    await rm(this.#partial, { force: true });
    forgetPartialFile(this.#partial);
  }

  async #flush(): Promise<void> {
    if (this.#filled === 0) return;
    await this.#put(this.#buffer.subarray(0, this.#filled), this.#flushed);
    this.#flushed += this.#filled;
    this.#filled = 0;
  }

  async #put(bytes: Uint8Array, position: number): Promise<void> {
    try {
      for (let done = 0; done < bytes.length; ) {
        const { bytesWritten } = await this.#handle.write(bytes, done, bytes.length - done, position + done);
        done += bytesWritten;
      }
    } catch (error) {
      // On a full drive the remainder must not wait for the caller to give its room back.
      await this.abort();
      throw systemError(error, this.#path, 'writing');
    }
  }

  async #close(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    await this.#handle.close();
  }

  async #publish(): Promise<void> {
    try {
      await link(this.#partial, this.#path);
    } catch (error) {
      if (systemCode(error) === 'EEXIST') throw outputExists(this.#path);
      if (!NO_LINKS.includes(systemCode(error))) throw error;
      const reserved = await open(this.#path, 'wx');
      await reserved.close();
      try {
        await rename(this.#partial, this.#path);
      } catch (failure) {
        await rm(this.#path, { force: true });
        throw failure;
      }
      return;
    }
    await rm(this.#partial, { force: true });
  }
}
