/** Boxes of ISO/IEC 14496-12: size, four-character code, content; numbers are big-endian. */
import { concat } from '../vorbisComment.ts';

/** A box around `parts`. */
export function box(type: string, ...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const content = concat(parts);
  return concat([u32(8 + content.length), fourCC(type), content]);
}

/** A box with version and flags. */
export function fullBox(type: string, version: number, flags: number, ...parts: readonly Uint8Array[]): Uint8Array {
  return box(type, u32(version * 2 ** 24 + flags), ...parts);
}

/** Latin-1, so that '©nam' is four bytes. */
export function fourCC(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}

export function u8(...values: number[]): Uint8Array {
  return Uint8Array.from(values);
}

export function u16(...values: number[]): Uint8Array {
  return concat(values.map((value) => u8(value >> 8, value)));
}

/** Values below 2^32. */
export function u32(...values: number[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4 * values.length);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => {
    view.setUint32(4 * i, value);
  });
  return bytes;
}

/** Values below 2^53. */
export function u64(...values: number[]): Uint8Array {
  return u32(...values.flatMap((value) => [Math.floor(value / 2 ** 32), value % 2 ** 32]));
}
