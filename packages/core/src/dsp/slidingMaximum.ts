/**
 * Largest of the last `length` values, streaming, in constant time per value: the values so far of a block of `length`
 * give a running maximum, the block before it the maxima of its ends (M. van Herk, Pattern Recognition Letters 13, 1992;
 * J. Gil and M. Werman, IEEE PAMI 15, 1993). No branch depends on the values.
 */
export class SlidingMaximum {
  readonly #length: number;
  /** Up to `#at` the values of this block, from there on the largest of the end of the block before it. */
  readonly #block: Float64Array;
  #at = 0;
  #largest = Number.NEGATIVE_INFINITY;

  /** `length` at least 1; 1 passes values through. */
  constructor(length: number) {
    this.#length = length;
    this.#block = new Float64Array(length).fill(Number.NEGATIVE_INFINITY);
  }

  /** Replaces each of `count` values from `offset` by the largest of it and the `length` - 1 before it. */
  process(values: Float64Array, offset: number, count: number): void {
    const length = this.#length;
    if (length === 1) return;
    const block = this.#block;
    const end = offset + count;
    for (let i = offset; i < end; ) {
      let at = this.#at;
      let largest = this.#largest;
      const to = Math.min(end, i + length - 1 - at);
      for (; i < to; i++) {
        const v = values[i];
        block[at++] = v;
        if (v > largest) largest = v;
        const earlier = block[at];
        values[i] = earlier > largest ? earlier : largest;
      }
      if (i < end) {
        // The last of a block: the window is the block itself.
        const v = values[i];
        block[at] = v;
        values[i++] = v > largest ? v : largest;
        for (let k = at - 1; k >= 0; k--) if (block[k + 1] > block[k]) block[k] = block[k + 1];
        at = 0;
        largest = Number.NEGATIVE_INFINITY;
      }
      this.#at = at;
      this.#largest = largest;
    }
  }

  reset(): void {
    this.#block.fill(Number.NEGATIVE_INFINITY);
    this.#at = 0;
    this.#largest = Number.NEGATIVE_INFINITY;
  }
}
