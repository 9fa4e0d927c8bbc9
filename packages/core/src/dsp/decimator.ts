/**
 * Takes every n-th sample of a low-passed stream: cheap lower rates for analysis of the low end. Linear-phase Kaiser
 * FIR (kaiserFir), computed only where a sample is kept; same samples for every way of cutting blocks.
 * What would fold into 0..passHz lies under -70 dB; between passHz and half the new rate it may fold. Delay: `delay`
 * input samples. Weakness: not for audio that is heard: no flat band beyond passHz (that is Resampler's work).
 */
import { kaiserFir } from './fir.ts';

const ATTENUATION_DB = 70;

/** One channel. */
export class Decimator {
  readonly factor: number;
  /** Delay in input samples. */
  readonly delay: number;
  readonly #taps: Float64Array;
  /** The last `taps` inputs, twice, so that they always lie in a row. */
  readonly #history: Float64Array;
  #at = 0;
  #due: number;

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
    this.delay = (this.#taps.length - 1) / 2;
    this.#history = new Float64Array(2 * this.#taps.length);
    this.#due = factor;
  }

  /** Writes what becomes due to `output` from `offset` and returns how many samples that were. */
  process(input: Float64Array, from: number, count: number, output: Float64Array, offset: number): number {
    const taps = this.#taps;
    const history = this.#history;
    const length = taps.length;
    let at = this.#at;
    let due = this.#due;
    let written = offset;
    for (let i = from, end = from + count; i < end; i++) {
      const x = input[i];
      history[at] = x;
      history[at + length] = x;
      at = at + 1 === length ? 0 : at + 1;
      if (--due > 0) continue;
      due = this.factor;
      // From `at` on lie the last inputs, oldest first; the taps are symmetric.
      let sum = 0;
      for (let k = 0; k < length; k++) sum += taps[k] * history[at + k];
      output[written++] = sum;
    }
    this.#at = at;
    this.#due = due;
    return written - offset;
  }
}
