import type { Growing } from '../workers/tasks.ts';

/** Bytes gathered before they are written: the network gives far smaller pieces. */
const GATHERED_BYTES = 1 << 20;

/** An upload passing through: gathers its bytes and counts, for a thread that reads along, what has been written. */
export class Arrival {
  readonly growing: Growing;
  readonly #counter: BigInt64Array;

  /** `bytes` is the size declared. */
  constructor(bytes: number) {
    this.growing = { bytes, received: new SharedArrayBuffer(8) };
    this.#counter = new BigInt64Array(this.growing.received);
  }

  /**
   * The bytes in larger pieces; asking for the next one means that the last was written. `onWritten` comes once. The
   * memory of the parts is given back as they are used up.
   */
  async *through(parts: AsyncIterable<Uint8Array>, onWritten: () => void): AsyncGenerator<Uint8Array> {
    const buffer = new Uint8Array(GATHERED_BYTES);
    let filled = 0;
    let written = 0;
    const count = (): void => {
      if (written === 0) onWritten();
      written += filled;
      filled = 0;
      this.#set(BigInt(written));
    };
    for await (const part of parts) {
      for (let from = 0; from < part.length; ) {
        const taken = Math.min(part.length - from, GATHERED_BYTES - filled);
        buffer.set(part.subarray(from, from + taken), filled);
        filled += taken;
        from += taken;
        if (filled < GATHERED_BYTES) continue;
        yield buffer;
        count();
      }
      giveBack(part);
    }
    if (filled === 0) return;
    yield buffer.subarray(0, filled);
    count();
  }

  /** No more will come. */
  stop(): void {
    this.#set(-1n);
  }

  #set(value: bigint): void {
    Atomics.store(this.#counter, 0, value);
    Atomics.notify(this.#counter, 0);
  }
}

/**
 * Frees the memory of a part at once. Left to the garbage collector, up to 64 MB of parts pile up before it looks, in
 * pieces that the process then keeps.
 */
function giveBack({ buffer, byteLength }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
}
