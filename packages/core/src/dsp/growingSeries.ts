/** An append-only series of numbers whose storage doubles: one value per 100 ms of a long file stays small. */
export class GrowingSeries {
  #values: Float64Array = new Float64Array(1024);
  #length = 0;

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const grown = new Float64Array(this.#length * 2);
      grown.set(this.#values);
      this.#values = grown;
    }
    this.#values[this.#length++] = value;
  }

  get length(): number {
    return this.#length;
  }

  /** View of the values so far; valid until the next push. */
  values(): Float64Array {
    return this.#values.subarray(0, this.#length);
  }
}
