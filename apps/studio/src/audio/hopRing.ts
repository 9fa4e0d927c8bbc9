/** Figures of the last 3 s in hops of 10 ms, one row per quantity. */
export const HOPS_PER_SECOND = 100;
/** Hops of the longest window, that of short-term loudness. */
export const RING_HOPS = 300;

export class HopRing {
  readonly #values: Float64Array;
  readonly #rows: number;
  #hops = 0;

  constructor(rows: number) {
    this.#rows = rows;
    this.#values = new Float64Array(rows * RING_HOPS);
  }

  /** Hops since the start or the last `clear`. */
  get hops(): number {
    return this.#hops;
  }

  push(figures: Float64Array): void {
    this.#values.set(figures, (this.#hops % RING_HOPS) * this.#rows);
    this.#hops++;
  }

  sum(row: number, hops: number): number {
    let sum = 0;
    for (let h = Math.max(0, this.#hops - hops); h < this.#hops; h++)
      sum += this.#values[(h % RING_HOPS) * this.#rows + row]!;
    return sum;
  }

  max(row: number, hops: number): number {
    let max = 0;
    for (let h = Math.max(0, this.#hops - hops); h < this.#hops; h++)
      max = Math.max(max, this.#values[(h % RING_HOPS) * this.#rows + row]!);
    return max;
  }

  clear(): void {
    this.#values.fill(0);
    this.#hops = 0;
  }
}
