import type { DspKernels, RealFftKernel } from '../kernels.ts';
import { bandEdges, NOISE_BANDS } from './noiseBands.ts';
import { rootHann } from './resolutions.ts';

/** Weights fall with this power of the expected error. */
const STEEPNESS = 6;
/** Smoothing of the expected error over five tiles. */
const SMOOTHING: readonly number[] = [1 / 12, 1 / 4, 1 / 3, 1 / 4, 1 / 12];
const LEAST_RISK = 1e-30;
const OVERLAP = 2;

/**
 * Blends the outputs of several resolutions by their expected error, tile by tile and band by band, in a transform of
 * one tile's length. Weights lie between those of the two nearest tiles. What leaves is 3.75 tiles behind the end of
 * the newest tile worked.
 */
export class NoiseBlend {
  /** Per channel, the tile of samples that the last call completed. */
  readonly outputs: readonly Float64Array[];
  readonly #tile: number;
  readonly #fft: RealFftKernel;
  readonly #window: Float64Array;
  readonly #edges: Int32Array;
  readonly #sums: readonly Float64Array[];
  /** Expected errors of the last five tiles, oldest first: `[resolution][tile * bands + band]`. */
  readonly #risks: readonly Float64Array[];
  /** Weights of three tiles, oldest first: `[resolution][tile * bands + band]`. */
  readonly #weights: readonly Float64Array[];
  readonly #mixed: Float64Array;
  readonly #re: Float32Array;
  readonly #im: Float32Array;

  /** `tileFrames`: a power of two. */
  constructor(sampleRateHz: number, tileFrames: number, channels: number, resolutions: number, kernels: DspKernels) {
    const many = (count: number, size: number): readonly Float64Array[] =>
      Array.from({ length: count }, () => new Float64Array(size));
    this.#tile = tileFrames;
    this.#fft = kernels.realFft(tileFrames);
    this.#window = rootHann(tileFrames);
    this.#edges = bandEdges(tileFrames, sampleRateHz);
    this.#sums = many(channels, 2 * tileFrames);
    this.outputs = many(channels, tileFrames);
    this.#risks = many(resolutions, SMOOTHING.length * NOISE_BANDS);
    this.#weights = many(resolutions, 3 * NOISE_BANDS);
    this.#mixed = new Float64Array(resolutions * NOISE_BANDS);
    this.#re = new Float32Array(tileFrames / 2 + 1);
    this.#im = new Float32Array(tileFrames / 2 + 1);
    this.reset();
  }

  reset(): void {
    for (const sum of this.#sums) sum.fill(0);
    for (const risk of this.#risks) risk.fill(0);
    for (const weight of this.#weights) weight.fill(1 / this.#weights.length);
  }

  /** `risks[r]` of the newest tile; `inputs[r][c]`: six tiles, the newest tile's centre four tiles after the start. */
  process(risks: readonly Float64Array[], inputs: readonly (readonly Float32Array[])[]): void {
    const tile = this.#tile;
    this.#addWeights(risks);
    for (let c = 0; c < this.#sums.length; c++) {
      const sum = this.#sums[c];
      for (let b = 0; b < 4; b++) {
        // Frames are centred between -4.25 and -3.5 tiles from the newest end, the three weights on -5, -4 and -3.
        this.#mixWeights(0.75 + b / 4);
        this.#frame(inputs, c, ((b + 1) * tile) / 4);
        const frame = this.#fft.input;
        const window = this.#window;
        const at = (b * tile) / 4;
        for (let i = 0; i < tile; i++) sum[at + i] += frame[i] * window[i] * (1 / OVERLAP);
      }
      const output = this.outputs[c];
      for (let i = 0; i < tile; i++) output[i] = sum[i];
      sum.copyWithin(0, tile);
      sum.fill(0, tile);
    }
  }

  #addWeights(risks: readonly Float64Array[]): void {
    const count = risks.length;
    for (let r = 0; r < count; r++) {
      const own = this.#risks[r];
      own.copyWithin(0, NOISE_BANDS);
      own.set(risks[r], own.length - NOISE_BANDS);
      this.#weights[r].copyWithin(0, NOISE_BANDS);
    }
    for (let b = 0; b < NOISE_BANDS; b++) {
      let least = Infinity;
      for (let r = 0; r < count; r++) {
        let smooth = LEAST_RISK;
        for (let t = 0; t < SMOOTHING.length; t++) smooth += SMOOTHING[t] * this.#risks[r][t * NOISE_BANDS + b];
        this.#mixed[r] = smooth;
        least = Math.min(least, smooth);
      }
      let sum = 0;
      for (let r = 0; r < count; r++) sum += this.#mixed[r] = (least / this.#mixed[r]) ** STEEPNESS;
      for (let r = 0; r < count; r++) this.#weights[r][2 * NOISE_BANDS + b] = this.#mixed[r] / sum;
    }
  }

  /** Weights at a place in tiles after the oldest of the three. */
  #mixWeights(place: number): void {
    const first = place < 1 ? 0 : 1;
    const part = place - first;
    for (let r = 0; r < this.#weights.length; r++) {
      const weights = this.#weights[r];
      for (let b = 0; b < NOISE_BANDS; b++) {
        const low = weights[first * NOISE_BANDS + b];
        this.#mixed[r * NOISE_BANDS + b] = low + part * (weights[(first + 1) * NOISE_BANDS + b] - low);
      }
    }
  }

  #frame(inputs: readonly (readonly Float32Array[])[], channel: number, from: number): void {
    const tile = this.#tile;
    const window = this.#window;
    const edges = this.#edges;
    const sumRe = this.#re.fill(0);
    const sumIm = this.#im.fill(0);
    for (let r = 0; r < inputs.length; r++) {
      const samples = inputs[r][channel];
      const input = this.#fft.input;
      for (let i = 0; i < tile; i++) input[i] = samples[from + i] * window[i];
      this.#fft.forward();
      const { re, im } = this.#fft;
      for (let b = 0; b < NOISE_BANDS; b++) {
        const weight = this.#mixed[r * NOISE_BANDS + b];
        for (let k = edges[b]; k < edges[b + 1]; k++) {
          sumRe[k] += weight * re[k];
          sumIm[k] += weight * im[k];
        }
      }
    }
    this.#fft.re.set(sumRe);
    this.#fft.im.set(sumIm);
    this.#fft.inverse();
  }
}
