/**
 * How often levels occurred, in bins of equal width, for percentiles of a running signal in fixed memory.
 * Values outside the range count in the first or last bin; percentiles are right to half a bin. `add` and `quantile`
 * allocate nothing.
 */
export class LevelHistogram {
  readonly #lowest: number;
  readonly #step: number;
  readonly #counts: Uint32Array;
  #total = 0;

  /** Bins of `step` from `lowest` to `highest`. */
  constructor(lowest: number, highest: number, step: number) {
    this.#lowest = lowest;
    this.#step = step;
    this.#counts = new Uint32Array(Math.max(1, Math.round((highest - lowest) / step)));
  }

  /** Values counted. */
  get total(): number {
    return this.#total;
  }

  /** Counts a value; NaN is left out. */
  add(value: number): void {
    if (Number.isNaN(value)) return;
    const bin = Math.floor((value - this.#lowest) / this.#step);
    this.#counts[Math.max(0, Math.min(this.#counts.length - 1, bin))]++;
    this.#total++;
  }

  /**
   * The `percent` percentile of the values in bins at or above `from`, as Tech 3342 takes it: the value at the rounded
   * 1-based index (n-1)p/100+1. NaN when there are none.
   */
  percentile(percent: number, from: number = Number.NEGATIVE_INFINITY): number {
    const first = Math.max(0, Math.min(this.#counts.length, Math.floor((from - this.#lowest) / this.#step)));
    let below = 0;
    for (let b = 0; b < first; b++) below += this.#counts[b];
    const kept = this.#total - below;
    if (kept === 0) return Number.NaN;
    let left = Math.floor(((kept - 1) * percent) / 100 + 0.5);
    for (let b = first; b < this.#counts.length; b++) {
      left -= this.#counts[b];
      if (left < 0) return this.#lowest + (b + 0.5) * this.#step;
    }
    return this.#lowest + this.#counts.length * this.#step;
  }

  clear(): void {
    this.#counts.fill(0);
    this.#total = 0;
  }
}
