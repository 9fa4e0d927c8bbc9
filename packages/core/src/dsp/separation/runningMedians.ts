/** Medians over the last values of many series at once, each kept in order. Cost per value grows with the length. */
export class RunningMedians {
  readonly #length: number;
  /** Values of each series in the order they came, as a ring, and sorted. */
  readonly #ring: Float32Array;
  readonly #sorted: Float32Array;
  readonly #series: number;
  #at = 0;

  /** `length`: values under each median, odd. Before so many have come, zeros stand in. */
  constructor(series: number, length: number) {
    this.#series = series;
    this.#length = length;
    this.#ring = new Float32Array(series * length);
    this.#sorted = new Float32Array(series * length);
  }

  /** Takes one value per series, none of them negative or NaN, and writes the medians. */
  next(values: Float32Array, medians: Float32Array): void {
    const { length, middle } = { length: this.#length, middle: this.#length >> 1 };
    const sorted = this.#sorted;
    for (let s = 0; s < this.#series; s++) {
      const base = s * length;
      const oldest = this.#ring[base + this.#at];
      const value = values[s];
      this.#ring[base + this.#at] = value;
      let i = base;
      while (sorted[i] !== oldest) i++;
      for (; i + 1 < base + length && sorted[i + 1] < value; i++) sorted[i] = sorted[i + 1];
      for (; i > base && sorted[i - 1] > value; i--) sorted[i] = sorted[i - 1];
      sorted[i] = value;
      medians[s] = sorted[base + middle];
    }
    this.#at = (this.#at + 1) % length;
  }

  reset(): void {
    this.#ring.fill(0);
    this.#sorted.fill(0);
    this.#at = 0;
  }
}

/** Median of `length` (odd) neighbours of each value; at the ends the row is mirrored. */
export function slidingMedian(
  values: Float32Array,
  length: number,
  medians: Float32Array,
  scratch: Float32Array,
): void {
  const count = values.length;
  const half = length >> 1;
  const at = (i: number): number => {
    const mirrored = i < 0 ? -i - 1 : i >= count ? 2 * count - 1 - i : i;
    return values[Math.max(0, Math.min(count - 1, mirrored))];
  };
  const sorted = scratch.subarray(0, length);
  for (let i = 0; i < length; i++) sorted[i] = at(i - half);
  sorted.sort();
  medians[0] = sorted[half];
  for (let k = 1; k < count; k++) {
    const oldest = at(k - 1 - half);
    const value = at(k + half);
    let i = 0;
    while (sorted[i] !== oldest) i++;
    for (; i + 1 < length && sorted[i + 1] < value; i++) sorted[i] = sorted[i + 1];
    for (; i > 0 && sorted[i - 1] > value; i--) sorted[i] = sorted[i - 1];
    sorted[i] = value;
    medians[k] = sorted[half];
  }
}
