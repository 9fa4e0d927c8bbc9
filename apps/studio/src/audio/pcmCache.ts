/**
 * A PcmReader in front of another that keeps the blocks read last and never asks twice for one on its way: player,
 * waveform and spectrogram share it. Reads of more than a few blocks go past it, since they would push out everything
 * else. Memory: the budget, plus what is on its way.
 */
import type { AudioKind, PcmReader } from './program.ts';

/** Frames of one block; of stereo 256 kB. */
export const BLOCK_FRAMES = 32768;
/** Longer reads are not kept. */
const MOST_FRAMES = 4 * BLOCK_FRAMES;
const DEFAULT_BUDGET_BYTES = 16 * 1024 * 1024;

export class PcmCache implements PcmReader {
  readonly #reader: PcmReader;
  readonly #budgetBytes: number;
  /** In order of last use. */
  readonly #blocks = new Map<string, Float32Array[]>();
  readonly #pending = new Map<string, Promise<Float32Array[]>>();
  #bytes = 0;

  constructor(reader: PcmReader, budgetBytes: number = DEFAULT_BUDGET_BYTES) {
    this.#reader = reader;
    this.#budgetBytes = budgetBytes;
  }

  /** Bytes of samples held. */
  get bytes(): number {
    return this.#bytes;
  }

  async read(
    kind: AudioKind,
    id: string,
    fromFrame: number,
    frameCount: number,
    signal?: AbortSignal,
  ): Promise<Float32Array[]> {
    if (frameCount > MOST_FRAMES) return await this.#reader.read(kind, id, fromFrame, frameCount, signal);
    const first = Math.floor(fromFrame / BLOCK_FRAMES);
    const last = Math.floor((fromFrame + Math.max(1, frameCount) - 1) / BLOCK_FRAMES);
    const blocks = await Promise.all(
      Array.from({ length: last - first + 1 }, (_, i) => this.#block(kind, id, first + i)),
    );
    signal?.throwIfAborted();
    const start = fromFrame - first * BLOCK_FRAMES;
    const filled = blocks.reduce((sum, block) => sum + (block[0]?.length ?? 0), 0);
    const count = Math.max(0, Math.min(frameCount, filled - start));
    return (blocks[0] ?? []).map((_, c) => {
      const out = new Float32Array(count);
      for (let b = 0; b < blocks.length; b++) {
        const at = b * BLOCK_FRAMES - start;
        const samples = blocks[b]![c];
        if (samples) out.set(samples.subarray(Math.max(0, -at), Math.max(0, count - at)), Math.max(0, at));
      }
      return out;
    });
  }

  /** Whether a read would be answered without asking the reader. */
  has(kind: AudioKind, id: string, fromFrame: number, frameCount: number): boolean {
    const last = Math.floor((fromFrame + Math.max(1, frameCount) - 1) / BLOCK_FRAMES);
    for (let b = Math.floor(fromFrame / BLOCK_FRAMES); b <= last; b++)
      if (!this.#blocks.has(`${kind}/${id}/${b}`)) return false;
    return true;
  }

  #block(kind: AudioKind, id: string, index: number): Promise<Float32Array[]> {
    const key = `${kind}/${id}/${index}`;
    const held = this.#blocks.get(key);
    if (held) {
      this.#blocks.delete(key);
      this.#blocks.set(key, held);
      return Promise.resolve(held);
    }
    const pending = this.#pending.get(key);
    if (pending) return pending;
    const reading = this.#reader
      .read(kind, id, index * BLOCK_FRAMES, BLOCK_FRAMES)
      .then((block) => {
        this.#keep(key, block);
        return block;
      })
      .finally(() => this.#pending.delete(key));
    this.#pending.set(key, reading);
    return reading;
  }

  #keep(key: string, block: Float32Array[]): void {
    this.#blocks.set(key, block);
    this.#bytes += bytesOf(block);
    for (const [oldest, samples] of this.#blocks) {
      if (this.#bytes <= this.#budgetBytes || oldest === key) break;
      this.#blocks.delete(oldest);
      this.#bytes -= bytesOf(samples);
    }
  }
}

function bytesOf(block: readonly Float32Array[]): number {
  return block.reduce((sum, channel) => sum + channel.byteLength, 0);
}
