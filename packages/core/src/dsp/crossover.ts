/**
 * Splits a signal into bands that add up to an all-pass: fourth-order Linkwitz-Riley crossovers (S. Linkwitz, JAES 24(1),
 * 1976; S. Lipshitz and J. Vanderkooy, JAES 34(4), 1986) in a chain, each band passing the all-passes of the crossovers
 * above it, so that all bands stay in phase. Any number of bands; 24 dB/octave; -6 dB at the crossing.
 * A state-variable filter yields low-pass and all-pass of one Butterworth pair, and low-pass twice plus high-pass twice
 * is that all-pass exactly: the sum is flat to rounding (measured within 1e-9 dB at every rate). Latency: none.
 * Weakness: the phase turns a full circle around each crossing; for none take {@link LinearPhaseCrossover}.
 */
import { AudioError } from '../audio/index.ts';
import { typescriptKernels } from './kernels/typescriptKernels.ts';
import type { CrossoverKernel, DspKernels } from './kernels.ts';

/** Settings of the band splitters. */
export interface CrossoverOptions {
  readonly sampleRateHz: number;
  readonly channels: number;
  /** Crossings in rising order, below half the rate; one band more than there are crossings. None is one band. */
  readonly frequenciesHz: readonly number[];
  /** Those of TypeScript by default; a linear-phase crossover has no use for them. */
  readonly kernels?: DspKernels;
}

/** Planar bands: `bands[b][c]`. */
export type Bands = readonly (readonly Float64Array[])[];

/** Throws AudioError 'invalid-parameter' unless the crossings rise between 0 and half the rate. */
export function checkCrossings({ frequenciesHz, sampleRateHz }: CrossoverOptions): void {
  const rising = frequenciesHz.every((hz, i) => hz > (frequenciesHz[i - 1] ?? 0) && hz < sampleRateHz / 2);
  if (rising) return;
  throw new AudioError(
    'invalid-parameter',
    `crossover: ${frequenciesHz.join(', ')} Hz at a sample rate of ${sampleRateHz} Hz.`,
    'Give rising frequencies between 0 and half the sample rate.',
  );
}

export class Crossover {
  readonly latencyFrames: number = 0;
  readonly bandCount: number;
  readonly #kernel: CrossoverKernel;

  /** Throws AudioError 'invalid-parameter'. */
  constructor(options: CrossoverOptions) {
    checkCrossings(options);
    const { sampleRateHz, channels, frequenciesHz, kernels = typescriptKernels } = options;
    this.bandCount = frequenciesHz.length + 1;
    this.#kernel = kernels.crossover(sampleRateHz, channels, frequenciesHz);
  }

  /** Writes the bands of `count` frames from `offset` to the same places of `bands[b][c]`; the input stays. */
  split(channels: readonly Float64Array[], offset: number, count: number, bands: Bands): void {
    this.#kernel.split(channels, offset, count, bands);
  }

  reset(): void {
    this.#kernel.reset();
  }
}

/** Adds the bands up into `channels`, the inverse of a split up to its phase and latency. */
export function sumBands(bands: Bands, channels: readonly Float64Array[], offset: number, count: number): void {
  const end = offset + count;
  for (let c = 0; c < channels.length; c++) {
    const out = channels[c];
    const first = bands[0][c];
    for (let i = offset; i < end; i++) out[i] = first[i];
    for (let b = 1; b < bands.length; b++) {
      const band = bands[b][c];
      for (let i = offset; i < end; i++) out[i] += band[i];
    }
  }
}

/** Buffers for `bandCount` bands of `channels` channels of `frames` frames. */
export function bandBuffers(bandCount: number, channels: number, frames: number): Float64Array[][] {
  return Array.from({ length: bandCount }, () => Array.from({ length: channels }, () => new Float64Array(frames)));
}
