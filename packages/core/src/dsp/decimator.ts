/**
 * Takes every n-th sample of a low-passed stream: cheap lower rates for analysis of the low end. Linear-phase Kaiser
 * FIR (kaiserFir), computed only where a sample is kept; same samples for every way of cutting blocks.
 * What would fold into 0..passHz lies under -70 dB; between passHz and half the new rate it may fold. Delay: `delay`
 * input samples. Weakness: not for audio that is heard: no flat band beyond passHz (that is Resampler's work).
 */
import { kaiserFir } from './fir.ts';

const ATTENUATION_DB = 70;
const PIECE = 1024;

/** One channel. */
export class Decimator {
  readonly factor: number;
  /** Delay in input samples. */
  readonly delay: number;
  readonly #taps: Float64Array;
  /** The inputs before the running piece, then the piece. */
  readonly #buffer: Float64Array;
  /** Inputs until the next sample is kept. */
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
    this.#buffer = new Float64Array(this.#taps.length - 1 + PIECE);
    this.#due = factor;
  }

  /** Writes what becomes due to `output` from `offset` and returns how many samples that were. */
  process(input: Float64Array, from: number, count: number, output: Float64Array, offset: number): number {
    const past = this.#taps.length - 1;
    const buffer = this.#buffer;
    let written = offset;
    for (let done = 0; done < count; ) {
      const part = Math.min(PIECE, count - done);
      for (let i = 0; i < part; i++) buffer[past + i] = input[from + done + i];
      written = this.#keep(part, output, written);
      buffer.copyWithin(0, part, part + past);
      done += part;
    }
    return written - offset;
  }

  #keep(part: number, output: Float64Array, offset: number): number {
    const taps = this.#taps;
    const buffer = this.#buffer;
    const last = taps.length - 1;
    const half = last / 2;
    let written = offset;
    let start = this.#due - 1;
    for (; start < part; start += this.factor) {
      let sum = taps[half] * buffer[start + half];
      for (let k = 0, i = start, j = start + last; k < half; k++, i++, j--) sum += taps[k] * (buffer[i] + buffer[j]);
      output[written++] = sum;
    }
    this.#due = start - part + 1;
    return written;
  }
}
