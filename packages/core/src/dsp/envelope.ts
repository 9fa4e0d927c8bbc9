/**
 * Envelope followers, streaming, one channel. A time is the time constant: what a step needs for 63.2 % of its way
 * (1 - 1/e), measured in envelope.test.ts within one sample; 0 follows at once. Latency: none.
 * Source: Giannoulis, Massberg, Reiss, "Digital Dynamic Range Compressor Design", JAES 60(6), 2012: the smooth branching
 * and the smooth decoupled peak detector (eq. 16 and 17) and the RMS detector (eq. 8).
 */
import { AudioError } from '../audio/index.ts';

/** Settings of {@link EnvelopeFollower}. */
export interface EnvelopeOptions {
  readonly attackSeconds: number;
  readonly releaseSeconds: number;
  readonly sampleRateHz: number;
  /**
   * 'branching' attacks while the input lies above the envelope and releases below it: each time is what it says.
   * 'decoupled' lets a release run through the attack as well: rounder, but its release is slower by about the attack.
   */
  readonly smoothing: 'branching' | 'decoupled';
}

const STATE_FLOOR = 1e-30;

/** Factor per sample of a one-pole smoother, exp(-1 / (seconds * rate)). Throws AudioError 'invalid-parameter'. */
export function smoothingFactor(seconds: number, sampleRateHz: number): number {
  if (!(seconds >= 0 && sampleRateHz > 0))
    throw new AudioError(
      'invalid-parameter',
      `envelope: a time of ${seconds} s at ${sampleRateHz} Hz.`,
      'Give a time of zero or more and a sample rate above zero.',
    );
  return seconds === 0 ? 0 : Math.exp(-1 / (seconds * sampleRateHz));
}

/** Peak envelope with attack and release. Starts at 0. */
export class EnvelopeFollower {
  readonly #attack: number;
  readonly #release: number;
  readonly #decoupled: boolean;
  /** The envelope, and the peak before the attack ('decoupled'). */
  #envelope = 0;
  #peak = 0;

  constructor({ attackSeconds, releaseSeconds, sampleRateHz, smoothing }: EnvelopeOptions) {
    this.#attack = smoothingFactor(attackSeconds, sampleRateHz);
    this.#release = smoothingFactor(releaseSeconds, sampleRateHz);
    this.#decoupled = smoothing === 'decoupled';
  }

  /** Envelope of the magnitudes of `count` samples from `offset`, into the same places of `output`. */
  process(input: Float64Array, output: Float64Array, offset: number, count: number): void {
    for (let i = offset, end = offset + count; i < end; i++) output[i] = Math.abs(input[i]);
    this.smooth(output, offset, count);
  }

  /** Smooths values as they are, such as a gain reduction in dB (0 and up), in place. */
  smooth(values: Float64Array, offset: number, count: number): void {
    if (this.#decoupled) this.#decouple(values, offset, offset + count);
    else this.#branch(values, offset, offset + count);
    if (Math.abs(this.#envelope) < STATE_FLOOR) this.#envelope = 0;
    if (Math.abs(this.#peak) < STATE_FLOOR) this.#peak = 0;
  }

  #branch(values: Float64Array, from: number, to: number): void {
    let envelope = this.#envelope;
    for (let i = from; i < to; i++) {
      const x = values[i];
      envelope = x + (x > envelope ? this.#attack : this.#release) * (envelope - x);
      values[i] = envelope;
    }
    this.#envelope = envelope;
  }

  #decouple(values: Float64Array, from: number, to: number): void {
    let envelope = this.#envelope;
    let peak = this.#peak;
    for (let i = from; i < to; i++) {
      const x = values[i];
      peak = Math.max(x, x + this.#release * (peak - x));
      envelope = peak + this.#attack * (envelope - peak);
      values[i] = envelope;
    }
    this.#envelope = envelope;
    this.#peak = peak;
  }

  reset(): void {
    this.#envelope = 0;
    this.#peak = 0;
  }
}

/** Root of the exponentially weighted mean square. Starts at 0. */
export class RmsFollower {
  readonly #factor: number;
  #power = 0;

  /** The time constant is that of the power: an amplitude step is at 79.5 % (root of 63.2 %) after it. */
  constructor(seconds: number, sampleRateHz: number) {
    this.#factor = smoothingFactor(seconds, sampleRateHz);
  }

  /** RMS of `count` samples from `offset`, into the same places of `output`. */
  process(input: Float64Array, output: Float64Array, offset: number, count: number): void {
    const factor = this.#factor;
    let power = this.#power;
    for (let i = offset, end = offset + count; i < end; i++) {
      const square = input[i] * input[i];
      power = square + factor * (power - square);
      output[i] = Math.sqrt(power);
    }
    this.#power = power < STATE_FLOOR ? 0 : power;
  }

  reset(): void {
    this.#power = 0;
  }
}
