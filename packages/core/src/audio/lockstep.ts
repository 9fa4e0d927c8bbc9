import { AudioError } from './error.ts';
import { type AudioSource, BLOCK_FRAMES } from './source.ts';

/** The same frames of several sources; `channels[s][c]` is channel c of source s, valid from index 0 to `frames`. */
export interface LockstepBlock {
  readonly channels: readonly (readonly Float64Array[])[];
  readonly frames: number;
  /** Frame number of index 0. */
  readonly position: number;
}

/** Settings of {@link lockstep}. */
export interface LockstepOptions {
  /** Frames to deliver; default: as many as the longest source has. Shorter sources are silent after their end. */
  readonly frameCount?: number;
  readonly blockFrames?: number;
  readonly signal?: AbortSignal;
}

/** Reads one source on, however it is cut into blocks, into arrays of a fixed size. */
class Reader {
  readonly channels: readonly Float64Array[];
  readonly #blocks: AsyncIterator<{ readonly channels: readonly Float64Array[]; readonly frames: number }>;
  #current: readonly Float64Array[] = [];
  #frames = 0;
  #used = 0;
  #ended = false;

  constructor(source: AudioSource, blockFrames: number, signal: AbortSignal | undefined) {
    this.channels = Array.from({ length: source.info.channels }, () => new Float64Array(blockFrames));
    this.#blocks = source.blocks(signal ? { signal } : {})[Symbol.asyncIterator]();
  }

  async fill(frames: number): Promise<void> {
    for (let at = 0; at < frames; ) {
      if (this.#used === this.#frames && !(await this.#next())) {
        for (const channel of this.channels) channel.fill(0, at, frames);
        return;
      }
      const count = Math.min(frames - at, this.#frames - this.#used);
      for (let c = 0; c < this.channels.length; c++) {
        const from = this.#current[c];
        const to = this.channels[c];
        to.set(count === from.length ? from : from.subarray(this.#used, this.#used + count), at);
      }
      at += count;
      this.#used += count;
    }
  }

  async #next(): Promise<boolean> {
    if (this.#ended) return false;
    const result = await this.#blocks.next();
    this.#ended = result.done === true;
    if (result.done) return false;
    this.#current = result.value.channels;
    this.#frames = result.value.frames;
    this.#used = 0;
    return true;
  }

  async close(): Promise<void> {
    await this.#blocks.return?.();
  }
}

/**
 * Streams several sources side by side, sample for sample, in blocks of one size whatever sizes they come in. The
 * arrays are valid until the next block is asked for and may be changed in place. Throws AudioError
 * 'invalid-parameter' when the rates differ.
 */
export async function* lockstep(
  sources: readonly AudioSource[],
  options: LockstepOptions = {},
): AsyncGenerator<LockstepBlock> {
  const { blockFrames = BLOCK_FRAMES, signal } = options;
  const [first] = sources;
  if (!first) return;
  for (const { info } of sources) {
    if (info.sampleRateHz !== first.info.sampleRateHz)
      throw new AudioError(
        'invalid-parameter',
        `${info.name} has ${info.sampleRateHz} Hz and ${first.info.name} ${first.info.sampleRateHz} Hz.`,
        'Bring the files to one sample rate first: studiohand convert FILE --sample-rate-hz RATE.',
      );
  }
  const total = options.frameCount ?? sources.reduce((most, { info }) => Math.max(most, info.frameCount), 0);
  const readers = sources.map((source) => new Reader(source, blockFrames, signal));
  const channels = readers.map((reader) => reader.channels);
  try {
    for (let position = 0; position < total; position += blockFrames) {
      signal?.throwIfAborted();
      const frames = Math.min(blockFrames, total - position);
      for (const reader of readers) await reader.fill(frames);
      yield { channels, frames, position };
    }
  } finally {
    for (const reader of readers) await reader.close();
  }
}
