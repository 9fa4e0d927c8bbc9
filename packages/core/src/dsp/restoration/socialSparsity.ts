/**
 * What a clipped stretch was: the sparsest short-time spectrum whose signal agrees with the reliable samples and lies
 * beyond the clip level at the clipped ones. Social sparsity with the persistent empirical Wiener shrinkage: a
 * coefficient survives by the energy around it, 3 bins by 7 frames; accelerated iterative thresholding with a
 * threshold that falls step by step. Siedenburg, Kowalski & Doerfler, "Audio declipping with social sparsity", ICASSP
 * 2014. Single-precision transforms (-140 dB). No memory is allocated after construction.
 */
import type { DspKernels, RealFftKernel } from '../kernels.ts';

export interface SocialSparsityOptions {
  /** Window (Hann), a power of two from 64 on; 170 ms for held sounds, 43 ms for hits. */
  readonly windowFrames: number;
  /** Longest stretch that `restore` takes. */
  readonly mostFrames: number;
  readonly kernels: DspKernels;
}

const HOPS = 4;
/** The neighbourhood: to either side, in bins and frames. */
const BINS_AROUND = 1;
const FRAMES_AROUND = 4;
/** The threshold falls between these shares of the largest coefficient. */
const FIRST_THRESHOLD = 0.02;
const LAST_THRESHOLD = 1e-4;
const STEPS = 20;
const ITERATIONS_PER_STEP = 5;
const MOMENTUM = 0.9;

export class SocialSparsity {
  readonly #size: number;
  readonly #hop: number;
  readonly #bins: number;
  readonly #fft: RealFftKernel;
  readonly #window: Float32Array;
  readonly #signal: Float64Array;
  readonly #re: Float32Array;
  readonly #im: Float32Array;
  readonly #oldRe: Float32Array;
  readonly #oldIm: Float32Array;
  readonly #energy: Float32Array;
  readonly #around: Float64Array;

  constructor({ windowFrames, mostFrames, kernels }: SocialSparsityOptions) {
    this.#size = windowFrames;
    this.#hop = windowFrames / HOPS;
    this.#bins = windowFrames / 2 + 1;
    this.#fft = kernels.realFft(windowFrames);
    // Squared Hann windows add up to 3/8 of their count.
    const scale = 1 / Math.sqrt(0.375 * HOPS);
    this.#window = Float32Array.from(
      { length: windowFrames },
      (_, i) => scale * Math.sin((Math.PI * i) / windowFrames) ** 2,
    );
    const frames = Math.ceil(mostFrames / this.#hop) + HOPS - 1;
    this.#signal = new Float64Array((frames + HOPS - 1) * this.#hop);
    const values = frames * this.#bins;
    this.#re = new Float32Array(values);
    this.#im = new Float32Array(values);
    this.#oldRe = new Float32Array(values);
    this.#oldIm = new Float32Array(values);
    this.#energy = new Float32Array(values);
    this.#around = new Float64Array(this.#bins + 2);
  }

  /** Sum of the spectrum's magnitudes, comparable between window sizes: the smaller, the sparser. */
  density(samples: Float64Array, length: number): number {
    const frames = this.#begin(samples, length);
    let sum = 0;
    for (let i = 0; i < frames * this.#bins; i++) sum += Math.sqrt(this.#energy[i]);
    return sum / Math.sqrt(this.#size);
  }

  /**
   * `side[i]`: 0 where `samples[i]` is reliable, 1 where the truth lies at or above it, -1 where at or below it. The
   * estimate of the first `length` samples goes to `estimate`; reliable ones differ a little from `samples`.
   */
  restore(samples: Float64Array, side: Int8Array, length: number, estimate: Float64Array): void {
    const lead = this.#size - this.#hop;
    const signal = this.#signal;
    const frames = this.#begin(samples, length);
    this.#oldRe.set(this.#re);
    this.#oldIm.set(this.#im);
    const largest = this.#largest(frames);
    for (let step = 0; step < STEPS; step++) {
      const threshold = largest * FIRST_THRESHOLD * (LAST_THRESHOLD / FIRST_THRESHOLD) ** (step / (STEPS - 1));
      for (let n = 0; n < ITERATIONS_PER_STEP; n++) {
        this.#synthesise(this.#re, this.#im, frames);
        for (let i = 0; i < length; i++) {
          const miss = samples[i] - signal[lead + i];
          const s = side[i];
          signal[lead + i] = s === 0 || s * miss > 0 ? miss : 0;
        }
        signal.fill(0, 0, lead);
        signal.fill(0, lead + length);
        this.#analyse(frames);
        this.#shrink(frames, threshold * threshold);
      }
    }
    this.#synthesise(this.#oldRe, this.#oldIm, frames);
    for (let i = 0; i < length; i++) estimate[i] = signal[lead + i];
  }

  /** Fills the coefficients with the spectra of the samples; the number of frames. */
  #begin(samples: Float64Array, length: number): number {
    const lead = this.#size - this.#hop;
    const frames = Math.ceil(length / this.#hop) + HOPS - 1;
    this.#signal.fill(0);
    for (let i = 0; i < length; i++) this.#signal[lead + i] = samples[i];
    this.#re.fill(0);
    this.#im.fill(0);
    this.#analyse(frames);
    return frames;
  }

  /** Adds the spectra of the signal. */
  #analyse(frames: number): void {
    const { input, re, im } = this.#fft;
    const bins = this.#bins;
    const window = this.#window;
    const size = this.#size;
    const signal = this.#signal;
    const allRe = this.#re;
    const allIm = this.#im;
    const energy = this.#energy;
    for (let t = 0; t < frames; t++) {
      const from = t * this.#hop;
      for (let i = 0; i < size; i++) input[i] = window[i] * signal[from + i];
      this.#fft.forward();
      const at = t * bins;
      for (let k = 0; k < bins; k++) {
        const a = allRe[at + k] + re[k];
        const b = allIm[at + k] + im[k];
        allRe[at + k] = a;
        allIm[at + k] = b;
        energy[at + k] = a * a + b * b;
      }
    }
  }

  #synthesise(allRe: Float32Array, allIm: Float32Array, frames: number): void {
    const { input, re, im } = this.#fft;
    const bins = this.#bins;
    const window = this.#window;
    const size = this.#size;
    const signal = this.#signal;
    signal.fill(0);
    for (let t = 0; t < frames; t++) {
      const at = t * bins;
      re.set(allRe.subarray(at, at + bins));
      im.set(allIm.subarray(at, at + bins));
      this.#fft.inverse();
      const from = t * this.#hop;
      for (let i = 0; i < size; i++) signal[from + i] += window[i] * input[i];
    }
  }

  /** Shrinks the coefficients by the energy around them and looks ahead along the change. */
  #shrink(frames: number, power: number): void {
    const bins = this.#bins;
    const energy = this.#energy;
    const around = this.#around.fill(0);
    const limit = power * (2 * FRAMES_AROUND + 1) * (2 * BINS_AROUND + 1);
    const [re, im, oldRe, oldIm] = [this.#re, this.#im, this.#oldRe, this.#oldIm];
    for (let t = -FRAMES_AROUND; t < frames; t++) {
      const entering = (t + FRAMES_AROUND) * bins;
      if (t + FRAMES_AROUND < frames) for (let k = 0; k < bins; k++) around[k + 1] += energy[entering + k];
      const leaving = (t - FRAMES_AROUND - 1) * bins;
      if (leaving >= 0) for (let k = 0; k < bins; k++) around[k + 1] -= energy[leaving + k];
      if (t < 0) continue;
      const at = t * bins;
      for (let k = 0; k < bins; k++) {
        const e = around[k] + around[k + 1] + around[k + 2];
        let a = 0;
        let b = 0;
        if (e > limit) {
          const keep = 1 - limit / e;
          a = keep * re[at + k];
          b = keep * im[at + k];
        }
        re[at + k] = a + MOMENTUM * (a - oldRe[at + k]);
        im[at + k] = b + MOMENTUM * (b - oldIm[at + k]);
        oldRe[at + k] = a;
        oldIm[at + k] = b;
      }
    }
  }

  #largest(frames: number): number {
    let most = 0;
    for (let i = 0; i < frames * this.#bins; i++) if (this.#energy[i] > most) most = this.#energy[i];
    return Math.sqrt(most);
  }
}
