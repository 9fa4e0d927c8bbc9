/**
 * Walks protobuf messages without trusting one length in them.
 * Source: Protocol Buffers encoding guide (varints, wire types 0, 1, 2 and 5; groups do not occur in ONNX).
 */
import { AudioError } from '@studiohand/core/audio';

/** A place in the file: bytes `from` to `to`. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** One field of a message. `span` is its payload; `value` that of a varint (exact to 2^53). */
export interface Field extends Span {
  readonly number: number;
  readonly wire: 0 | 1 | 2 | 5;
  readonly value: number;
}

/** The error for a file that is no sound ONNX model. */
export function brokenModel(name: string, what: string, code: 'corrupt' | 'truncated' = 'corrupt'): AudioError {
  return new AudioError(code, `${name}: ${what}`, 'Fetch the model again from where it was published.');
}

/** Reads within one file held in memory. */
export class WireReader {
  readonly bytes: Uint8Array;
  readonly name: string;
  #at = 0;

  constructor(bytes: Uint8Array, name: string) {
    this.bytes = bytes;
    this.name = name;
  }

  /** The fields of the message in `span`, in file order. */
  *fields({ from, to }: Span): Generator<Field> {
    let at = from;
    while (at < to) {
      const key = this.varint(at, to);
      at = this.#at;
      const number = Math.floor(key / 8);
      const wire = key % 8;
      if (number === 0) throw brokenModel(this.name, `field number 0 at byte ${at}`);
      if (wire === 0) {
        const value = this.varint(at, to);
        yield { number, wire, value, from: at, to: this.#at };
        at = this.#at;
      } else if (wire === 2) {
        const length = this.varint(at, to);
        const start = this.#at;
        if (length > to - start) throw this.#pastEnd(start, length, to);
        yield { number, wire, value: length, from: start, to: start + length };
        at = start + length;
      } else if (wire === 1 || wire === 5) {
        const length = wire === 1 ? 8 : 4;
        if (length > to - at) throw this.#pastEnd(at, length, to);
        yield { number, wire, value: 0, from: at, to: at + length };
        at += length;
      } else {
        throw brokenModel(this.name, `no protobuf at byte ${at} (wire type ${wire})`);
      }
      this.#at = at;
    }
  }

  /** An unsigned varint at `at`; values above 2^53 lose their low bits, negative ones come out above 2^63. */
  varint(at: number, to: number): number {
    let value = 0;
    let scale = 1;
    for (let i = 0; i < 10; i++) {
      if (at + i >= to) throw this.#pastEnd(at, i + 1, to);
      const byte = this.bytes[at + i] as number;
      value += (byte & 127) * scale;
      if (byte < 128) {
        this.#at = at + i + 1;
        return value;
      }
      scale *= 128;
    }
    throw brokenModel(this.name, `a number of more than 10 bytes at byte ${at}`);
  }

  /** Numbers in a packed run of varints. */
  *packed({ from, to }: Span): Generator<number> {
    for (let at = from; at < to; at = this.#at) {
      const value = this.varint(at, to);
      const next = this.#at;
      yield value;
      this.#at = next;
    }
  }

  text({ from, to }: Span): string {
    return new TextDecoder().decode(this.bytes.subarray(from, Math.min(to, from + 4096)));
  }

  #pastEnd(at: number, length: number, to: number): AudioError {
    return brokenModel(
      this.name,
      `${length} bytes declared at byte ${at}, but ${Math.max(0, to - at)} are left`,
      to === this.bytes.length ? 'truncated' : 'corrupt',
    );
  }
}
