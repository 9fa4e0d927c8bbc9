import { RealFft } from '../fft.ts';
import type { RealFftKernel } from '../kernels.ts';

/**
 * TypeScript twin of the single-precision real FFT kernel: 32-bit arrays outside, double precision inside, so its
 * error is the rounding of the result to 32 bits. Size: a power of two from 64 to 65,536.
 */
export class RealFftTwin implements RealFftKernel {
  readonly size: number;
  readonly input: Float32Array;
  readonly re: Float32Array;
  readonly im: Float32Array;
  readonly #fft: RealFft;
  readonly #x: Float64Array;
  readonly #re: Float64Array;
  readonly #im: Float64Array;

  constructor(size: number) {
    if (!Number.isInteger(size) || size < 64 || size > 65536 || (size & (size - 1)) !== 0)
      throw new RangeError(`FFT kernel size ${size}: a power of two from 64 to 65,536 is needed`);
    const bins = size / 2 + 1;
    this.size = size;
    this.input = new Float32Array(size);
    this.re = new Float32Array(bins);
    this.im = new Float32Array(bins);
    this.#fft = new RealFft(size);
    this.#x = new Float64Array(size);
    this.#re = new Float64Array(bins);
    this.#im = new Float64Array(bins);
  }

  forward(): void {
    this.#x.set(this.input);
    this.#fft.forward(this.#x, this.#re, this.#im);
    this.re.set(this.#re);
    this.im.set(this.#im);
  }

  inverse(): void {
    this.#re.set(this.re);
    this.#im.set(this.im);
    this.#fft.inverse(this.#re, this.#im, this.#x);
    this.input.set(this.#x);
  }
}
