/**
 * True-peak envelope of a stream: for every frame the largest value of the oversampled signal within one sample of it,
 * as ITU-R BS.1770-5 Annex 2 but with 64 taps (Kaiser, beta 10, cut at half the rate) and 8 or 16 times oversampling.
 * Two steps: samples and half samples (32 taps) everywhere; every phase only where one of them exceeds 0.68 of the
 * threshold. A band-limited signal read at twice its rate shows at least cos(pi/4) = 0.707 of its peak (Ehlich and
 * Zeller 1964), so nothing above the threshold is missed.
 * Latency: 32 frames. Weakness: under-reads by at most 0.04 dB at half the rate with 16 phases, 0.17 dB with 8.
 */
import { kaiserAt } from './kaiser.ts';

/** Taps each side of the interpolated point. */
const HALF = 32;
/** Taps each side for the half sample that decides where to look closer. */
const COARSE_HALF = 16;
const BETA = 10;
const COARSE_SHARE = 0.68;
/** Frames tested at once for being too quiet to matter. */
const GROUP = 32;

/** Frames by which {@link PeakScanner} answers late. */
export const PEAK_SCAN_LATENCY: number = HALF;

function interpolator(half: number, phase: number): Float64Array {
  const row = Float64Array.from({ length: 2 * half }, (_, j) => {
    const t = j - (half - 1) - phase;
    return (Math.sin(Math.PI * t) / (Math.PI * t)) * kaiserAt(t / half, BETA);
  });
  const sum = row.reduce((a, b) => a + b, 0);
  return row.map((v) => v / sum);
}

/** One channel. */
export class PeakScanner {
  readonly #look: number;
  readonly #quiet: number;
  readonly #rows: Float64Array[];
  readonly #coarse: Float64Array;
  readonly #buffer: Float64Array;
  #lastInterval = 0;

  /** `threshold`: linear; peaks below it may be under-read. `phases`: points per sample. `capacity`: largest `count`. */
  constructor(threshold: number, phases: number, capacity: number) {
    this.#look = threshold * COARSE_SHARE;
    this.#rows = Array.from({ length: phases - 1 }, (_, p) => interpolator(HALF, (p + 1) / phases));
    this.#coarse = interpolator(COARSE_HALF, 0.5).slice(COARSE_HALF);
    const norm = 2 * this.#coarse.reduce((sum, w) => sum + Math.abs(w), 0);
    this.#quiet = this.#look / norm;
    this.#buffer = new Float64Array(2 * HALF + capacity);
  }

  /** Peak around each of `count` frames from `offset`, 32 frames late, into `output` from 0. */
  process(input: Float64Array, offset: number, count: number, output: Float64Array): void {
    const x = this.#buffer;
    for (let i = 0; i < count; i++) x[2 * HALF + i] = input[offset + i];
    let last = this.#lastInterval;
    for (let from = 0; from < count; from += GROUP) {
      const to = Math.min(count, from + GROUP);
      if (this.#isQuiet(x, from + HALF - COARSE_HALF, to + HALF + COARSE_HALF + 1)) {
        output.fill(0, from, to);
        last = 0;
        continue;
      }
      for (let i = from; i < to; i++) {
        const interval = this.#interval(x, i + HALF);
        output[i] = interval > last ? interval : last;
        last = interval;
      }
    }
    this.#lastInterval = last;
    x.copyWithin(0, count, count + 2 * HALF);
  }

  #isQuiet(x: Float64Array, from: number, to: number): boolean {
    const quiet = this.#quiet;
    for (let i = from; i < to; i++) if (x[i] > quiet || x[i] < -quiet) return false;
    return true;
  }

  /** Largest magnitude from frame t to frame t + 1. */
  #interval(x: Float64Array, t: number): number {
    const h = this.#coarse;
    let half = 0;
    for (let j = 0; j < COARSE_HALF; j++) half += h[j] * (x[t - j] + x[t + 1 + j]);
    let peak = Math.max(Math.abs(half), Math.abs(x[t]), Math.abs(x[t + 1]));
    if (!(peak > this.#look)) return peak;
    const first = t - HALF + 1;
    for (const row of this.#rows) {
      let y = 0;
      for (let j = 0; j < 2 * HALF; j++) y += row[j] * x[first + j];
      if (y < 0) y = -y;
      if (y > peak) peak = y;
    }
    return peak;
  }

  reset(): void {
    this.#buffer.fill(0);
    this.#lastInterval = 0;
  }
}
