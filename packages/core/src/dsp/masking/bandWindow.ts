import type { Band } from '../bands.ts';
import type { DspKernels, RealFftKernel } from '../kernels.ts';
import { windowOf } from '../window.ts';

/** One window length: its transform, and which bins belong to which of its bands, parts of bins included. */
export class BandWindow {
  readonly #kernel: RealFftKernel;
  readonly #window: Float64Array;
  /** From |X|² to mean square, one-sided. */
  readonly #scale: number;
  readonly #from: number;
  readonly #to: number;
  readonly #first: Int32Array;
  readonly #end: Int32Array;
  readonly #firstPart: Float64Array;
  readonly #lastPart: Float64Array;

  /** `size` a power of two of samples at `sampleRateHz`; serves the bands from index `from` up to `to`. */
  constructor(
    size: number,
    sampleRateHz: number,
    bands: readonly Band[],
    from: number,
    to: number,
    kernels: DspKernels,
  ) {
    this.#kernel = kernels.realFft(size);
    this.#window = windowOf('hann', size);
    let energy = 0;
    for (const w of this.#window) energy += w * w;
    this.#scale = 2 / (size * energy);
    this.#from = from;
    this.#to = to;
    const bins = bands.map(({ fromHz, toHz }) => {
      const top = size / 2;
      const start = Math.min(top, (fromHz * size) / sampleRateHz) + 0.5;
      const end = Math.min(top, (toHz * size) / sampleRateHz) + 0.5;
      const first = Math.floor(start);
      const last = Math.floor(end);
      return first === last
        ? { first, end: first + 1, firstPart: end - start, lastPart: end - start }
        : { first, end: last + 1, firstPart: first + 1 - start, lastPart: end - last };
    });
    this.#first = Int32Array.from(bins, (b) => b.first);
    this.#end = Int32Array.from(bins, (b) => Math.min(size / 2 + 1, b.end));
    this.#firstPart = Float64Array.from(bins, (b) => b.firstPart);
    this.#lastPart = Float64Array.from(bins, (b) => b.lastPart);
  }

  /** Spectrum of the last `add`, unscaled. */
  get re(): Float32Array {
    return this.#kernel.re;
  }

  get im(): Float32Array {
    return this.#kernel.im;
  }

  /** Adds `share` of the power of the samples from `start` to `output`, band b at `at` + b. */
  add(samples: Float64Array, start: number, output: Float32Array, at: number, share: number): void {
    const kernel = this.#kernel;
    const { input } = kernel;
    const window = this.#window;
    for (let i = 0; i < window.length; i++) input[i] = samples[start + i] * window[i];
    kernel.forward();
    const { re, im } = kernel;
    const scale = this.#scale * share;
    for (let b = this.#from; b < this.#to; b++) {
      const first = this.#first[b];
      const last = this.#end[b] - 1;
      let sum = this.#firstPart[b] * (re[first] * re[first] + im[first] * im[first]);
      for (let k = first + 1; k < last; k++) sum += re[k] * re[k] + im[k] * im[k];
      if (last > first) sum += this.#lastPart[b] * (re[last] * re[last] + im[last] * im[last]);
      output[at + b] += sum * scale;
    }
  }
}
