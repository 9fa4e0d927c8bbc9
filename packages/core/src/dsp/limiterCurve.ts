/**
 * Gain curve of a look-ahead limiter, in dB of reduction (0 and up): never less than wanted, and smooth.
 * Four steps, each of which can only raise the reduction before the last averages it:
 * 1. valleys shorter than `holdFrames` are filled (a closing: sliding maximum, then sliding minimum), so a tone whose
 *    peaks follow each other within that time gets one constant gain, while a lone peak is not held at all;
 * 2. the largest value of the look-ahead window;
 * 3. release in two stages: quickly down to a slow level, which charges only under lasting reduction and then falls slowly;
 * 4. two moving averages in a row over the look-ahead window (a trapezoid; weights add up to 1).
 * Values lie on a grid of 2^-20 dB, rounded up, so that the moving sums are exact and do not drift.
 * Latency: `holdFrames + lookaheadFrames - 1`. Source: Hämäläinen, "Smoothing of the control signal without clipped output
 * in digital peak limiters", DAFx 2002 (steps 2 and 4); Serra, mathematical morphology (closing).
 */
import { smoothingFactor } from './envelope.ts';
import { SlidingMaximum } from './slidingMaximum.ts';

export interface LimiterCurveOptions {
  readonly sampleRateHz: number;
  readonly lookaheadFrames: number;
  readonly holdFrames: number;
  /** Time constants in dB: the quick fall, the fall of the slow level, and its charge. */
  readonly fastSeconds: number;
  readonly slowSeconds: number;
  readonly chargeSeconds: number;
}

/** Steps per dB. */
const GRID = 2 ** 20;
/** More than any float audio needs; keeps the sums exact. */
const LARGEST_DB = 1000;

/** Exact mean of the last `length` grid values. */
class MovingMean {
  readonly #ring: Float64Array;
  #sum = 0;
  #at = 0;

  constructor(length: number) {
    this.#ring = new Float64Array(length);
  }

  process(values: Float64Array, count: number): void {
    const ring = this.#ring;
    const length = ring.length;
    let at = this.#at;
    let sum = this.#sum;
    for (let i = 0; i < count; i++) {
      const v = values[i];
      sum += v - ring[at];
      ring[at] = v;
      if (++at === length) at = 0;
      values[i] = sum;
    }
    this.#at = at;
    this.#sum = sum;
  }

  reset(): void {
    this.#ring.fill(0);
    this.#sum = 0;
    this.#at = 0;
  }
}

export class LimiterCurve {
  readonly latencyFrames: number;
  readonly #dilate: SlidingMaximum;
  readonly #erode: SlidingMaximum;
  readonly #lookahead: SlidingMaximum;
  readonly #means: readonly MovingMean[];
  readonly #scale: number;
  readonly #fast: number;
  readonly #slow: number;
  readonly #charge: number;
  #released = 0;
  #level = 0;

  constructor(options: LimiterCurveOptions) {
    const { sampleRateHz, lookaheadFrames, holdFrames } = options;
    this.latencyFrames = holdFrames + lookaheadFrames - 1;
    this.#dilate = new SlidingMaximum(holdFrames + 1);
    this.#erode = new SlidingMaximum(holdFrames + 1);
    this.#lookahead = new SlidingMaximum(lookaheadFrames);
    const first = Math.ceil((lookaheadFrames + 1) / 2);
    const second = lookaheadFrames + 1 - first;
    this.#means = [new MovingMean(first), new MovingMean(second)];
    this.#scale = 1 / (GRID * first * second);
    this.#fast = smoothingFactor(options.fastSeconds, sampleRateHz);
    this.#slow = smoothingFactor(options.slowSeconds, sampleRateHz);
    this.#charge = smoothingFactor(options.chargeSeconds, sampleRateHz);
  }

  /** Turns `count` wanted reductions (dB) into the curve, `latencyFrames` late, in place. */
  process(reductionDb: Float64Array, count: number): void {
    for (let i = 0; i < count; i++)
      reductionDb[i] = Math.ceil(Math.min(LARGEST_DB, Math.max(0, reductionDb[i] || 0)) * GRID);
    this.#dilate.process(reductionDb, 0, count);
    for (let i = 0; i < count; i++) reductionDb[i] = -reductionDb[i];
    this.#erode.process(reductionDb, 0, count);
    for (let i = 0; i < count; i++) reductionDb[i] = -reductionDb[i];
    this.#lookahead.process(reductionDb, 0, count);
    this.#release(reductionDb, count);
    for (const mean of this.#means) mean.process(reductionDb, count);
    for (let i = 0; i < count; i++) reductionDb[i] *= this.#scale;
  }

  #release(values: Float64Array, count: number): void {
    let released = this.#released;
    let level = this.#level;
    for (let i = 0; i < count; i++) {
      const wanted = values[i];
      level = wanted + (wanted > level ? this.#charge : this.#slow) * (level - wanted);
      if (level < 1) level = 0;
      const floor = wanted > level ? wanted : level;
      released = released > floor ? floor + this.#fast * (released - floor) : floor;
      if (released - wanted < 1) released = wanted;
      values[i] = Math.ceil(released);
    }
    this.#released = released;
    this.#level = level;
  }

  reset(): void {
    this.#dilate.reset();
    this.#erode.reset();
    this.#lookahead.reset();
    for (const mean of this.#means) mean.reset();
    this.#released = 0;
    this.#level = 0;
  }
}
