import { SlidingMaximum } from './slidingMaximum.ts';

/** The magnitude held for a time, one channel, streaming: a sine of half that period or faster reads as steady as its peak. */
export class HeldPeak {
  readonly #maximum: SlidingMaximum;

  constructor(holdSeconds: number, sampleRateHz: number) {
    this.#maximum = new SlidingMaximum(Math.max(1, Math.round(holdSeconds * sampleRateHz)));
  }

  /** Held magnitudes of `count` samples from `offset`, into the same places of `output`, which may be the input. */
  process(input: Float64Array, output: Float64Array, offset: number, count: number): void {
    for (let i = offset, end = offset + count; i < end; i++) output[i] = Math.abs(input[i]);
    this.#maximum.process(output, offset, count);
  }

  reset(): void {
    this.#maximum.reset();
  }
}
