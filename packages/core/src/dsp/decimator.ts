/**
 * Takes every n-th sample of a low-passed stream: cheap lower rates for analysis of the low end. Linear-phase Kaiser
 * FIR (kaiserFir), computed only where a sample is kept. Keeps nothing itself: the past is read from the caller's buffer.
 * What would fold into 0..passHz lies under -55 dB; between passHz and half the new rate it may fold. Delay: `delay`
 * input samples. Weakness: not for audio that is heard: no flat band beyond passHz (that is Resampler's work).
 */
import { kaiserFir } from './fir.ts';

const ATTENUATION_DB = 55;

export class Decimator {
  readonly factor: number;
  /** Delay in input samples. */
  readonly delay: number;
  /** Samples before a piece that it needs. */
  readonly history: number;
  readonly #taps: Float64Array;

  /** `passHz` at most half the new rate, `sampleRateHz` that of the input. A factor of 1 passes everything. */
  constructor(factor: number, passHz: number, sampleRateHz: number) {
    this.factor = factor;
    const stopHz = sampleRateHz / factor - passHz;
    this.#taps =
      factor === 1
        ? Float64Array.of(1)
        : kaiserFir(
            {
              type: 'lowpass',
              edgesHz: [(passHz + stopHz) / 2],
              transitionHz: stopHz - passHz,
              attenuationDb: ATTENUATION_DB,
            },
            sampleRateHz,
          );
    this.history = this.#taps.length - 1;
    this.delay = this.history / 2;
  }

  /**
   * Takes `count` samples from `from`, a multiple of the factor, and writes `count` / factor to `output` from `offset`.
   * `input` has to hold the {@link history} samples before them.
   */
  process(input: Float64Array, from: number, count: number, output: Float64Array, offset: number): void {
    const taps = this.#taps;
    const factor = this.factor;
    const past = this.history;
    const half = past / 2;
    const end = offset + count / factor;
    for (let o = offset, last = from + factor - 1; o < end; o++, last += factor) {
      let sum = taps[half] * input[last - half];
      for (let k = 0, i = last - past, j = last; k < half; k++, i++, j--) sum += taps[k] * (input[i] + input[j]);
      output[o] = sum;
    }
  }
}
