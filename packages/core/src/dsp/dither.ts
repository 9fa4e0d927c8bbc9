/**
 * Reduction to an integer depth: rounding, TPDF dither, or TPDF dither with psychoacoustic noise shaping.
 * TPDF: triangular, 2 LSB peak to peak, independent per channel, added once before rounding; makes mean and variance
 * of the error independent of the signal (Lipshitz, Wannamaker, Vanderkooy, JAES 40(5), 1992).
 * Shaping: error feedback with the 5-coefficient modified-E-weighted filter of Lipshitz, Vanderkooy and Wannamaker,
 * "Minimally Audible Noise Shaping", JAES 39(11), 1991, designed for 44.1 kHz and used at 40 to 56 kHz; at other rates
 * the curve would fall on wrong frequencies, so 'shaped' is plain TPDF there ({@link Ditherer.shaping} tells).
 * Digital silence is dithered like any other signal. Same seed, same bytes, whatever the block sizes.
 */
import { typescriptKernels } from './kernels/typescriptKernels.ts';
import type { DitherKernel, DspKernels } from './kernels.ts';
import { Prng } from './prng.ts';

/** Feedback of past errors, e[n-1] first. JAES 39(11), 1991, 5-coefficient modified E-weighted design. */
export const SHAPING_COEFFICIENTS: readonly number[] = [2.033, -2.165, 1.959, -1.59, 0.6149];

/** Settings of {@link Ditherer}. */
export interface DitherOptions {
  /** Integer depth of the result, 2 to 32. */
  readonly bits: number;
  readonly channels: number;
  readonly mode: 'none' | 'tpdf' | 'shaped';
  readonly sampleRateHz: number;
  /** Any unsigned 32-bit number; recorded in the plan. */
  readonly seed: number;
  /** Those of TypeScript by default. */
  readonly kernels?: DspKernels;
}

/** Quantises planar blocks in place to exact multiples of 2^-(bits-1), clipped to the integer range. */
export class Ditherer {
  /** Whether errors are fed back: asked for, and the rate is one the filter was made for. */
  readonly shaping: boolean;
  readonly #scale: number;
  readonly #lowest: number;
  readonly #highest: number;
  readonly #random: readonly Prng[];
  readonly #errors: Float64Array[];
  readonly #plain: DitherKernel | undefined;

  constructor({ bits, channels, mode, sampleRateHz, seed, kernels = typescriptKernels }: DitherOptions) {
    this.#scale = 2 ** (bits - 1);
    this.#lowest = -this.#scale;
    this.#highest = this.#scale - 1;
    this.shaping = mode === 'shaped' && sampleRateHz >= 40000 && sampleRateHz <= 56000;
    // A stride that keeps the seeds of channels apart: the golden ratio in 32 bits.
    const seeds = Array.from({ length: channels }, (_, c) => seed + Math.imul(c, 0x9e3779b1));
    this.#random = this.shaping ? seeds.map((one) => new Prng(one)) : [];
    this.#plain = mode !== 'none' && !this.shaping ? kernels.dither(bits, seeds) : undefined;
    this.#errors = Array.from({ length: channels }, () => new Float64Array(SHAPING_COEFFICIENTS.length));
  }

  process(channels: readonly Float64Array[], frames: number): void {
    if (this.#plain) {
      this.#plain.process(channels, frames);
      return;
    }
    for (let c = 0; c < channels.length; c++) {
      if (this.shaping) this.#shaped(channels[c], frames, c);
      else this.#round(channels[c], frames);
    }
  }

  #round(x: Float64Array, frames: number): void {
    for (let i = 0; i < frames; i++) x[i] = this.#clip(Math.round(x[i] * this.#scale)) / this.#scale;
  }

  #shaped(x: Float64Array, frames: number, channel: number): void {
    const random = this.#random[channel];
    const errors = this.#errors[channel];
    const [c0, c1, c2, c3, c4] = SHAPING_COEFFICIENTS;
    let [e0, e1, e2, e3, e4] = errors as unknown as number[];
    for (let i = 0; i < frames; i++) {
      const wanted = x[i] * this.#scale - (c0 * e0 + c1 * e1 + c2 * e2 + c3 * e3 + c4 * e4);
      const rounded = Math.round(wanted + random.centred() + random.centred());
      e4 = e3;
      e3 = e2;
      e2 = e1;
      e1 = e0;
      // The error of rounding, not of clipping: a clipped peak must not ring through the feedback.
      e0 = rounded - wanted;
      x[i] = this.#clip(rounded) / this.#scale;
    }
    errors.set([e0, e1, e2, e3, e4]);
  }

  #clip(value: number): number {
    return value > this.#highest ? this.#highest : value < this.#lowest ? this.#lowest : value;
  }
}
