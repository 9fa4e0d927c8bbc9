/**
 * Weighted prediction error (Nakatani et al. 2010) in one frequency bin: what can be predicted from frames long past,
 * with every frame weighted by the inverse of its dry power, is late reverberation. The normal equations' products do not
 * depend on the weights and are made once for all iterations. Every channel is predicted from its own past; all share the
 * weights. Batch: the caller brings a stretch of `frames` with `history` frames before it.
 * Weakness: a held tone is as predictable as a tail (the caller's to decline, see predictionGate.ts).
 */

import { solveHermitian } from './hermitianSolve.ts';

/** Power, relative to the mean, under which frames do not weigh more. */
const LEAST_POWER = 1e-5;
const LOADING = 1e-8;
/** Power, relative to the mean, of frames that do not count: behind a cut, tails end as no room does. */
const SILENT = 1e-8;
const SILENCE = 1e-20;

export interface PredictionSize {
  readonly frames: number;
  readonly channels: number;
  /** Frames between the present and the newest past frame used, and number of past frames used. */
  readonly delay: number;
  readonly taps: number;
}

const arrays = (count: number, length: number): Float64Array[] =>
  Array.from({ length: count }, () => new Float64Array(length));

export class WeightedPrediction {
  /** Per channel: `history` frames, then the stretch. Filled by the caller. */
  readonly re: readonly Float64Array[];
  readonly im: readonly Float64Array[];
  /** Per channel: what `run` predicted, to be subtracted. */
  readonly predictedRe: readonly Float64Array[];
  readonly predictedIm: readonly Float64Array[];
  readonly history: number;
  readonly #frames: number;
  readonly #delay: number;
  readonly #taps: number;
  readonly #weights: Float64Array;
  /** Products of frames with those `d` earlier, and of the present with the past of tap `d`: [channel * taps + d]. */
  readonly #lagRe: readonly Float64Array[];
  readonly #lagIm: readonly Float64Array[];
  readonly #nowRe: readonly Float64Array[];
  readonly #nowIm: readonly Float64Array[];
  /** Upper half of the matrix; then its factor. */
  readonly #matrixRe: Float64Array;
  readonly #matrixIm: Float64Array;
  readonly #filterRe: Float64Array;
  readonly #filterIm: Float64Array;

  constructor({ frames, channels, delay, taps }: PredictionSize) {
    this.history = delay + taps - 1;
    this.#frames = frames;
    this.#delay = delay;
    this.#taps = taps;
    const all = this.history + frames;
    this.re = arrays(channels, all);
    this.im = arrays(channels, all);
    this.predictedRe = arrays(channels, frames);
    this.predictedIm = arrays(channels, frames);
    this.#weights = new Float64Array(frames);
    this.#lagRe = arrays(channels * taps, all);
    this.#lagIm = arrays(channels * taps, all);
    this.#nowRe = arrays(channels * taps, frames);
    this.#nowIm = arrays(channels * taps, frames);
    this.#matrixRe = new Float64Array(taps * taps);
    this.#matrixIm = new Float64Array(taps * taps);
    this.#filterRe = new Float64Array(taps);
    this.#filterIm = new Float64Array(taps);
  }

  /** Predicts the stretch; weights start from the input's own power. */
  run(iterations: number): void {
    for (let c = 0; c < this.re.length; c++) {
      this.predictedRe[c].fill(0);
      this.predictedIm[c].fill(0);
      this.#multiply(c);
    }
    for (let i = 0; i < iterations; i++) {
      this.#weigh();
      for (let c = 0; c < this.re.length; c++) {
        this.#correlate(c);
        solveHermitian(this.#matrixRe, this.#matrixIm, this.#filterRe, this.#filterIm, LOADING);
        this.#predict(c);
      }
    }
  }

  #weigh(): void {
    const weights = this.#weights.fill(0);
    for (let c = 0; c < this.re.length; c++) {
      const re = this.re[c];
      const im = this.im[c];
      for (let t = 0; t < weights.length; t++) {
        const a = re[this.history + t] - this.predictedRe[c][t];
        const b = im[this.history + t] - this.predictedIm[c][t];
        weights[t] += a * a + b * b;
      }
    }
    let mean = 0;
    for (let t = 0; t < weights.length; t++) mean += weights[t];
    mean /= weights.length;
    const least = LEAST_POWER * mean;
    for (let t = 0; t < weights.length; t++)
      weights[t] = this.#present(t) > SILENT * mean + SILENCE ? 1 / Math.max(weights[t], least) : 0;
  }

  /** Power of the input in a frame. */
  #present(frame: number): number {
    let power = 0;
    for (let c = 0; c < this.re.length; c++)
      power += this.re[c][this.history + frame] ** 2 + this.im[c][this.history + frame] ** 2;
    return power;
  }

  #multiply(channel: number): void {
    const re = this.re[channel];
    const im = this.im[channel];
    const present = this.history;
    for (let d = 0; d < this.#taps; d++) {
      const lagRe = this.#lagRe[channel * this.#taps + d];
      const lagIm = this.#lagIm[channel * this.#taps + d];
      for (let n = d; n < re.length; n++) {
        lagRe[n] = re[n] * re[n - d] + im[n] * im[n - d];
        lagIm[n] = im[n] * re[n - d] - re[n] * im[n - d];
      }
      const nowRe = this.#nowRe[channel * this.#taps + d];
      const nowIm = this.#nowIm[channel * this.#taps + d];
      for (let t = 0; t < this.#frames; t++) {
        const n = present + t;
        const m = n - this.#delay - d;
        nowRe[t] = re[m] * re[n] + im[m] * im[n];
        nowIm[t] = im[m] * re[n] - re[m] * im[n];
      }
    }
  }

  /** The matrix's upper half and, in `filter`, the right-hand side. */
  #correlate(channel: number): void {
    const taps = this.#taps;
    const weights = this.#weights;
    for (let d = 0; d < taps; d++) {
      const lagRe = this.#lagRe[channel * taps + d];
      const lagIm = this.#lagIm[channel * taps + d];
      for (let i = 0; i < taps - d; i++) {
        const from = this.history - this.#delay - i;
        let re = 0;
        let im = 0;
        for (let t = 0; t < weights.length; t++) {
          re += weights[t] * lagRe[from + t];
          im += weights[t] * lagIm[from + t];
        }
        this.#matrixRe[i * taps + i + d] = re;
        this.#matrixIm[i * taps + i + d] = im;
      }
      const nowRe = this.#nowRe[channel * taps + d];
      const nowIm = this.#nowIm[channel * taps + d];
      let re = 0;
      let im = 0;
      for (let t = 0; t < weights.length; t++) {
        re += weights[t] * nowRe[t];
        im += weights[t] * nowIm[t];
      }
      this.#filterRe[d] = re;
      this.#filterIm[d] = im;
    }
  }

  #predict(channel: number): void {
    const re = this.re[channel];
    const im = this.im[channel];
    const outRe = this.predictedRe[channel].fill(0);
    const outIm = this.predictedIm[channel].fill(0);
    for (let i = 0; i < this.#taps; i++) {
      const p = this.#filterRe[i];
      const q = this.#filterIm[i];
      const from = this.history - this.#delay - i;
      for (let t = 0; t < this.#frames; t++) {
        outRe[t] += p * re[from + t] + q * im[from + t];
        outIm[t] += p * im[from + t] - q * re[from + t];
      }
    }
  }
}
