import { AudioError, type AudioSource } from '@studiohand/core/audio';
import type { AudioSummary } from '@studiohand/core/engine';
import { openAudio } from '@studiohand/node';
import type { DecodedCopies } from './decodedCopies.ts';
import type { StoredFile } from './overviews.ts';

/** Files kept open, so that playback does not open its file anew for every piece. */
const OPEN_FILES = 8;

interface Opened {
  readonly source: Promise<AudioSource>;
  users: number;
  evicted: boolean;
}

/** Stretches of `frameCount` frames each; each begins `everyFrames` after the one before. */
export interface Comb {
  readonly fromFrame: number;
  readonly frameCount: number;
  readonly stretchCount: number;
  readonly everyFrames: number;
}

/** A stored file with what is known of its samples. */
export type ReadableFile = StoredFile & { readonly audio: AudioSummary };

/** Reads samples of stored files. */
export class AudioShelf {
  readonly #copies: DecodedCopies;
  /** By hash, the one used last at the end. */
  readonly #opened = new Map<string, Opened>();

  constructor(copies: DecodedCopies) {
    this.#copies = copies;
  }

  /**
   * The stretches joined, as 32-bit floats, planar, little-endian; fewer frames than asked for at the end of the file.
   * Throws AudioError 'truncated' when the file holds less than it promised.
   */
  async pcm(
    file: ReadableFile,
    { fromFrame, frameCount, stretchCount, everyFrames }: Comb,
  ): Promise<{ frames: number; bytes: Uint8Array<ArrayBuffer> }> {
    const opened = this.#take(file);
    try {
      const source = await opened.source;
      const { channels, frameCount: length } = source.info;
      const starts = Array.from({ length: stretchCount }, (_, k) => fromFrame + k * everyFrames);
      const counts = starts.map((start) => Math.max(0, Math.min(frameCount, length - start)));
      const frames = counts.reduce((sum, count) => sum + count, 0);
      const out = new Float32Array(channels * frames);
      let done = 0;
      for (const [k, startFrame] of starts.entries()) {
        const end = done + counts[k]!;
        if (end === done) break;
        for await (const block of source.blocks({ startFrame, frameCount: counts[k]! })) {
          const count = Math.min(block.frames, end - done);
          for (const [c, samples] of block.channels.entries()) out.set(samples.subarray(0, count), c * frames + done);
          done += count;
        }
        if (done < end)
          throw new AudioError(
            'truncated',
            `The file ends at frame ${startFrame + counts[k]! - end + done}.`,
            'Import it again.',
          );
      }
      return { frames, bytes: new Uint8Array(out.buffer) };
    } finally {
      opened.users--;
      if (opened.evicted && opened.users === 0) await closeQuietly(opened);
    }
  }

  async close(): Promise<void> {
    for (const [sha256, opened] of this.#opened) {
      this.#opened.delete(sha256);
      opened.evicted = true;
      if (opened.users === 0) await closeQuietly(opened);
    }
  }

  #take(file: ReadableFile): Opened {
    const { sha256 } = file;
    let opened = this.#opened.get(sha256);
    this.#opened.delete(sha256);
    if (opened === undefined) {
      const source = this.#copies.path(file).then(openAudio);
      opened = { source, users: 0, evicted: false };
      // A file that could not be opened is tried again next time.
      source.catch(() => this.#opened.delete(sha256));
    }
    opened.users++;
    this.#opened.set(sha256, opened);
    if (this.#opened.size > OPEN_FILES) this.#evict();
    return opened;
  }

  #evict(): void {
    const [oldest] = this.#opened;
    if (oldest === undefined) return;
    this.#opened.delete(oldest[0]);
    oldest[1].evicted = true;
    if (oldest[1].users === 0) void closeQuietly(oldest[1]);
  }
}

async function closeQuietly({ source }: Opened): Promise<void> {
  await source.then((s) => s.close()).catch(() => undefined);
}
