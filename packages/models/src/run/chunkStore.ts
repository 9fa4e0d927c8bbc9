/**
 * Finished chunks as files, named after what went into them: the hash of model, descriptor and samples. A run that was
 * cut off finds them again and goes on from there; another song or another version finds nothing. Each file carries
 * the hash of its content, so half-written or damaged ones do not count.
 */
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemError } from '@studiohand/node/files';

const HASH_BYTES = 32;

function contentHash(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}

function bytesOf(samples: Float32Array): Uint8Array {
  return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
}

/** Writes stems to `path`, complete or not at all. */
export function writeStems(path: string, stems: Float32Array): void {
  const bytes = bytesOf(stems);
  const partial = `${path}.${randomBytes(4).toString('hex')}.partial`;
  try {
    writeFileSync(partial, Buffer.concat([contentHash(bytes), bytes]));
    renameSync(partial, path);
  } catch (error) {
    rmSync(partial, { force: true });
    throw systemError(error, path, 'writing');
  }
}

export class ChunkStore {
  readonly #folder: string;
  readonly #keep: boolean;
  readonly #modelKey: string;
  readonly #kept = new Set<string>();

  /** `folder` keeps chunks beyond a crash; without one they go through a temporary folder and are not kept. */
  constructor(modelKey: string, folder?: string) {
    this.#modelKey = modelKey;
    this.#keep = folder !== undefined;
    try {
      if (folder !== undefined) mkdirSync(folder, { recursive: true });
      this.#folder = folder ?? mkdtempSync(join(tmpdir(), 'studiohand-stems-'));
    } catch (error) {
      throw systemError(error, folder ?? tmpdir(), 'writing');
    }
  }

  /** Where the stems of this input belong. */
  pathOf(index: number, mix: Float32Array): string {
    if (!this.#keep) return join(this.#folder, `${index}.stems`);
    const key = createHash('sha256').update(this.#modelKey).update(bytesOf(mix)).digest('hex');
    const path = join(this.#folder, `${key}.stems`);
    this.#kept.add(path);
    return path;
  }

  /** Stems that an earlier run finished, `length` samples. */
  find(path: string, length: number): Float32Array | undefined {
    if (!this.#keep) return undefined;
    try {
      return stemsIn(readFileSync(path), length);
    } catch {
      return undefined;
    }
  }

  /** Stems just written to `path`. */
  async take(path: string, length: number): Promise<Float32Array> {
    const stems = stemsIn(await readFile(path), length);
    if (!stems) throw systemError(new Error('a chunk of stems did not survive on the drive'), path, 'reading');
    if (!this.#keep) rmSync(path, { force: true });
    return stems;
  }

  /** Ends the run. `finished`: nothing has to be found again. */
  close(finished: boolean): void {
    if (!this.#keep) rmSync(this.#folder, { recursive: true, force: true });
    else if (finished) for (const path of this.#kept) rmSync(path, { force: true });
  }
}

function stemsIn(file: Buffer, length: number): Float32Array | undefined {
  const bytes = file.subarray(HASH_BYTES);
  if (bytes.length !== 4 * length || !contentHash(bytes).equals(file.subarray(0, HASH_BYTES))) return undefined;
  return new Float32Array(file.buffer.slice(file.byteOffset + HASH_BYTES, file.byteOffset + file.length));
}
