/**
 * Largest of the last `length` values, streaming, in constant time per value (amortised): a queue that only keeps values
 * which can still become the largest (D. Lemire, "Streaming maximum-minimum filter", Nordic J. Computing 13, 2006).
 */
export class SlidingMaximum {
  readonly #length: number;
  readonly #values: Float64Array;
  readonly #positions: Float64Array;
  /** Ring positions of the oldest kept value, and their count. */
  #first = 0;
  #count = 0;
  #position = 0;

  /** `length` at least 1; 1 passes values through. */
  constructor(length: number) {
    this.#length = length;
    this.#values = new Float64Array(length);
    this.#positions = new Float64Array(length);
  }

  /** Replaces each of `count` values from `offset` by the largest of it and the `length` - 1 before it. */
  process(values: Float64Array, offset: number, count: number): void {
    const length = this.#length;
    if (length === 1) return;
    const kept = this.#values;
    const positions = this.#positions;
    let first = this.#first;
    let held = this.#count;
    let position = this.#position;
    for (let i = offset, end = offset + count; i < end; i++, position++) {
      const v = values[i];
      if (held > 0 && positions[first] <= position - length) {
        if (++first === length) first = 0;
        held--;
      }
      let last = first + held - 1;
      if (last >= length) last -= length;
      while (held > 0 && kept[last] <= v) {
        held--;
        if (--last < 0) last = length - 1;
      }
      if (++last === length) last = 0;
      if (held === 0) first = last;
      kept[last] = v;
      positions[last] = position;
      held++;
      values[i] = kept[first];
    }
    this.#first = first;
    this.#count = held;
    this.#position = position;
  }

  reset(): void {
    this.#first = 0;
    this.#count = 0;
    this.#position = 0;
  }
}
