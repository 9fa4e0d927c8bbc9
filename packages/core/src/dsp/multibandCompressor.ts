/**
 * Compression in bands, streaming, in place: a crossover, one {@link Compressor} per band, and the sum. Phase-coherent:
 * with no reduction the result is the signal through an all-pass (or merely delayed, 'linear'), flat within 0.01 dB.
 * Latency: that of the crossover plus the look-ahead, which is the same in every band.
 * Weakness: neighbouring bands with different reduction bend the response around their crossing.
 */
import { Compressor, type CompressorOptions } from './compressor.ts';
import { bandBuffers, Crossover, type CrossoverOptions, sumBands } from './crossover.ts';
import { LinearPhaseCrossover } from './linearPhaseCrossover.ts';

/** Settings of one band; see {@link CompressorOptions}. */
export type BandCompression = Omit<CompressorOptions, 'sampleRateHz' | 'channels' | 'lookaheadMs' | 'keyFilters'>;

export interface MultibandOptions extends CrossoverOptions {
  /** From low to high, one more than there are crossings; undefined leaves a band as it is. */
  readonly bands: readonly (BandCompression | undefined)[];
  /** 'minimum' by default: Linkwitz-Riley. 'linear' costs latency. */
  readonly phase?: 'minimum' | 'linear';
  /** For every band; 0 by default. */
  readonly lookaheadMs?: number;
}

const PIECE = 1024;
const NOTHING = { thresholdDb: 0, ratio: 1, kneeDb: 0, attackMs: 1, releaseMs: 1 };

export class MultibandCompressor {
  readonly latencyFrames: number;
  /** Largest reduction of each band in the last {@link process}, in dB, 0 and up. */
  readonly reductionDb: Float64Array;
  readonly #crossover: Crossover | LinearPhaseCrossover;
  readonly #compressors: readonly Compressor[];
  readonly #bands: readonly (readonly Float64Array[])[];
  readonly #piece: readonly Float64Array[];

  /** Throws AudioError 'invalid-parameter'. */
  constructor({ bands, phase = 'minimum', lookaheadMs = 0, ...split }: MultibandOptions) {
    const { sampleRateHz, channels } = split;
    this.#crossover = phase === 'linear' ? new LinearPhaseCrossover(split) : new Crossover(split);
    const { bandCount } = this.#crossover;
    this.#compressors = Array.from(
      { length: bandCount },
      (_, b) => new Compressor({ ...(bands[b] ?? NOTHING), sampleRateHz, channels, lookaheadMs }),
    );
    this.latencyFrames = this.#crossover.latencyFrames + this.#compressors[0].latencyFrames;
    this.reductionDb = new Float64Array(bandCount);
    this.#bands = bandBuffers(bandCount, channels, PIECE);
    this.#piece = Array.from({ length: channels }, () => new Float64Array(PIECE));
  }

  process(channels: readonly Float64Array[], frames: number): void {
    this.reductionDb.fill(0);
    for (let done = 0; done < frames; done += PIECE) {
      const count = Math.min(PIECE, frames - done);
      for (let c = 0; c < this.#piece.length; c++)
        for (let i = 0; i < count; i++) this.#piece[c][i] = channels[c][done + i];
      this.#crossover.split(this.#piece, 0, count, this.#bands);
      for (let b = 0; b < this.#compressors.length; b++) {
        const compressor = this.#compressors[b];
        compressor.process(this.#bands[b], count);
        if (compressor.reductionDb > this.reductionDb[b]) this.reductionDb[b] = compressor.reductionDb;
      }
      sumBands(this.#bands, this.#piece, 0, count);
      for (let c = 0; c < this.#piece.length; c++)
        for (let i = 0; i < count; i++) channels[c][done + i] = this.#piece[c][i];
    }
  }

  reset(): void {
    this.#crossover.reset();
    for (const compressor of this.#compressors) compressor.reset();
  }
}
