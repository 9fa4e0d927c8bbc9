import { StockhamFft } from './stockhamFft.ts';
import { unitCircle } from './unitCircle.ts';

/**
 * Forward DFT of any size as a convolution with a chirp, split parts, unscaled, in place.
 * Source: Bluestein, "A linear filtering approach to the computation of discrete Fourier transform", 1970.
 * Weakness: four to eight times the work of the nearest power of two, and about one decimal digit less accurate.
 */
export class BluesteinFft {
  readonly #size: number;
  readonly #length: number;
  readonly #fft: StockhamFft;
  readonly #cos: Float64Array;
  readonly #sin: Float64Array;
  readonly #chirpRe: Float64Array;
  readonly #chirpIm: Float64Array;
  readonly #re: Float64Array;
  readonly #im: Float64Array;

  constructor(size: number) {
    this.#size = size;
    let length = 1;
    while (length < 2 * size - 1) length *= 2;
    this.#length = length;
    this.#fft = new StockhamFft(length);
    // Angle π k²/N; k² modulo 2N stays exact.
    const { cos, sin } = unitCircle(size, 2 * size, (k) => (k * k) % (2 * size));
    this.#cos = cos;
    this.#sin = sin;
    const re = new Float64Array(length);
    const im = new Float64Array(length);
    for (let k = 0; k < size; k++) {
      // Scaled here by the 1/length of the inverse transform below.
      re[k] = cos[k] / length;
      im[k] = sin[k] / length;
      if (k > 0) {
        re[length - k] = re[k];
        im[length - k] = im[k];
      }
    }
    this.#fft.forward(re, im);
    this.#chirpRe = re;
    this.#chirpIm = im;
    this.#re = new Float64Array(length);
    this.#im = new Float64Array(length);
  }

  forward(re: Float64Array, im: Float64Array): void {
    const size = this.#size;
    const length = this.#length;
    const cos = this.#cos;
    const sin = this.#sin;
    const chirpRe = this.#chirpRe;
    const chirpIm = this.#chirpIm;
    const ar = this.#re;
    const ai = this.#im;
    for (let k = 0; k < size; k++) {
      ar[k] = re[k] * cos[k] + im[k] * sin[k];
      ai[k] = im[k] * cos[k] - re[k] * sin[k];
    }
    ar.fill(0, size);
    ai.fill(0, size);
    this.#fft.forward(ar, ai);
    for (let i = 0; i < length; i++) {
      const r = ar[i] * chirpRe[i] - ai[i] * chirpIm[i];
      ai[i] = ar[i] * chirpIm[i] + ai[i] * chirpRe[i];
      ar[i] = r;
    }
    // Parts swapped in and out: an inverse transform without its scale.
    this.#fft.forward(ai, ar);
    for (let k = 0; k < size; k++) {
      re[k] = ar[k] * cos[k] + ai[k] * sin[k];
      im[k] = ai[k] * cos[k] - ar[k] * sin[k];
    }
  }
}
