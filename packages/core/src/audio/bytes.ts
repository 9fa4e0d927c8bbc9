/** Random-access bytes: a file, a blob or memory. The port through which formats read. */
export interface ByteSource {
  /** Name for messages, usually the file name. */
  readonly name: string;
  /** Size in bytes. */
  readonly size: number;
  /**
   * Fills `target` from `offset`; returns the bytes read, fewer than asked only at the end.
   * Synchronous or not is the port's choice; callers await.
   */
  read(offset: number, target: Uint8Array): Promise<number> | number;
}

/** Where a format writes. Bytes appear at the destination only after `commit`; `abort` leaves nothing behind. */
export interface ByteSink {
  /** Appends. The bytes may be reused after the promise resolves. */
  write(bytes: Uint8Array): Promise<void>;
  /** Overwrites earlier bytes, for header fields known only at the end. */
  writeAt(offset: number, bytes: Uint8Array): Promise<void>;
  commit(): Promise<void>;
  abort(): Promise<void>;
}

/** A ByteSource over memory. */
export function memorySource(bytes: Uint8Array, name = 'memory'): ByteSource {
  return {
    name,
    size: bytes.length,
    read(offset: number, target: Uint8Array): number {
      const count = Math.max(0, Math.min(target.length, bytes.length - offset));
      target.set(bytes.subarray(offset, offset + count));
      return count;
    },
  };
}

/** A ByteSink into memory; `bytes()` is the content so far. */
export function memorySink(): ByteSink & { bytes(): Uint8Array<ArrayBuffer> } {
  let buffer = new Uint8Array(4096);
  let size = 0;
  const reserve = (needed: number): void => {
    if (needed <= buffer.length) return;
    const grown = new Uint8Array(Math.max(needed, buffer.length * 2));
    grown.set(buffer.subarray(0, size));
    buffer = grown;
  };
  return {
    async write(bytes: Uint8Array): Promise<void> {
      reserve(size + bytes.length);
      buffer.set(bytes, size);
      size += bytes.length;
    },
    async writeAt(offset: number, bytes: Uint8Array): Promise<void> {
      reserve(offset + bytes.length);
      buffer.set(bytes, offset);
      size = Math.max(size, offset + bytes.length);
    },
    async commit(): Promise<void> {},
    async abort(): Promise<void> {
      size = 0;
    },
    bytes: (): Uint8Array<ArrayBuffer> => buffer.slice(0, size),
  };
}
