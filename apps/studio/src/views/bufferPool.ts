/** Memory that is used again: what a stream of large answers leaves behind would otherwise wait long for a collection. */
export class BufferPool {
  readonly #most: number;
  readonly #free: ArrayBuffer[] = [];

  /** Keeps `most` buffers. */
  constructor(most: number) {
    this.#most = most;
  }

  /** A buffer of at least `bytes` and at most four times as many; what is in it is left from before. */
  take(bytes: number): ArrayBuffer {
    const at = this.#free.findIndex(({ byteLength }) => byteLength >= bytes && byteLength <= 4 * bytes);
    return at < 0 ? new ArrayBuffer(bytes) : (this.#free.splice(at, 1)[0] as ArrayBuffer);
  }

  /** Takes a buffer back; the one that has lain longest goes where there are too many. */
  give(buffer: ArrayBuffer): void {
    if (buffer.byteLength === 0) return;
    this.#free.push(buffer);
    if (this.#free.length > this.#most) this.#free.shift();
  }

  clear(): void {
    this.#free.length = 0;
  }
}
