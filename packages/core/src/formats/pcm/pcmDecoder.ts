/**
 * Interleaved PCM bytes to planar Float64, full scale ±1.
 * Integers of up to 32 bits and all floats convert exactly (IEEE 754 double has 53 bits). NaN and infinities pass.
 * One tight loop per encoding and channel; typed-array views are made once per buffer, nothing is allocated per call.
 */
import { expandALaw, expandMuLaw } from './g711.ts';
import { checkPcmFormat, HOST_LITTLE_ENDIAN, type PcmFormat, swapWords } from './pcmFormat.ts';

/** Decodes `frames` frames that start at `byteOffset` (a multiple of 8) of the buffer into `outputs` from index 0. */
export type PcmDecoder = (byteOffset: number, frames: number, outputs: readonly Float64Array[]) => void;

/** A decoder bound to `bytes`, which must start on an 8-byte boundary. Big-endian words are swapped in place. */
export function createPcmDecoder(format: PcmFormat, channels: number, bytes: Uint8Array<ArrayBuffer>): PcmDecoder {
  checkPcmFormat(format);
  const { kind, bytesPerSample: size, littleEndian } = format;
  const swap = littleEndian !== HOST_LITTLE_ENDIAN;
  if (kind === 'mulaw' || kind === 'alaw') {
    const table = Float64Array.from({ length: 256 }, (_, code) =>
      kind === 'mulaw' ? expandMuLaw(code) : expandALaw(code),
    );
    return (offset, frames, outputs) => {
      for (let c = 0; c < channels; c++) decodeTable(bytes, offset + c, channels, frames, table, outputs[c]!);
    };
  }
  if (size === 1) {
    const flip = kind === 'offset' ? 0x80 : 0;
    return (offset, frames, outputs) => {
      for (let c = 0; c < channels; c++) decodeInt8(bytes, offset + c, channels, frames, flip, outputs[c]!);
    };
  }
  if (size === 3) {
    const low = littleEndian ? 0 : 2;
    if (channels === 2 && littleEndian && HOST_LITTLE_ENDIAN) {
      const view = new Int32Array(bytes.buffer, bytes.byteOffset, Math.floor(bytes.length / 4));
      return (offset, frames, outputs) => {
        const pairs = offset % 4 === 0 ? frames >> 1 : 0;
        decodeStereo24(view, offset / 4, pairs, outputs[0]!, outputs[1]!);
        for (let c = 0; c < 2; c++) {
          const from = offset + 12 * pairs + 3 * c;
          decodeInt24(bytes, from, 6, frames - 2 * pairs, low, outputs[c]!, 2 * pairs);
        }
      };
    }
    return (offset, frames, outputs) => {
      for (let c = 0; c < channels; c++) decodeInt24(bytes, offset + 3 * c, 3 * channels, frames, low, outputs[c]!);
    };
  }
  const words = bytes.length - (bytes.length % size);
  const count = words / size;
  if (kind === 'float') {
    if (size === 4) {
      const view = new Float32Array(bytes.buffer, bytes.byteOffset, count);
      return (offset, frames, outputs) => {
        if (swap) swapWords(bytes, offset, offset + frames * channels * 4, 4);
        for (let c = 0; c < channels; c++) copyFloat32(view, offset / 4 + c, channels, frames, outputs[c]!);
      };
    }
    const view = new Float64Array(bytes.buffer, bytes.byteOffset, count);
    return (offset, frames, outputs) => {
      if (swap) swapWords(bytes, offset, offset + frames * channels * 8, 8);
      for (let c = 0; c < channels; c++) copyFloat64(view, offset / 8 + c, channels, frames, outputs[c]!);
    };
  }
  if (size === 2) {
    const view = new Int16Array(bytes.buffer, bytes.byteOffset, count);
    return (offset, frames, outputs) => {
      if (swap) swapWords(bytes, offset, offset + frames * channels * 2, 2);
      for (let c = 0; c < channels; c++) decodeInt16(view, offset / 2 + c, channels, frames, outputs[c]!);
    };
  }
  const view = new Int32Array(bytes.buffer, bytes.byteOffset, count);
  return (offset, frames, outputs) => {
    if (swap) swapWords(bytes, offset, offset + frames * channels * 4, 4);
    for (let c = 0; c < channels; c++) decodeInt32(view, offset / 4 + c, channels, frames, outputs[c]!);
  };
}

function decodeTable(
  bytes: Uint8Array,
  from: number,
  stride: number,
  frames: number,
  table: Float64Array,
  output: Float64Array,
): void {
  for (let i = 0, at = from; i < frames; i++, at += stride) output[i] = table[bytes[at]!]!;
}

function decodeInt8(
  bytes: Uint8Array,
  from: number,
  stride: number,
  frames: number,
  flip: number,
  output: Float64Array,
): void {
  for (let i = 0, at = from; i < frames; i++, at += stride) output[i] = ((bytes[at]! ^ flip) << 24) * 2 ** -31;
}

function decodeInt16(view: Int16Array, from: number, stride: number, frames: number, output: Float64Array): void {
  for (let i = 0, at = from; i < frames; i++, at += stride) output[i] = view[at]! * 2 ** -15;
}

/** `low` is where the least significant byte lies: 0 little-endian, 2 big-endian. */
function decodeInt24(
  bytes: Uint8Array,
  from: number,
  stride: number,
  frames: number,
  low: number,
  output: Float64Array,
  first = 0,
): void {
  const high = 2 - low;
  for (let i = first, at = from; i < first + frames; i++, at += stride) {
    output[i] = ((bytes[at + low]! << 8) | (bytes[at + 1]! << 16) | (bytes[at + high]! << 24)) * 2 ** -31;
  }
}

/** The commonest layout, two frames from three little-endian words at a time: twice as fast as byte by byte. */
function decodeStereo24(view: Int32Array, from: number, pairs: number, left: Float64Array, right: Float64Array): void {
  for (let i = 0, at = from; i < 2 * pairs; i += 2, at += 3) {
    const a = view[at]!;
    const b = view[at + 1]!;
    const c = view[at + 2]!;
    left[i] = (a << 8) * 2 ** -31;
    right[i] = (((a >>> 16) & 0xff00) | (b << 16)) * 2 ** -31;
    left[i + 1] = (((b >>> 8) & 0xffff00) | (c << 24)) * 2 ** -31;
    right[i + 1] = (c & ~0xff) * 2 ** -31;
  }
}

function decodeInt32(view: Int32Array, from: number, stride: number, frames: number, output: Float64Array): void {
  for (let i = 0, at = from; i < frames; i++, at += stride) output[i] = view[at]! * 2 ** -31;
}

function copyFloat32(view: Float32Array, from: number, stride: number, frames: number, output: Float64Array): void {
  for (let i = 0, at = from; i < frames; i++, at += stride) output[i] = view[at]!;
}

function copyFloat64(view: Float64Array, from: number, stride: number, frames: number, output: Float64Array): void {
  for (let i = 0, at = from; i < frames; i++, at += stride) output[i] = view[at]!;
}
