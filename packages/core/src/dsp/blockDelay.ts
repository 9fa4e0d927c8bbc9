/** Delays a stream by whole frames. Exact. Latency: as asked for. Cost: one copy. */
export class BlockDelay {
  readonly #frames: number;
  readonly #buffer: Float64Array;

  /** `frames` 0 and up; `capacity` is the largest `count`. */
  constructor(frames: number, capacity: number) {
    this.#frames = frames;
    this.#buffer = new Float64Array(frames + capacity);
  }

  /** Replaces `count` values from `offset` by those `frames` earlier (0 before the start). */
  process(values: Float64Array, offset: number, count: number): void {
    const frames = this.#frames;
    if (frames === 0) return;
    const buffer = this.#buffer;
    for (let i = 0; i < count; i++) buffer[frames + i] = values[offset + i];
    for (let i = 0; i < count; i++) values[offset + i] = buffer[i];
    buffer.copyWithin(0, count, count + frames);
  }

  reset(): void {
    this.#buffer.fill(0);
  }
}
