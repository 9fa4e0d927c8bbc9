/**
 * Doubling and halving of the rate by a linear-phase half-band filter in two phases, one channel, streaming: every second
 * tap but the middle one is zero (P. P. Vaidyanathan, "Multirate Systems and Filter Banks", 1993, 4.6). Both ways
 * together delay by {@link HalfbandDesign.delayFrames} whole frames of the lower rate.
 */
import { kaiserFir, kaiserTaps } from './fir.ts';

/** The taps that are not zero, apart from the middle one (a half). */
export interface HalfbandDesign {
  /** Even count, symmetric, adding up to a half. */
  readonly taps: Float64Array;
  /** Of up and down together, in frames of the lower rate. */
  readonly delayFrames: number;
}

/**
 * Half-band filter that passes up to `passBand` (a part of the lower rate, under a half) and keeps the images `attenuationDb`
 * down.
 */
export function halfbandDesign(passBand: number, attenuationDb: number): HalfbandDesign {
  const transition = 1 - 2 * passBand;
  const wanted = kaiserTaps(transition, attenuationDb + 1, 2);
  // Lengths of 4k + 3 put a tap at both ends.
  const spare = (4 - ((wanted - 3) % 4)) % 4;
  const k = (wanted + spare - 3) / 4;
  const full = kaiserFir({ type: 'lowpass', edgesHz: [0.5], transitionHz: transition, attenuationDb }, 2);
  const offset = (full.length - (4 * k + 3)) / 2;
  const taps = Float64Array.from({ length: 2 * k + 2 }, (_, j) => full[2 * j + offset] ?? 0);
  const sum = taps.reduce((a, v) => a + v, 0);
  return { taps: taps.map((v) => v / (2 * sum)), delayFrames: 2 * k + 1 };
}

/** State of one direction for pieces of at most `largest` frames of the lower rate. */
export class HalfbandUp {
  readonly #taps: Float64Array;
  readonly #history: Float64Array;
  readonly #past: number;

  constructor({ taps }: HalfbandDesign, largest: number) {
    this.#taps = taps;
    this.#past = taps.length - 1;
    this.#history = new Float64Array(this.#past + largest);
  }

  /** Writes `2 count` samples to `output` from `count` of `input`. */
  process(input: Float64Array, output: Float64Array, count: number): void {
    const taps = this.#taps;
    const past = this.#past;
    const x = this.#history;
    const half = taps.length / 2;
    for (let i = 0; i < count; i++) x[past + i] = input[i];
    for (let i = 0; i < count; i++) {
      let sum = 0;
      for (let j = 0, low = i, high = past + i; j < half; j++, low++, high--) sum += taps[j] * (x[low] + x[high]);
      output[2 * i] = 2 * sum;
      output[2 * i + 1] = x[i + half];
    }
    x.copyWithin(0, count, past + count);
  }

  reset(): void {
    this.#history.fill(0);
  }
}

export class HalfbandDown {
  readonly #taps: Float64Array;
  readonly #even: Float64Array;
  readonly #odd: Float64Array;
  readonly #past: number;

  constructor({ taps }: HalfbandDesign, largest: number) {
    this.#taps = taps;
    this.#past = taps.length - 1;
    this.#even = new Float64Array(this.#past + largest);
    this.#odd = new Float64Array(this.#past + largest);
  }

  /** Writes `count` samples to `output` from `2 count` of `input`. */
  process(input: Float64Array, output: Float64Array, count: number): void {
    const taps = this.#taps;
    const past = this.#past;
    const even = this.#even;
    const odd = this.#odd;
    const half = taps.length / 2;
    for (let i = 0; i < count; i++) {
      even[past + i] = input[2 * i];
      odd[past + i] = input[2 * i + 1];
    }
    for (let i = 0; i < count; i++) {
      let sum = 0;
      for (let j = 0, low = i, high = past + i; j < half; j++, low++, high--) sum += taps[j] * (even[low] + even[high]);
      output[i] = sum + odd[i + half - 1] / 2;
    }
    even.copyWithin(0, count, past + count);
    odd.copyWithin(0, count, past + count);
  }

  reset(): void {
    this.#even.fill(0);
    this.#odd.fill(0);
  }
}
