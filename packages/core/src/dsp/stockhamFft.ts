import { unitCircle } from './unitCircle.ts';

/**
 * Forward DFT of a power-of-two size, split real and imaginary parts, unscaled, in place.
 * Source: Stockham 1966, autosort (no bit reversal), decimation in frequency, radix 4 with one radix-2 pass where
 * needed; Van Loan, "Computational Frameworks for the FFT", 1992, sections 1.7 and 2.4.
 * Weakness: needs a work array of the same size; a plan is not re-entrant.
 */
export class StockhamFft {
  readonly #size: number;
  readonly #cos: Float64Array;
  readonly #sin: Float64Array;
  readonly #re: Float64Array;
  readonly #im: Float64Array;

  constructor(size: number) {
    this.#size = size;
    // The largest exponent is three times the last quarter.
    const { cos, sin } = unitCircle(Math.max(1, Math.ceil((3 * size) / 4)), size, (k) => k);
    this.#cos = cos;
    this.#sin = sin;
    this.#re = new Float64Array(size);
    this.#im = new Float64Array(size);
  }

  forward(re: Float64Array, im: Float64Array): void {
    let xr = re;
    let xi = im;
    let yr = this.#re;
    let yi = this.#im;
    let length = this.#size;
    let stride = 1;
    for (; length >= 4; length >>= 2, stride <<= 2) {
      this.#passOfFour(length, stride, xr, xi, yr, yi);
      const tr = xr;
      const ti = xi;
      xr = yr;
      xi = yi;
      yr = tr;
      yi = ti;
    }
    if (length === 2) {
      for (let q = 0; q < stride; q++) {
        const ar = xr[q];
        const ai = xi[q];
        const br = xr[q + stride];
        const bi = xi[q + stride];
        re[q] = ar + br;
        im[q] = ai + bi;
        re[q + stride] = ar - br;
        im[q + stride] = ai - bi;
      }
    } else if (xr !== re) {
      for (let i = 0; i < this.#size; i++) {
        re[i] = xr[i];
        im[i] = xi[i];
      }
    }
  }

  #passOfFour(
    length: number,
    stride: number,
    xr: Float64Array,
    xi: Float64Array,
    yr: Float64Array,
    yi: Float64Array,
  ): void {
    const cos = this.#cos;
    const sin = this.#sin;
    const quarter = length >> 2;
    const step = stride * quarter;
    for (let p = 0; p < quarter; p++) {
      const w = p * stride;
      const c1 = cos[w];
      const s1 = sin[w];
      const c2 = cos[2 * w];
      const s2 = sin[2 * w];
      const c3 = cos[3 * w];
      const s3 = sin[3 * w];
      const end = w + stride;
      for (let i = w, o = 4 * w; i < end; i++, o++) {
        const sumR = xr[i] + xr[i + 2 * step];
        const sumI = xi[i] + xi[i + 2 * step];
        const difR = xr[i] - xr[i + 2 * step];
        const difI = xi[i] - xi[i + 2 * step];
        const oddR = xr[i + step] + xr[i + 3 * step];
        const oddI = xi[i + step] + xi[i + 3 * step];
        // -j times the difference of the odd pair.
        const turnR = xi[i + step] - xi[i + 3 * step];
        const turnI = xr[i + 3 * step] - xr[i + step];
        yr[o] = sumR + oddR;
        yi[o] = sumI + oddI;
        const ar = difR + turnR;
        const ai = difI + turnI;
        yr[o + stride] = ar * c1 + ai * s1;
        yi[o + stride] = ai * c1 - ar * s1;
        const br = sumR - oddR;
        const bi = sumI - oddI;
        yr[o + 2 * stride] = br * c2 + bi * s2;
        yi[o + 2 * stride] = bi * c2 - br * s2;
        const dr = difR - turnR;
        const di = difI - turnI;
        yr[o + 3 * stride] = dr * c3 + di * s3;
        yi[o + 3 * stride] = di * c3 - dr * s3;
      }
    }
  }
}
