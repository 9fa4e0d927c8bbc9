/**
 * Musical noise: lone bins that are left over sound like chirps. Kurtosis of the power spectrum where only the noise
 * sounds, after over before (Uemura et al., IWAENC 2008), mean logarithm over the bins: 0 leaves the noise as smooth as
 * it was; values over 1 chirp audibly. Weakness: needs a second of noise; reductions without a floor read high.
 */
import { type DspKernels, type RealFftKernel, windowOf } from '@studiohand/core/dsp';

const FRAME_SECONDS = 0.043;
/** Fewer windows have no kurtosis to speak of. */
const LEAST_WINDOWS = 24;
const LOWEST_HZ = 150;
const SILENCE = 1e-20;

export class MusicalNoise {
  readonly #size: number;
  readonly #first: number;
  readonly #kernel: RealFftKernel;
  readonly #window: Float64Array;
  readonly #frames: readonly [Float64Array, Float64Array];
  readonly #squares: readonly [Float64Array, Float64Array];
  readonly #fourths: readonly [Float64Array, Float64Array];
  #filled = 0;
  #windows = 0;

  constructor(sampleRateHz: number, kernels: DspKernels) {
    const size = 2 ** Math.max(6, Math.round(Math.log2(FRAME_SECONDS * sampleRateHz)));
    const pair = (length: number): readonly [Float64Array, Float64Array] => [
      new Float64Array(length),
      new Float64Array(length),
    ];
    this.#size = size;
    this.#first = Math.ceil((LOWEST_HZ * size) / sampleRateHz);
    this.#kernel = kernels.realFft(size);
    this.#window = windowOf('hann', size);
    this.#frames = pair(size);
    this.#squares = pair(size / 2);
    this.#fourths = pair(size / 2);
  }

  /** One sample of the noise, before and after. */
  push(before: number, after: number): void {
    this.#frames[0][this.#filled] = before;
    this.#frames[1][this.#filled] = after;
    if (++this.#filled === this.#size) this.#transform();
  }

  /** The next sample is not the neighbour of the last one. */
  endRegion(): void {
    this.#filled = 0;
  }

  /** Logarithm of the kurtosis ratio; NaN where there was too little noise. */
  get logKurtosisRatio(): number {
    if (this.#windows < LEAST_WINDOWS) return Number.NaN;
    let sum = 0;
    let bins = 0;
    for (let k = this.#first; k < this.#size / 2; k++) {
      const [a, b] = [this.#kurtosis(0, k), this.#kurtosis(1, k)];
      if (!(a > 0 && b > 0)) continue;
      sum += Math.log(b / a);
      bins++;
    }
    return bins > 0 ? sum / bins : Number.NaN;
  }

  #kurtosis(which: 0 | 1, k: number): number {
    const square = this.#squares[which][k] as number;
    return square > SILENCE ? ((this.#fourths[which][k] as number) * this.#windows) / (square * square) : Number.NaN;
  }

  #transform(): void {
    const { input, re, im } = this.#kernel;
    for (const which of [0, 1] as const) {
      const frame = this.#frames[which];
      for (let i = 0; i < this.#size; i++) input[i] = (frame[i] as number) * (this.#window[i] as number);
      this.#kernel.forward();
      const squares = this.#squares[which];
      const fourths = this.#fourths[which];
      for (let k = 0; k < squares.length; k++) {
        const power = (re[k] as number) ** 2 + (im[k] as number) ** 2;
        squares[k] = (squares[k] as number) + power * power;
        fourths[k] = (fourths[k] as number) + power ** 4;
      }
      frame.copyWithin(0, this.#size / 2);
    }
    this.#filled = this.#size / 2;
    this.#windows++;
  }
}
