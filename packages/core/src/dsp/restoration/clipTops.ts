/**
 * Flat tops of one polarity of one channel: how its highest peaks look, slice by slice. A clipped peak is a run of equal
 * samples entered and left by a slope; a limited or natural peak is one sample, or two that happen to be equal.
 */
import { GrowingSeries } from '../growingSeries.ts';

/** Samples of a flat top differ by no more: 3 steps of 16 bits, so that dither after the clipping does not hide it. */
export const FLAT_TOLERANCE = 1e-4;
/** Slopes into and out of a flat top at 48 kHz, together: a smooth peak of three equal samples stays under a quarter. */
const LEAST_SLOPES_AT_48K = 2e-3;
const LEAST_SLOPES = 8e-4;
/** A top entered and left by steps of this share of its height belongs to a square wave. */
const SQUARE_STEP = 0.7;
/** Peaks below -34 dBFS are not judged. */
const LEAST_LEVEL = 0.02;

/** The peaks within tolerance of the highest one of a slice. */
export interface SliceTops {
  readonly slice: number;
  readonly level: number;
  /** Peaks of one sample. */
  readonly single: number;
  /** Flat tops of two samples, and of three or more. */
  readonly pairs: number;
  readonly runs: number;
  readonly longest: number;
}

const FIELDS = 6;

export class ClipTops {
  readonly #sign: number;
  readonly #leastSlopes: number;
  readonly #records: GrowingSeries = new GrowingSeries();
  #before = 0;
  #low = 0;
  #high = 0;
  #entry = 0;
  #count = 0;
  #level = LEAST_LEVEL;
  #single = 0;
  #pairs = 0;
  #runs = 0;
  #longest = 0;

  /** `sign`: 1 for the upper side, -1 for the lower. */
  constructor(sign: 1 | -1, sampleRateHz: number) {
    this.#sign = sign;
    this.#leastSlopes = Math.max(LEAST_SLOPES, (LEAST_SLOPES_AT_48K * 48000) / sampleRateHz);
  }

  push(samples: Float64Array, from: number, to: number): void {
    for (let i = from; i < to; i++) {
      const x = samples[i];
      const v = x - x === 0 ? this.#sign * x : 0;
      if (this.#count > 0 && Math.max(this.#high, v) - Math.min(this.#low, v) <= FLAT_TOLERANCE) {
        if (v < this.#low) this.#low = v;
        if (v > this.#high) this.#high = v;
        this.#count++;
      } else {
        if (this.#count > 0 && v < this.#low && this.#entry > 0) this.#top(this.#low - v);
        this.#entry = v - this.#before;
        this.#low = v;
        this.#high = v;
        this.#count = 1;
      }
      this.#before = v;
    }
  }

  /** Ends a slice. */
  endSlice(slice: number): void {
    if (this.#single + this.#pairs + this.#runs > 0)
      for (const field of [slice, this.#level, this.#single, this.#pairs, this.#runs, this.#longest])
        this.#records.push(field);
    this.#level = LEAST_LEVEL;
    this.#clear();
  }

  slices(): readonly SliceTops[] {
    const values = this.#records.values();
    return Array.from({ length: values.length / FIELDS }, (_, i) => {
      const [slice, level, single, pairs, runs, longest] = values.subarray(FIELDS * i, FIELDS * (i + 1));
      return { slice, level, single, pairs, runs, longest };
    });
  }

  #clear(): void {
    this.#single = 0;
    this.#pairs = 0;
    this.#runs = 0;
    this.#longest = 0;
  }

  #top(exit: number): void {
    const level = this.#high;
    if (level < this.#level - FLAT_TOLERANCE) return;
    if (level > this.#level + FLAT_TOLERANCE) this.#clear();
    if (level > this.#level) this.#level = level;
    const flat = this.#entry + exit >= this.#leastSlopes;
    const square = Math.min(this.#entry, exit) > SQUARE_STEP * level;
    if (this.#count === 1 || !flat) this.#single++;
    else if (square && this.#count > 2) this.#single++;
    else if (this.#count === 2) this.#pairs++;
    else {
      this.#runs++;
      if (this.#count > this.#longest) this.#longest = this.#count;
    }
  }
}
