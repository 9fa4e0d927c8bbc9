/**
 * Discrete Fourier transform in double precision, any size of at least 1. Forward e^(-j2πkn/N) unscaled, inverse
 * scaled by 1/N. Powers of two by {@link StockhamFft}, other sizes by {@link BluesteinFft}. Real input of even size
 * goes through a complex transform of half the size (Press et al., "Numerical Recipes", 12.3; Sorensen 1987).
 * Plans allocate once, calls do not; a plan is not re-entrant. Relative error: see fft.test.ts (about 5e-16).
 */
import { BluesteinFft } from './bluesteinFft.ts';
import { StockhamFft } from './stockhamFft.ts';
import { unitCircle } from './unitCircle.ts';

/** Complex transform in place on split arrays of `size` values (longer arrays: the first `size`). */
export class ComplexFft {
  readonly size: number;
  readonly #plan: StockhamFft | BluesteinFft;

  constructor(size: number) {
    if (!Number.isInteger(size) || size < 1 || size > 2 ** 30)
      throw new RangeError(`FFT size ${size}: a whole number from 1 to 2^30 is needed`);
    this.size = size;
    this.#plan = (size & (size - 1)) === 0 ? new StockhamFft(size) : new BluesteinFft(size);
  }

  forward(re: Float64Array, im: Float64Array): void {
    this.#plan.forward(re, im);
  }

  inverse(re: Float64Array, im: Float64Array): void {
    // Swapping the parts conjugates twice: inverse(x) = swap(forward(swap(x))) / N.
    this.#plan.forward(im, re);
    const scale = 1 / this.size;
    for (let i = 0; i < this.size; i++) {
      re[i] *= scale;
      im[i] *= scale;
    }
  }
}

/** Transform of real signals: `size` samples to floor(size/2)+1 bins and back. */
export class RealFft {
  readonly size: number;
  /** Bins 0 (DC) to floor(size/2). */
  readonly bins: number;
  readonly #complex: ComplexFft;
  readonly #re: Float64Array;
  readonly #im: Float64Array;
  readonly #cos: Float64Array;
  readonly #sin: Float64Array;

  constructor(size: number) {
    this.size = size;
    this.bins = Math.floor(size / 2) + 1;
    this.#complex = new ComplexFft(size % 2 === 0 ? size / 2 : size);
    this.#re = new Float64Array(this.#complex.size);
    this.#im = new Float64Array(this.#complex.size);
    const { cos, sin } = unitCircle(this.bins, size, (k) => k);
    this.#cos = cos;
    this.#sin = sin;
  }

  /** `input` is left as it is; `re` and `im` receive `bins` values. */
  forward(input: Float64Array, re: Float64Array, im: Float64Array): void {
    if (this.size % 2 === 1) this.#forwardOdd(input, re, im);
    else this.#forwardEven(input, re, im);
  }

  /** Imaginary parts of DC and (even sizes) Nyquist are ignored: a real signal has none. */
  inverse(re: Float64Array, im: Float64Array, output: Float64Array): void {
    if (this.size % 2 === 1) this.#inverseOdd(re, im, output);
    else this.#inverseEven(re, im, output);
  }

  #forwardEven(input: Float64Array, re: Float64Array, im: Float64Array): void {
    const half = this.size / 2;
    const zr = this.#re;
    const zi = this.#im;
    const cos = this.#cos;
    const sin = this.#sin;
    for (let i = 0; i < half; i++) {
      zr[i] = input[2 * i];
      zi[i] = input[2 * i + 1];
    }
    this.#complex.forward(zr, zi);
    re[0] = zr[0] + zi[0];
    im[0] = 0;
    re[half] = zr[0] - zi[0];
    im[half] = 0;
    for (let k = 1, m = half - 1; k < half; k++, m--) {
      const evenR = (zr[k] + zr[m]) / 2;
      const evenI = (zi[k] - zi[m]) / 2;
      const oddR = (zi[k] + zi[m]) / 2;
      const oddI = (zr[m] - zr[k]) / 2;
      re[k] = evenR + oddR * cos[k] + oddI * sin[k];
      im[k] = evenI + oddI * cos[k] - oddR * sin[k];
    }
  }

  #inverseEven(re: Float64Array, im: Float64Array, output: Float64Array): void {
    const half = this.size / 2;
    const zr = this.#re;
    const zi = this.#im;
    const cos = this.#cos;
    const sin = this.#sin;
    zr[0] = (re[0] + re[half]) / 2;
    zi[0] = (re[0] - re[half]) / 2;
    for (let k = 1, m = half - 1; k < half; k++, m--) {
      const evenR = (re[k] + re[m]) / 2;
      const evenI = (im[k] - im[m]) / 2;
      const difR = (re[k] - re[m]) / 2;
      const difI = (im[k] + im[m]) / 2;
      zr[k] = evenR - (difR * sin[k] + difI * cos[k]);
      zi[k] = evenI + (difR * cos[k] - difI * sin[k]);
    }
    this.#complex.inverse(zr, zi);
    for (let i = 0; i < half; i++) {
      output[2 * i] = zr[i];
      output[2 * i + 1] = zi[i];
    }
  }

  #forwardOdd(input: Float64Array, re: Float64Array, im: Float64Array): void {
    const zr = this.#re;
    const zi = this.#im;
    for (let i = 0; i < this.size; i++) zr[i] = input[i];
    zi.fill(0);
    this.#complex.forward(zr, zi);
    for (let k = 0; k < this.bins; k++) {
      re[k] = zr[k];
      im[k] = zi[k];
    }
    im[0] = 0;
  }

  #inverseOdd(re: Float64Array, im: Float64Array, output: Float64Array): void {
    const { size } = this;
    const zr = this.#re;
    const zi = this.#im;
    zr[0] = re[0];
    zi[0] = 0;
    for (let k = 1; k < this.bins; k++) {
      zr[k] = re[k];
      zi[k] = im[k];
      zr[size - k] = re[k];
      zi[size - k] = -im[k];
    }
    this.#complex.inverse(zr, zi);
    for (let i = 0; i < size; i++) output[i] = zr[i];
  }
}
