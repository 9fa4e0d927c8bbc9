/**
 * Little windowed reader for chunk headers: many 8-byte looks cost few reads of the port.
 */
import type { ByteSource } from '../audio/index.ts';

/** Bytes fetched at a time while chunk headers are walked. */
const WINDOW_BYTES = 65536;

/** Random access to small pieces of a ByteSource. */
export class HeaderReader {
  readonly source: ByteSource;
  readonly #window: Uint8Array<ArrayBuffer>;
  #start = 0;
  #length = 0;

  constructor(source: ByteSource) {
    this.source = source;
    this.#window = new Uint8Array(Math.min(WINDOW_BYTES, Math.max(16, source.size)));
  }

  /** Up to `count` (at most 64) bytes at `offset` as a view; shorter only at the end of the file. */
  async peek(offset: number, count: number): Promise<DataView> {
    if (offset < this.#start || offset + count > this.#start + this.#length) {
      this.#start = offset;
      this.#length = offset >= this.source.size ? 0 : await this.source.read(offset, this.#window);
    }
    const within = offset - this.#start;
    return new DataView(this.#window.buffer, within, Math.max(0, Math.min(count, this.#length - within)));
  }

  /** A copy of the bytes from `offset`; shorter only at the end of the file. */
  async bytes(offset: number, count: number): Promise<Uint8Array<ArrayBuffer>> {
    const copy = new Uint8Array(Math.max(0, Math.min(count, this.source.size - offset)));
    const got = copy.length === 0 ? 0 : await this.source.read(offset, copy);
    return got === copy.length ? copy : copy.slice(0, got);
  }
}

/** Four-character code at `offset` of a view; characters outside ASCII stay as they are (Latin-1). */
export function fourCc(view: DataView, offset: number): string {
  return String.fromCharCode(
    view.getUint8(offset),
    view.getUint8(offset + 1),
    view.getUint8(offset + 2),
    view.getUint8(offset + 3),
  );
}

/** Whether a chunk id looks like one: four printable ASCII characters (EA IFF 85, section "Type ID"). */
export function isPlausibleId(id: string): boolean {
  return /^[\x20-\x7e]{4}$/.test(id) && id !== '    ';
}

/** Bytes of a four-character code. */
export function idBytes(id: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: 4 }, (_, i) => id.charCodeAt(i) & 0xff);
}

/** Position of the next chunk: after the pad byte of an odd chunk, or right away where the writer forgot it. */
export async function nextChunk(
  reader: HeaderReader,
  end: number,
  littleEndian: boolean,
  what: string,
  notes: string[],
): Promise<number> {
  const padded = end + (end % 2);
  if (padded === end || end >= reader.source.size) return padded;
  if (!(await isChunkAt(reader, padded, littleEndian)) && (await isChunkAt(reader, end, littleEndian))) {
    notes.push(`The pad byte after ${what} is missing`);
    return end;
  }
  return padded;
}

/** Whether a believable chunk header stands at `at`: a printable id and a size that fits into the file. */
export async function isChunkAt(reader: HeaderReader, at: number, littleEndian: boolean): Promise<boolean> {
  const header = await reader.peek(at, 8);
  if (header.byteLength < 8) return false;
  const id = fourCc(header, 0);
  const size = header.getUint32(4, littleEndian);
  return isPlausibleId(id) && (at + 8 + size <= reader.source.size || (id === 'data' && size === 0xffffffff));
}
