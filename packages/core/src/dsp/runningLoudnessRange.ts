/**
 * Loudness range by EBU Tech 3342 while the programme still runs, for meters: short-term values go into bins of
 * 0.02 LU, so memory is fixed and the range is within 0.02 LU of `loudnessRange`. Allocates nothing.
 * Weakness: that of `loudnessRange`; under a minute the figure still moves.
 */
import { powerToDb } from '../units/index.ts';
import { LevelHistogram } from './levelHistogram.ts';

const ABSOLUTE_GATE_LUFS = -70;
const RELATIVE_GATE_LU = 20;
const HIGHEST_LUFS = 20;
const BIN_LU = 0.02;
/** Tech 3342: the range lies between these percentiles. */
const LOW_PERCENT = 10;
const HIGH_PERCENT = 95;

export class RunningLoudnessRange {
  readonly #histogram: LevelHistogram = new LevelHistogram(ABSOLUTE_GATE_LUFS, HIGHEST_LUFS, BIN_LU);
  #power = 0;
  #lowLufs = Number.NaN;
  #highLufs = Number.NaN;

  /** Takes a short-term value, one at least every 100 ms. */
  add(shortTermLufs: number): void {
    if (!(shortTermLufs >= ABSOLUTE_GATE_LUFS)) return;
    this.#histogram.add(shortTermLufs);
    this.#power += 10 ** (shortTermLufs / 10);
    this.#lowLufs = this.#histogram.percentile(LOW_PERCENT, this.gateLufs);
    this.#highLufs = this.#histogram.percentile(HIGH_PERCENT, this.gateLufs);
  }

  /** Values under this do not count: -70 LUFS, and 20 LU under the power mean of the values above that. */
  get gateLufs(): number {
    const mean = this.#histogram.total === 0 ? 0 : this.#power / this.#histogram.total;
    return Math.max(ABSOLUTE_GATE_LUFS, powerToDb(mean) - RELATIVE_GATE_LU);
  }

  /** The percentiles the range lies between; NaN before the first value. */
  get lowLufs(): number {
    return this.#lowLufs;
  }

  get highLufs(): number {
    return this.#highLufs;
  }

  /** NaN before the first value. */
  get rangeLu(): number {
    return this.#highLufs - this.#lowLufs;
  }

  clear(): void {
    this.#histogram.clear();
    this.#power = 0;
    this.#lowLufs = Number.NaN;
    this.#highLufs = Number.NaN;
  }
}
