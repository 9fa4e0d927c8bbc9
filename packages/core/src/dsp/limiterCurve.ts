/**
 * Gain curve of a look-ahead limiter, in dB of reduction (0 and up): never less than wanted, and smooth.
 * 1. Valleys between peaks shorter than `holdFrames` are filled (a closing: sliding maximum, then sliding minimum), so a
 *    low tone, whose peaks follow each other within that time, gets one constant gain, while a lone peak is not held.
 * 2. Layers, wide to narrow (limiterLayer.ts): each takes its share of what the wider ones leave, the last all of it.
 *    Slow gain pumps and quick gain distorts, both with the square of its depth, so sharing costs less than either.
 *    Only the first layer has a release beyond its window.
 * Values lie on a grid of 2^-20 dB, rounded up. Latency: `latencyFrames`.
 */
import { BlockDelay } from './blockDelay.ts';
import { LimiterLayer } from './limiterLayer.ts';
import { SlidingMaximum } from './slidingMaximum.ts';

export interface LimiterCurveOptions {
  readonly sampleRateHz: number;
  /** 0 fills nothing. */
  readonly holdFrames: number;
  /** Window (frames) and share of each layer, wide to narrow; the last share is 1. */
  readonly layers: readonly { readonly windowFrames: number; readonly share: number }[];
  /** Release of the first layer. */
  readonly fastSeconds: number;
  readonly slowSeconds: number;
  readonly chargeSeconds: number;
  /** Largest `count`. */
  readonly capacity: number;
}

/** Steps per dB. */
const GRID = 2 ** 20;
/** More than any float audio needs; keeps the sums exact. */
const LARGEST_DB = 1000;

interface Layer {
  readonly share: number;
  readonly smoother: LimiterLayer;
  readonly wantedDelay: BlockDelay;
  readonly takenDelay: BlockDelay;
}

const isAtRest = ({ smoother }: Layer): boolean => smoother.isAtRest;

export class LimiterCurve {
  readonly latencyFrames: number;
  readonly #dilate: SlidingMaximum;
  readonly #erode: SlidingMaximum;
  readonly #layers: readonly Layer[];
  readonly #taken: Float64Array;
  readonly #part: Float64Array;
  /** Frames at rest without wanted reduction: after `latencyFrames` all memories are 0. */
  #idle = 0;

  constructor({ holdFrames, layers, capacity, ...release }: LimiterCurveOptions) {
    this.#dilate = new SlidingMaximum(holdFrames + 1);
    this.#erode = new SlidingMaximum(holdFrames + 1);
    this.#layers = layers.map(({ windowFrames, share }, k) => ({
      share,
      smoother: new LimiterLayer({ ...release, ...(k > 0 && { fastSeconds: 0, slowSeconds: 0 }), windowFrames }),
      wantedDelay: new BlockDelay(windowFrames - 1, capacity),
      takenDelay: new BlockDelay(windowFrames - 1, capacity),
    }));
    this.latencyFrames = this.#layers.reduce((sum, { smoother }) => sum + smoother.latencyFrames, holdFrames);
    this.#taken = new Float64Array(capacity);
    this.#part = new Float64Array(capacity);
  }

  /** Turns `count` wanted reductions (dB) into the curve, `latencyFrames` late, in place. */
  process(reductionDb: Float64Array, count: number): void {
    if (this.#isIdle(reductionDb, count)) return;
    this.#fillValleys(reductionDb, count);
    const taken = this.#taken;
    const part = this.#part;
    taken.fill(0, 0, count);
    for (const { share, smoother, wantedDelay, takenDelay } of this.#layers) {
      for (let i = 0; i < count; i++) {
        const left = reductionDb[i] - taken[i];
        part[i] = left > 0 ? Math.ceil(share * left) : 0;
      }
      smoother.process(part, count);
      wantedDelay.process(reductionDb, 0, count);
      takenDelay.process(taken, 0, count);
      for (let i = 0; i < count; i++) taken[i] += part[i];
    }
    for (let i = 0; i < count; i++) reductionDb[i] = taken[i] / GRID;
  }

  /** True if nothing is wanted and nothing is left inside; zeros then go through as they are. */
  #isIdle(reductionDb: Float64Array, count: number): boolean {
    for (let i = 0; i < count; i++)
      if (reductionDb[i] > 0) {
        this.#idle = 0;
        return false;
      }
    if (this.#idle > 2 * this.latencyFrames) {
      reductionDb.fill(0, 0, count);
      return true;
    }
    this.#idle = this.#layers.every(isAtRest) ? this.#idle + count : 0;
    return false;
  }

  #fillValleys(reductionDb: Float64Array, count: number): void {
    for (let i = 0; i < count; i++) {
      const db = reductionDb[i];
      reductionDb[i] = db > 0 ? Math.ceil(Math.min(LARGEST_DB, db) * GRID) : 0;
    }
    this.#dilate.process(reductionDb, 0, count);
    for (let i = 0; i < count; i++) reductionDb[i] = -reductionDb[i];
    this.#erode.process(reductionDb, 0, count);
    for (let i = 0; i < count; i++) reductionDb[i] = -reductionDb[i] + 0;
  }

  reset(): void {
    this.#idle = 0;
    this.#dilate.reset();
    this.#erode.reset();
    for (const { smoother, wantedDelay, takenDelay } of this.#layers) {
      smoother.reset();
      wantedDelay.reset();
      takenDelay.reset();
    }
  }
}
