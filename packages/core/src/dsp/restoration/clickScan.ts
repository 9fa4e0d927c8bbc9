/**
 * Clicks in one channel. The sound is predicted from its past and from its future (32nd order at 48 kHz, models of
 * 100 ms); a sample that neither direction expects is an event. It is called a click when it is short, stands far above
 * what is unexpected just before and just after it (a hit rings on; a click is over) and above the 30 ms to either side,
 * and when nothing alike recurs nearby (the pulses of a voice, a horn, a saw-tooth wave). Prediction in both directions
 * after Vaseghi & Rayner 1990 and Godsill & Rayner 1998, "Digital Audio Restoration"; the decision is our own.
 */
import { AudioError } from '../../audio/index.ts';
import { levinson } from './linearPrediction.ts';

/** A click of one channel. */
export interface ScannedClick {
  /** First frame, counted from the start of the scanned history. */
  start: number;
  count: number;
  /** How far the event stands above its surroundings in the prediction error, dB. */
  strengthDb: number;
}

/** Least strength of a click unless said otherwise, dB. */
export const DEFAULT_CLICK_THRESHOLD_DB = 16;

const BINS_PER_SECOND = 2000;
const BINS_PER_BLOCK = 100;
const ORDER_AT_48K = 32;
/** Surroundings, in bins of 0.5 ms: near ones by their median, far ones by their upper quartile. */
const NEAR_BINS = 8;
const FAR_BINS = 60;
const FAR_QUANTILE = 0.75;
/** Free of an event to either side, bins. */
const GUARD_BINS = 1;
/** An event ends where the error falls under this share of the surroundings' peaks for so long. */
const EDGE = 0.5;
/** The same as shares of the event's own peak. */
const LEAST_EDGE = 0.01;
const MOST_EDGE = 0.06;
const EDGE_MS = 0.1;
const LONGEST_MS = 2;
/** A like event within 40 ms: at least this share of the size, this correlated in the error. */
const LIKE_BINS = 80;
const LIKE_SIZE = 0.35;
const LIKE_CORRELATION = 0.6;
/** Error that is no more than the rounding of 24 bits. */
const LEAST_ERROR = 1e-6;

/** Throws AudioError 'invalid-parameter' for a threshold outside 6 to 40 dB. */
export function checkThreshold(thresholdDb: number): void {
  if (!(thresholdDb >= 6 && thresholdDb <= 40))
    throw new AudioError(
      'invalid-parameter',
      `Clicks: a threshold of ${thresholdDb} dB.`,
      'Give a threshold from 6 to 40 dB.',
    );
}

export class ClickScan {
  /** Frames per block. */
  readonly blockFrames: number;
  /** Longest click, frames. */
  readonly longest: number;
  readonly #order: number;
  readonly #bin: number;
  readonly #edge: number;
  readonly #window: Float64Array;
  readonly #frame: Float64Array;
  readonly #lags: Float64Array;
  readonly #model: Float64Array;
  readonly #spare: Float64Array;
  /** Over four blocks: prediction error forward, and the lesser of both directions. */
  readonly #forward: Float64Array;
  readonly #backward: Float64Array;
  readonly #error: Float64Array;
  readonly #peaks: Float64Array;
  readonly #sorted: Float64Array;
  readonly #factor: number;

  /** `thresholdDb`: least strength of a click. */
  constructor(sampleRateHz: number, thresholdDb: number) {
    this.#bin = Math.max(4, Math.round(sampleRateHz / BINS_PER_SECOND));
    this.blockFrames = BINS_PER_BLOCK * this.#bin;
    this.longest = Math.round((LONGEST_MS / 1000) * sampleRateHz);
    this.#edge = Math.max(2, Math.round((EDGE_MS / 1000) * sampleRateHz));
    this.#order = Math.min(64, Math.max(16, Math.round((ORDER_AT_48K * sampleRateHz) / 48000)));
    const size = 2 * this.blockFrames;
    this.#window = Float64Array.from({ length: size }, (_, i) => Math.sin((Math.PI * (i + 0.5)) / size) ** 2);
    this.#frame = new Float64Array(size);
    this.#lags = new Float64Array(this.#order + 1);
    this.#model = new Float64Array(this.#order + 1);
    this.#spare = new Float64Array(this.#order + 1);
    this.#forward = new Float64Array(4 * this.blockFrames);
    this.#backward = new Float64Array(4 * this.blockFrames);
    this.#error = new Float64Array(4 * this.blockFrames);
    this.#peaks = new Float64Array(4 * BINS_PER_BLOCK);
    this.#sorted = new Float64Array(FAR_BINS);
    this.#factor = 10 ** (thresholdDb / 20);
  }

  reset(): void {
    for (const series of [this.#forward, this.#backward, this.#error, this.#peaks]) series.fill(0);
  }

  /**
   * `history`: five blocks, the last one new; call once per block. Clicks that peak in the third go to `clicks`; how
   * many. Starts may lie up to `longest` before the third block, ends as far behind it.
   */
  scan(history: Float64Array, clicks: ScannedClick[]): number {
    const block = this.blockFrames;
    for (const series of [this.#forward, this.#backward, this.#error]) series.copyWithin(0, block);
    this.#peaks.copyWithin(0, BINS_PER_BLOCK);
    this.#predict(history);
    return this.#decide(clicks);
  }

  /** Prediction errors of the fourth block. */
  #predict(x: Float64Array): void {
    const block = this.blockFrames;
    const from = 3 * block;
    const order = this.#order;
    const [forward, backward, error] = [this.#forward, this.#backward, this.#error];
    const frame = this.#frame;
    for (let i = 0; i < frame.length; i++) frame[i] = this.#window[i] * x[from - block / 2 + i];
    for (let lag = 0; lag <= order; lag++) {
      let sum = 0;
      for (let i = lag; i < frame.length; i++) sum += frame[i] * frame[i - lag];
      this.#lags[lag] = sum;
    }
    const model = this.#model;
    if (!levinson(this.#lags, order, model, this.#spare)) {
      forward.fill(0, from);
      backward.fill(0, from);
    } else
      for (let i = from; i < from + block; i++) {
        let f = 0;
        let b = 0;
        for (let k = 0; k <= order; k++) {
          f += model[k] * x[i - k];
          b += model[k] * x[i + k];
        }
        forward[i] = f;
        backward[i] = b;
      }
    // Two samples late, for the largest of five.
    for (let i = from - 2; i < from + block - 2; i++) {
      let f = 0;
      let b = 0;
      for (let k = i - 2; k <= i + 2; k++) {
        f = Math.max(f, Math.abs(forward[k]));
        b = Math.max(b, Math.abs(backward[k]));
      }
      error[i] = Math.min(f, b);
    }
    for (let n = 0; n < BINS_PER_BLOCK; n++) {
      let peak = 0;
      const start = from + n * this.#bin - 2;
      for (let i = start; i < start + this.#bin; i++) if (error[i] > peak) peak = error[i];
      this.#peaks[3 * BINS_PER_BLOCK + n] = peak;
    }
  }

  #decide(clicks: ScannedClick[]): number {
    const peaks = this.#peaks;
    let count = 0;
    let free = 0;
    for (let n = 2 * BINS_PER_BLOCK; n < 3 * BINS_PER_BLOCK; n++) {
      const peak = peaks[n];
      if (peak < LEAST_ERROR || peak < peaks[n - 1] || peak <= peaks[n + 1]) continue;
      // Most bins end here: the surroundings are as large.
      if (peak < this.#factor * Math.min(peaks[n - 3], peaks[n + 3], peaks[n - 4], peaks[n + 4])) continue;
      const rough = Math.max(this.#far(n - 3, -1), this.#far(n + 3, 1));
      if (peak < this.#factor * rough) continue;
      let limit = Math.max(EDGE * rough, LEAST_EDGE * peak);
      let { start, end } = this.#extent(n, limit);
      // The models ring: a strong click's own skirts shall not make it long.
      while (end - start > this.longest && limit < MOST_EDGE * peak) {
        limit *= 1.5;
        ({ start, end } = this.#extent(n, limit));
      }
      if (end - start > this.longest || start < free) continue;
      const [low, high] = [
        Math.floor((start + 2) / this.#bin) - GUARD_BINS,
        Math.ceil((end + 2) / this.#bin) + GUARD_BINS,
      ];
      const [before, after] = [this.#near(low - 1, -1), this.#near(high, 1)];
      // Digital silence on one side: a beginning or an end.
      if (before === 0 || after === 0) continue;
      const around = Math.max(before, after, this.#far(low - 1, -1), this.#far(high, 1));
      if (peak < this.#factor * around || this.#recurs(n, low, high)) continue;
      const click = (clicks[count] ??= { start: 0, count: 0, strengthDb: 0 });
      click.start = start;
      click.count = end - start;
      click.strengthDb = 20 * Math.log10(peak / around);
      count++;
      free = end;
    }
    return count;
  }

  /** Middle peak of the bins next to an event. */
  #near(from: number, step: number): number {
    return this.#quantile(from, step, NEAR_BINS, 0.5);
  }

  #far(from: number, step: number): number {
    return this.#quantile(from, step, FAR_BINS, FAR_QUANTILE);
  }

  #quantile(from: number, step: number, bins: number, share: number): number {
    const sorted = this.#sorted.subarray(0, bins);
    for (let i = 0; i < bins; i++) sorted[i] = this.#peaks[from + step * i];
    sorted.sort();
    return sorted[Math.floor(share * (bins - 1))];
  }

  /** Frames around a bin's peak where the error stays above a limit. */
  #extent(bin: number, limit: number): { start: number; end: number } {
    const error = this.#error;
    let at = bin * this.#bin - 2;
    for (let i = at; i < bin * this.#bin + this.#bin - 2; i++) if (error[i] > error[at]) at = i;
    let start = at;
    let end = at + 1;
    for (let i = at - 1; i >= start - this.#edge && at - i <= 2 * this.longest; i--) if (error[i] > limit) start = i;
    for (let i = at + 1; i < end + this.#edge && i - at <= 2 * this.longest; i++) if (error[i] > limit) end = i + 1;
    return { start, end };
  }

  /** Whether an event like that of a bin happens again nearby. */
  #recurs(bin: number, low: number, high: number): boolean {
    const peaks = this.#peaks;
    for (let n = bin - LIKE_BINS; n <= bin + LIKE_BINS; n++) {
      if (n === low) n = high;
      if (peaks[n] < LIKE_SIZE * peaks[bin] || peaks[n] < peaks[n - 1] || peaks[n] < peaks[n + 1]) continue;
      if (this.#likeness(bin, n) > LIKE_CORRELATION) return true;
    }
    return false;
  }

  /** Largest correlation of the forward errors within 1.5 bins around two bins' peaks. */
  #likeness(one: number, other: number): number {
    const x = this.#forward;
    const half = Math.round(1.5 * this.#bin);
    const a = this.#loudest(one);
    const centre = this.#loudest(other);
    let best = 0;
    for (let b = centre - this.#bin; b <= centre + this.#bin; b++) {
      if (b - half < 0 || b + half >= x.length) continue;
      let [cross, own, its] = [0, 1e-30, 1e-30];
      for (let i = -half; i <= half; i++) {
        cross += x[a + i] * x[b + i];
        own += x[a + i] * x[a + i];
        its += x[b + i] * x[b + i];
      }
      best = Math.max(best, cross / Math.sqrt(own * its));
    }
    return best;
  }

  #loudest(bin: number): number {
    // A bin begins two samples early and sees two more to either side.
    const end = (bin + 1) * this.#bin;
    let at = bin * this.#bin - 4;
    for (let i = at; i < end; i++) if (Math.abs(this.#forward[i]) > Math.abs(this.#forward[at])) at = i;
    return at;
  }
}
