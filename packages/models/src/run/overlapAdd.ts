/**
 * Blends the stems of overlapping chunks into one stream, and undoes the input gain. An offset that was taken off goes
 * to no stem: DC belongs to the residual. (Demucs adds it to each stem, so that they no longer sum to the mix.)
 */
import type { AudioBlock } from '@studiohand/core/audio';
import type { ChunkGeometry } from './chunkGeometry.ts';
import type { ChannelGroup } from './chunkReader.ts';
import type { InputLevel } from './inputLevel.ts';

export class OverlapAdd {
  readonly #geometry: ChunkGeometry;
  readonly #groups: readonly ChannelGroup[];
  readonly #stems: number;
  readonly #channels: number;
  readonly #level: InputLevel;
  readonly #totalFrames: number;
  /** By stem, then channel of the source. */
  readonly #sums: readonly Float64Array[];
  readonly #weightSum: Float64Array;
  readonly #output: readonly Float64Array[];
  #done = 0;

  constructor(
    geometry: ChunkGeometry,
    groups: readonly ChannelGroup[],
    stems: number,
    level: InputLevel,
    totalFrames: number,
  ) {
    this.#geometry = geometry;
    this.#groups = groups;
    this.#stems = stems;
    this.#channels = new Set(groups.flat()).size;
    this.#level = level;
    this.#totalFrames = totalFrames;
    const count = stems * this.#channels;
    this.#sums = Array.from({ length: count }, () => new Float64Array(geometry.usefulFrames));
    this.#output = Array.from({ length: count }, () => new Float64Array(geometry.usefulFrames));
    this.#weightSum = new Float64Array(geometry.usefulFrames);
  }

  /** Adds the stems of one group of the current chunk. */
  add(group: number, stems: Float32Array): void {
    const { chunkFrames, trimFrames, usefulFrames, weights } = this.#geometry;
    const indices = this.#groups[group] as ChannelGroup;
    // A channel that went in twice comes out as the mean of both.
    const share = indices.length === 2 && indices[0] === indices[1] ? 0.5 : 1;
    for (let s = 0; s < this.#stems; s++)
      for (let c = 0; c < indices.length; c++) {
        const sum = this.#sums[s * this.#channels + (indices[c] as number)] as Float64Array;
        const from = (s * indices.length + c) * chunkFrames + trimFrames;
        for (let i = 0; i < usefulFrames; i++)
          (sum[i] as number) += share * (weights[i] as number) * (stems[from + i] as number);
      }
  }

  /** Ends the current chunk: the frames that no later one touches, channels by stem. */
  next(index: number): AudioBlock {
    const { count, stepFrames, usefulFrames, weights } = this.#geometry;
    const { scale } = this.#level;
    for (let i = 0; i < usefulFrames; i++) (this.#weightSum[i] as number) += weights[i] as number;
    const ready = index + 1 === count ? usefulFrames : stepFrames;
    const frames = Math.min(ready, this.#totalFrames - this.#done);
    this.#sums.forEach((sum, c) => {
      const out = this.#output[c] as Float64Array;
      for (let i = 0; i < frames; i++) out[i] = (sum[i] as number) / (this.#weightSum[i] as number) / scale;
      sum.copyWithin(0, stepFrames);
      sum.fill(0, usefulFrames - stepFrames);
    });
    this.#weightSum.copyWithin(0, stepFrames);
    this.#weightSum.fill(0, usefulFrames - stepFrames);
    this.#done += frames;
    return { channels: this.#output, frames };
  }
}
