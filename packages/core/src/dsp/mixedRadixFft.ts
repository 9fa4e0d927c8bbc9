import { type MixedRadixPass, mixedRadixTwiddles, ROOT_OF_THREE, ROOTS_OF_FIVE, ROOTS_OF_SEVEN } from './mixedRadix.ts';

/**
 * Forward DFT of a size made of 2, 3, 5 and 7, split real and imaginary parts, unscaled, in place: Stockham autosort
 * as {@link StockhamFft}, with the odd butterflies by symmetric and antisymmetric pairs (Winograd's first step).
 * Source: Van Loan, "Computational Frameworks for the FFT", 1992. The sums stand in the order of the SIMD kernel
 * `spectralResampler`. Weakness: needs a work array of the same size; a plan is not re-entrant.
 */
export class MixedRadixFft {
  readonly #passes: readonly MixedRadixPass[];
  readonly #twiddles: Float64Array;
  readonly #re: Float64Array;
  readonly #im: Float64Array;
  /** Position of the next twiddle. */
  #at = 0;

  constructor(size: number, passes: readonly MixedRadixPass[]) {
    this.#passes = passes;
    this.#twiddles = mixedRadixTwiddles(size, passes);
    this.#re = new Float64Array(size);
    this.#im = new Float64Array(size);
  }

  /** Arrays of at least `size` values; the first `size` are transformed. */
  forward(re: Float64Array, im: Float64Array): void {
    let xr = re;
    let xi = im;
    let yr = this.#re;
    let yi = this.#im;
    let stride = 1;
    this.#at = 0;
    for (const { radix, groups } of this.#passes) {
      if (radix === 4) this.#four(groups, stride, xr, xi, yr, yi);
      else if (radix === 2) this.#two(groups, stride, xr, xi, yr, yi);
      else if (radix === 3) this.#three(groups, stride, xr, xi, yr, yi);
      else if (radix === 5) this.#five(groups, stride, xr, xi, yr, yi);
      else this.#seven(groups, stride, xr, xi, yr, yi);
      stride *= radix;
      const tr = xr;
      const ti = xi;
      xr = yr;
      xi = yi;
      yr = tr;
      yi = ti;
    }
    if (xr !== re) {
      for (let i = 0; i < this.#re.length; i++) {
        re[i] = xr[i];
        im[i] = xi[i];
      }
    }
  }

  /** Turns output `k` of a butterfly back by its twiddle. */
  #turn(yr: Float64Array, yi: Float64Array, at: number, re: number, im: number, k: number): void {
    const c = this.#twiddles[this.#at + 2 * k - 2];
    const s = this.#twiddles[this.#at + 2 * k - 1];
    yr[at] = re * c + im * s;
    yi[at] = im * c - re * s;
  }

  #two(groups: number, stride: number, xr: Float64Array, xi: Float64Array, yr: Float64Array, yi: Float64Array): void {
    const step = groups * stride;
    for (let p = 0; p < groups; p++, this.#at += 2) {
      for (let q = 0, i = p * stride, o = 2 * p * stride; q < stride; q++, i++, o++) {
        yr[o] = xr[i] + xr[i + step];
        yi[o] = xi[i] + xi[i + step];
        this.#turn(yr, yi, o + stride, xr[i] - xr[i + step], xi[i] - xi[i + step], 1);
      }
    }
  }

  #four(groups: number, stride: number, xr: Float64Array, xi: Float64Array, yr: Float64Array, yi: Float64Array): void {
    const step = groups * stride;
    for (let p = 0; p < groups; p++, this.#at += 6) {
      for (let q = 0, i = p * stride, o = 4 * p * stride; q < stride; q++, i++, o++) {
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
        this.#turn(yr, yi, o + stride, difR + turnR, difI + turnI, 1);
        this.#turn(yr, yi, o + 2 * stride, sumR - oddR, sumI - oddI, 2);
        this.#turn(yr, yi, o + 3 * stride, difR - turnR, difI - turnI, 3);
      }
    }
  }

  #three(groups: number, stride: number, xr: Float64Array, xi: Float64Array, yr: Float64Array, yi: Float64Array): void {
    const step = groups * stride;
    for (let p = 0; p < groups; p++, this.#at += 4) {
      for (let q = 0, i = p * stride, o = 3 * p * stride; q < stride; q++, i++, o++) {
        const sumR = xr[i + step] + xr[i + 2 * step];
        const sumI = xi[i + step] + xi[i + 2 * step];
        const midR = xr[i] - sumR * 0.5;
        const midI = xi[i] - sumI * 0.5;
        const turnR = (xi[i + step] - xi[i + 2 * step]) * ROOT_OF_THREE;
        const turnI = (xr[i + 2 * step] - xr[i + step]) * ROOT_OF_THREE;
        yr[o] = xr[i] + sumR;
        yi[o] = xi[i] + sumI;
        this.#turn(yr, yi, o + stride, midR + turnR, midI + turnI, 1);
        this.#turn(yr, yi, o + 2 * stride, midR - turnR, midI - turnI, 2);
      }
    }
  }

  #five(groups: number, stride: number, xr: Float64Array, xi: Float64Array, yr: Float64Array, yi: Float64Array): void {
    const step = groups * stride;
    const [c1, c2, s1, s2] = ROOTS_OF_FIVE;
    for (let p = 0; p < groups; p++, this.#at += 8) {
      for (let q = 0, i = p * stride, o = 5 * p * stride; q < stride; q++, i++, o++) {
        const i1 = i + step;
        const i2 = i1 + step;
        const i3 = i2 + step;
        const i4 = i3 + step;
        const pR = xr[i1] + xr[i4];
        const pI = xi[i1] + xi[i4];
        const qR = xr[i2] + xr[i3];
        const qI = xi[i2] + xi[i3];
        // -j times the differences.
        const uR = xi[i1] - xi[i4];
        const uI = xr[i4] - xr[i1];
        const vR = xi[i2] - xi[i3];
        const vI = xr[i3] - xr[i2];
        yr[o] = xr[i] + pR + qR;
        yi[o] = xi[i] + pI + qI;
        const mR = xr[i] + c1 * pR + c2 * qR;
        const mI = xi[i] + c1 * pI + c2 * qI;
        const nR = xr[i] + c2 * pR + c1 * qR;
        const nI = xi[i] + c2 * pI + c1 * qI;
        const sR = s1 * uR + s2 * vR;
        const sI = s1 * uI + s2 * vI;
        const tR = s2 * uR - s1 * vR;
        const tI = s2 * uI - s1 * vI;
        this.#turn(yr, yi, o + stride, mR + sR, mI + sI, 1);
        this.#turn(yr, yi, o + 2 * stride, nR + tR, nI + tI, 2);
        this.#turn(yr, yi, o + 3 * stride, nR - tR, nI - tI, 3);
        this.#turn(yr, yi, o + 4 * stride, mR - sR, mI - sI, 4);
      }
    }
  }

  #seven(groups: number, stride: number, xr: Float64Array, xi: Float64Array, yr: Float64Array, yi: Float64Array): void {
    const step = groups * stride;
    const [c1, c2, c3, s1, s2, s3] = ROOTS_OF_SEVEN;
    for (let p = 0; p < groups; p++, this.#at += 12) {
      for (let q = 0, i = p * stride, o = 7 * p * stride; q < stride; q++, i++, o++) {
        const i1 = i + step;
        const i2 = i1 + step;
        const i3 = i2 + step;
        const i4 = i3 + step;
        const i5 = i4 + step;
        const i6 = i5 + step;
        const pR = xr[i1] + xr[i6];
        const pI = xi[i1] + xi[i6];
        const qR = xr[i2] + xr[i5];
        const qI = xi[i2] + xi[i5];
        const rR = xr[i3] + xr[i4];
        const rI = xi[i3] + xi[i4];
        // -j times the differences.
        const uR = xi[i1] - xi[i6];
        const uI = xr[i6] - xr[i1];
        const vR = xi[i2] - xi[i5];
        const vI = xr[i5] - xr[i2];
        const wR = xi[i3] - xi[i4];
        const wI = xr[i4] - xr[i3];
        yr[o] = xr[i] + pR + qR + rR;
        yi[o] = xi[i] + pI + qI + rI;
        let mR = xr[i] + c1 * pR + c2 * qR + c3 * rR;
        let mI = xi[i] + c1 * pI + c2 * qI + c3 * rI;
        let tR = s1 * uR + s2 * vR + s3 * wR;
        let tI = s1 * uI + s2 * vI + s3 * wI;
        this.#turn(yr, yi, o + stride, mR + tR, mI + tI, 1);
        this.#turn(yr, yi, o + 6 * stride, mR - tR, mI - tI, 6);
        mR = xr[i] + c2 * pR + c3 * qR + c1 * rR;
        mI = xi[i] + c2 * pI + c3 * qI + c1 * rI;
        tR = s2 * uR - s3 * vR - s1 * wR;
        tI = s2 * uI - s3 * vI - s1 * wI;
        this.#turn(yr, yi, o + 2 * stride, mR + tR, mI + tI, 2);
        this.#turn(yr, yi, o + 5 * stride, mR - tR, mI - tI, 5);
        mR = xr[i] + c3 * pR + c1 * qR + c2 * rR;
        mI = xi[i] + c3 * pI + c1 * qI + c2 * rI;
        tR = s3 * uR - s1 * vR + s2 * wR;
        tI = s3 * uI - s1 * vI + s2 * wI;
        this.#turn(yr, yi, o + 3 * stride, mR + tR, mI + tI, 3);
        this.#turn(yr, yi, o + 4 * stride, mR - tR, mI - tI, 4);
      }
    }
  }
}
