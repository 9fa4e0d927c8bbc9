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
  const shift = size * 8 - bits;
  const flip = kind === 'offset' ? 0x80 : 0;
  return (inputs, start, frames) => {
    for (let c = 0; c < channels; c++) {
      const bad = encodeInt(
        inputs[c]!,
        start,
        frames,
        bits,
        shift,
        flip,
        bytes,
        c * size,
        channels * size,
        size,
        littleEndian,
      );
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

function encodeInt(
  input: Float64Array,
  start: number,
  frames: number,
  bits: number,
  shift: number,
  flip: number,
  bytes: Uint8Array,
  from: number,
  stride: number,
  size: number,
  littleEndian: boolean,
): number {
  const scale = 2 ** (bits - 1);
  const highest = scale - 1;
  const first = littleEndian ? 0 : size - 1;
  const step = littleEndian ? 1 : -1;
  for (let i = 0, at = from + first; i < frames; i++, at += stride) {
    let value = input[start + i]! * scale;
    if (value > highest) value = highest;
    else if (!(value >= -scale)) {
      if (Number.isNaN(value)) return start + i;
      value = -scale;
    }
    let word = ((value + ROUNDER - ROUNDER) | 0) << shift;
    bytes[at] = word ^ flip;
    for (let k = 1, p = at + step; k < size; k++, p += step) {
      word >>= 8;
      bytes[p] = word;
    }
  }
  return -1;
}
