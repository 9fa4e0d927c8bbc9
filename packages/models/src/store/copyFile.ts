/** Copies a file while hashing it: what is hashed is what was written. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { AudioError } from '@studiohand/core/audio';
import { systemError } from '@studiohand/node/files';

/** The largest file that protobuf, and so ONNX, can hold. */
export const MAX_MODEL_BYTES: number = 2 ** 31;

export interface Copied {
  readonly bytes: number;
  readonly sha256: string;
}

/** Copies `from` to `to`, which must not exist. Throws AudioError; then nothing is left at `to`. */
export async function copyHashed(from: string, to: string, signal?: AbortSignal): Promise<Copied> {
  const hash = createHash('sha256');
  let bytes = 0;
  let target: FileHandle | undefined;
  try {
    target = await open(to, 'wx').catch((error: unknown) => {
      throw systemError(error, to, 'writing');
    });
    for await (const part of createReadStream(from, { highWaterMark: 1 << 20 })) {
      signal?.throwIfAborted();
      const chunk = part as Buffer;
      bytes += chunk.length;
      if (bytes > MAX_MODEL_BYTES) throw tooLarge(from);
      hash.update(chunk);
      await target.writeFile(chunk).catch((error: unknown) => {
        throw systemError(error, to, 'writing');
      });
    }
    await target.sync();
    await target.close();
  } catch (error) {
    await target?.close().catch(() => undefined);
    if (target) await rm(to, { force: true });
    if (signal?.aborted) throw signal.reason;
    throw systemError(error, from, 'reading');
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** SHA-256 of a file, in hexadecimal. Throws AudioError. */
export async function hashFile(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  try {
    for await (const part of createReadStream(path, { highWaterMark: 1 << 20 })) {
      signal?.throwIfAborted();
      hash.update(part as Buffer);
    }
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    throw systemError(error, path, 'reading');
  }
  return hash.digest('hex');
}

function tooLarge(path: string): AudioError {
  return new AudioError(
    'too-large',
    `${path}: an ONNX file is 2 GiB at most`,
    'Export the model in half precision, or take a smaller one.',
  );
}
