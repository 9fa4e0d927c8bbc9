import type { SpectralResamplerKernel } from '../kernels.ts';
import { mixedRadixPasses, realTransformTurns } from '../mixedRadix.ts';
import { MixedRadixFft } from '../mixedRadixFft.ts';

/** TypeScript twin of the spectral resampler; the sums in the order of the SIMD version, so the two agree bit for bit. */
export class SpectralResamplerTwin implements SpectralResamplerKernel {
  readonly inputs: readonly [Float64Array, Float64Array];
  readonly outputs: readonly [Float64Array, Float64Array];
  readonly #gains: Float64Array;
  readonly #forward: MixedRadixFft;
  readonly #backward: MixedRadixFft;
  readonly #inputTurns: Float64Array;
  readonly #outputTurns: Float64Array;
  /** Half-size transforms of one channel, and its spectrum. */
  readonly #re: Float64Array;
  readonly #im: Float64Array;
  readonly #binsRe: Float64Array;
  readonly #binsIm: Float64Array;

  constructor(inputSize: number, outputSize: number, gains: Float64Array) {
    const half = Math.max(inputSize, outputSize) / 2;
    this.inputs = [new Float64Array(inputSize), new Float64Array(inputSize)];
    this.outputs = [new Float64Array(outputSize), new Float64Array(outputSize)];
    this.#gains = gains.map((gain) => gain / (2 * inputSize));
    this.#forward = new MixedRadixFft(inputSize / 2, mixedRadixPasses(inputSize / 2) ?? []);
    this.#backward = new MixedRadixFft(outputSize / 2, mixedRadixPasses(outputSize / 2) ?? []);
    this.#inputTurns = realTransformTurns(inputSize);
    this.#outputTurns = realTransformTurns(outputSize);
    this.#re = new Float64Array(half);
    this.#im = new Float64Array(half);
    this.#binsRe = new Float64Array(outputSize / 2);
    this.#binsIm = new Float64Array(outputSize / 2);
  }

  process(): void {
    const re = this.#re;
    const im = this.#im;
    for (const [c, input] of this.inputs.entries()) {
      const output = this.outputs[c as 0 | 1];
      const inputPoints = input.length / 2;
      const outputPoints = output.length / 2;
      for (let i = 0; i < inputPoints; i++) {
        re[i] = input[2 * i];
        im[i] = input[2 * i + 1];
      }
      this.#forward.forward(re, im);
      this.#unpack(inputPoints);
      this.#repack(outputPoints);
      this.#backward.forward(re, im);
      for (let i = 0; i < outputPoints; i++) {
        output[2 * i] = re[i];
        output[2 * i + 1] = im[i];
      }
    }
  }

  /** Bins of real input, times their gains; bin k and its mirror together. */
  #unpack(points: number): void {
    const re = this.#re;
    const im = this.#im;
    const gains = this.#gains;
    const turns = this.#inputTurns;
    const dc = re[0] + im[0];
    this.#binsRe[0] = (dc + dc) * gains[0];
    this.#binsIm[0] = 0;
    for (let k = 1; k <= points / 2 && k < gains.length; k++) {
      const mirror = points - k;
      const evenR = re[k] + re[mirror];
      const evenI = im[k] - im[mirror];
      const oddR = im[k] + im[mirror];
      const oddI = re[mirror] - re[k];
      const c = turns[2 * k];
      const s = turns[2 * k + 1];
      const turnedR = oddR * c + oddI * s;
      const turnedI = oddI * c - oddR * s;
      this.#binsRe[k] = (evenR + turnedR) * gains[k];
      this.#binsIm[k] = (evenI + turnedI) * gains[k];
      if (mirror < gains.length) {
        this.#binsRe[mirror] = (evenR - turnedR) * gains[mirror];
        this.#binsIm[mirror] = (turnedI - evenI) * gains[mirror];
      }
    }
  }

  /** The input of the transform back, in reverse order: the forward transform of a reversed spectrum is the inverse. */
  #repack(points: number): void {
    const re = this.#re;
    const im = this.#im;
    const binsRe = this.#binsRe;
    const binsIm = this.#binsIm;
    const turns = this.#outputTurns;
    re[0] = binsRe[0];
    im[0] = binsRe[0];
    for (let k = 1; k <= points / 2; k++) {
      const mirror = points - k;
      const sumR = binsRe[k] + binsRe[mirror];
      const sumI = binsIm[k] - binsIm[mirror];
      const difR = binsRe[k] - binsRe[mirror];
      const difI = binsIm[k] + binsIm[mirror];
      const c = turns[2 * k];
      const s = turns[2 * k + 1];
      const turnedR = difR * s + difI * c;
      const turnedI = difR * c - difI * s;
      re[mirror] = sumR - turnedR;
      im[mirror] = sumI + turnedI;
      re[k] = sumR + turnedR;
      im[k] = turnedI - sumI;
    }
  }
}
