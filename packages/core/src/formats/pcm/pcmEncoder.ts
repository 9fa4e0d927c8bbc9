/**
 * Planar Float64, full scale ±1, to interleaved PCM bytes.
 * Integers: rounded to nearest, ties to even, clipped to the range of `bits`; multiples of 2^-(bits-1) are exact.
 * Depths that do not fill their bytes (20 in 24) are left-justified as WAVE and AIFF ask. Float is never clipped.
 * Dither belongs to the caller. Nothing is allocated per call.
 */
import { checkPcmFormat, HOST_LITTLE_ENDIAN, type PcmFormat, swapWords } from './pcmFormat.ts';

/**
 * Encodes `frames` frames of `inputs` from index `start` into the buffer from byte 0. Returns -1, or for integer output
 * the index of a frame that holds NaN (nothing useful is in the buffer then).
 */
export type PcmEncoder = (inputs: readonly Float64Array[], start: number, frames: number) => number;

/** Adding and taking off 1.5 * 2^52 rounds a double of magnitude under 2^51 to the nearest integer, ties to even. */
const ROUNDER = 6755399441055744;

/** An encoder bound to `bytes`, which must start on an 8-byte boundary. `bits`: significant bits of integers. */
export function createPcmEncoder(
  format: PcmFormat,
  bits: number,
  channels: number,
  bytes: Uint8Array<ArrayBuffer>,
): PcmEncoder {
  checkPcmFormat(format);
  const { kind, bytesPerSample: size, littleEndian } = format;
  const swap = littleEndian !== HOST_LITTLE_ENDIAN;
  const count = Math.floor(bytes.length / size);
  if (kind === 'float') {
    const view =
      size === 4
        ? new Float32Array(bytes.buffer, bytes.byteOffset, count)
        : new Float64Array(bytes.buffer, bytes.byteOffset, count);
    return (inputs, start, frames) => {
      for (let c = 0; c < channels; c++) copyFloat(inputs[c]!, start, frames, view, c, channels);
      if (swap) swapWords(bytes, 0, frames * channels * size, size);
      return -1;
    };
  }
  const scale = 2 ** (bits - 1);
  const shift = size * 8 - bits;
  if (size === 2 || size === 4) {
    const view =
      size === 2
        ? new Int16Array(bytes.buffer, bytes.byteOffset, count)
        : new Int32Array(bytes.buffer, bytes.byteOffset, count);
    return (inputs, start, frames) => {
      for (let c = 0; c < channels; c++) {
        const bad = encodeWords(inputs[c]!, start, frames, scale, shift, view, c, channels);
        if (bad >= 0) return bad;
      }
      if (swap) swapWords(bytes, 0, frames * channels * size, size);
      return -1;
    };
  }
  const flip = kind === 'offset' ? 0x80 : 0;
  return (inputs, start, frames) => {
    for (let c = 0; c < channels; c++) {
      const bad =
        size === 1
          ? encodeInt8(inputs[c]!, start, frames, scale, shift, flip, bytes, c, channels)
          : encodeInt24(inputs[c]!, start, frames, scale, shift, littleEndian ? 0 : 2, bytes, 3 * c, 3 * channels);
      if (bad >= 0) return bad;
    }
    return -1;
  };
}

function copyFloat(
  input: Float64Array,
  start: number,
  frames: number,
  view: Float32Array | Float64Array,
  from: number,
  stride: number,
): void {
  for (let i = 0, at = from; i < frames; i++, at += stride) view[at] = input[start + i]!;
}

/** Index of the first NaN in the piece, or -1. */
function firstNaN(input: Float64Array, start: number, frames: number): number {
  for (let i = start; i < start + frames; i++) if (Number.isNaN(input[i])) return i;
  return -1;
}

// The loops below find NaN by the sum of their inputs times zero, which only NaN and infinities spoil: one look at the
// end instead of one per sample. Each has its arithmetic written out, which is twice as fast as a call.

function encodeInt8(
  input: Float64Array,
  start: number,
  frames: number,
  scale: number,
  shift: number,
  flip: number,
  bytes: Uint8Array,
  from: number,
  stride: number,
): number {
  const highest = scale - 1;
  const lowest = -scale;
  let spoilt = 0;
  for (let i = 0, at = from; i < frames; i++, at += stride) {
    const value = input[start + i]! * scale;
    spoilt += value * 0;
    const inside = value >= highest ? highest : value < lowest ? lowest : value;
    bytes[at] = (((inside + ROUNDER - ROUNDER) | 0) << shift) ^ flip;
  }
  return spoilt === 0 ? -1 : firstNaN(input, start, frames);
}

/** `low` is where the least significant byte lies: 0 little-endian, 2 big-endian. */
function encodeInt24(
  input: Float64Array,
  start: number,
  frames: number,
  scale: number,
  shift: number,
  low: number,
  bytes: Uint8Array,
  from: number,
  stride: number,
): number {
  const highest = scale - 1;
  const lowest = -scale;
  let spoilt = 0;
  const high = 2 - low;
  for (let i = 0, at = from; i < frames; i++, at += stride) {
    const value = input[start + i]! * scale;
    spoilt += value * 0;
    const inside = value >= highest ? highest : value < lowest ? lowest : value;
    const word = ((inside + ROUNDER - ROUNDER) | 0) << shift;
    bytes[at + low] = word;
    bytes[at + 1] = word >> 8;
    bytes[at + high] = word >> 16;
  }
  return spoilt === 0 ? -1 : firstNaN(input, start, frames);
}

function encodeWords(
  input: Float64Array,
  start: number,
  frames: number,
  scale: number,
  shift: number,
  view: Int16Array | Int32Array,
  from: number,
  stride: number,
): number {
  const highest = scale - 1;
  const lowest = -scale;
  let spoilt = 0;
  for (let i = 0, at = from; i < frames; i++, at += stride) {
    const value = input[start + i]! * scale;
    spoilt += value * 0;
    const inside = value >= highest ? highest : value < lowest ? lowest : value;
    view[at] = ((inside + ROUNDER - ROUNDER) | 0) << shift;
  }
  return spoilt === 0 ? -1 : firstNaN(input, start, frames);
}
