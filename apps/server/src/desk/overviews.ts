import { AudioError } from '@studiohand/core/audio';
import type { AudioSummary, Blobs } from '@studiohand/core/engine';
import { clampPeaks, type PeakSlice, readPeakFile } from '../overview/peakFile.ts';
import { peakLevels } from '../overview/peakPyramid.ts';
import type { FileRef, Growing, GrowingPeaks, TaskResults } from '../workers/tasks.ts';
import type { TaskOptions, WorkerPool } from '../workers/workerPool.ts';
import { type DerivedFiles, WorkFiles } from './derivedFiles.ts';
import { Gate } from './gate.ts';

/** Each takes a thread. */
const FILES_AT_ONCE = 2;

/** A file of the store with the name people know it by. */
export interface StoredFile {
  readonly sha256: string;
  readonly name: string;
}

/** Which peaks are asked for. */
export interface PeakRequest {
  readonly framesPerPeak: number;
  readonly fromPeak: number;
  readonly peakCount: number;
}

/** Measures files in worker threads, one pass for levels and overview together, and reads overviews. */
export class Overviews {
  readonly #blobs: Blobs;
  readonly #pool: WorkerPool;
  readonly #derived: DerivedFiles;
  readonly #following = new Gate(FILES_AT_ONCE);
  readonly #measuring = new Gate(FILES_AT_ONCE);
  readonly #running = new Map<string, Promise<TaskResults['overview']>>();

  constructor(blobs: Blobs, pool: WorkerPool, derived: DerivedFiles) {
    this.#blobs = blobs;
    this.#pool = pool;
    this.#derived = derived;
  }

  /** Levels of a blob; its overview is on the drive afterwards. Throws AudioError when it is no audio. */
  async measure({ sha256, name }: StoredFile, options: TaskOptions = {}): Promise<TaskResults['overview']> {
    const path = await this.#blobs.path(sha256);
    return await this.#measuring.run(() => this.#pass({ path, name }, undefined, async () => sha256, options));
  }

  /**
   * The same for a file that is still arriving; `hash` resolves once it is stored. Undefined where it cannot be read
   * before it is whole, or when many files arrive at once: then measure it afterwards.
   */
  async follow(
    file: FileRef,
    growing: Growing,
    hash: Promise<string>,
    options: TaskOptions,
  ): Promise<TaskResults['overview'] | undefined> {
    if (!this.#following.hasRoom) return undefined;
    return await this.#following.run(() => this.#pass(file, growing, () => hash, options)).catch(() => undefined);
  }

  async #pass(
    file: FileRef,
    growing: Growing | undefined,
    hash: () => Promise<string>,
    options: TaskOptions,
  ): Promise<TaskResults['overview']> {
    const work = new WorkFiles(this.#blobs);
    try {
      const peaksPath = await work.path('.peaks');
      const task = { kind: 'overview', file, peaksPath, ...(growing && { growing }) } as const;
      const result = await this.#pool.run(task, options);
      await this.#derived.keep(peaksPath, await hash(), 'peaks');
      return result;
    } finally {
      await work.remove();
    }
  }

  /** Peaks of one zoom level; an overview that is gone is computed again. */
  async peaks(file: StoredFile & { readonly audio: AudioSummary }, request: PeakRequest): Promise<PeakSlice> {
    const { framesPerPeak, fromPeak, peakCount } = request;
    const path = this.#derived.path(file.sha256, 'peaks');
    const read = () => readPeakFile(path, file.audio, framesPerPeak, fromPeak, peakCount);
    let slice = await read();
    if (slice === undefined) {
      await this.#again(file);
      slice = await read();
    }
    if (slice) return slice;
    throw noLevel(file.audio, framesPerPeak);
  }

  #again(file: StoredFile): Promise<unknown> {
    const running =
      this.#running.get(file.sha256) ?? this.measure(file).finally(() => this.#running.delete(file.sha256));
    this.#running.set(file.sha256, running);
    return running;
  }
}

/** Peaks of an overview that is still being filled; what is not there yet is 0. */
export function growingSlice({ audio, values }: GrowingPeaks, request: PeakRequest): PeakSlice {
  const level = peakLevels(audio.channels, audio.frameCount).find((l) => l.framesPerPeak === request.framesPerPeak);
  if (level === undefined) throw noLevel(audio, request.framesPerPeak);
  const { from, count } = clampPeaks(level, request.fromPeak, request.peakCount);
  const out = new Int16Array(audio.channels * count * 2);
  for (let c = 0; c < audio.channels; c++) {
    const at = level.offset + (c * level.peakCount + from) * 2;
    out.set(values.subarray(at, at + count * 2), c * count * 2);
  }
  return { peakCount: count, bytes: new Uint8Array(out.buffer) };
}

function noLevel({ channels, frameCount }: AudioSummary, framesPerPeak: number): AudioError {
  const known = peakLevels(channels, frameCount).map((level) => level.framesPerPeak);
  return new AudioError(
    'invalid-parameter',
    `framesPerPeak: there is no overview with ${framesPerPeak} frames per peak.`,
    `Choose one of ${known.join(', ')}.`,
  );
}
