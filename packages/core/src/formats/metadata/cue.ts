/**
 * Sample positions in cue points and their regions: `cue ` (Microsoft, "Multimedia Programming Interface 1.0", 24 bytes
 * per point) and the `ltxt` lengths in LIST/adtl. Names, ids and everything else stay byte for byte.
 */
import { rescalePosition32 } from './rescalePosition.ts';

const POINT_BYTES = 24;

/** `cue ` payload at another rate: dwPosition and dwSampleOffset of every point. */
export function rescaleCue(data: Uint8Array, fromHz: number, toHz: number): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(data);
  const view = new DataView(copy.buffer);
  for (let at = 4; at + POINT_BYTES <= copy.length; at += POINT_BYTES) {
    for (const field of [at + 4, at + 20]) {
      view.setUint32(field, rescalePosition32(view.getUint32(field, true), fromHz, toHz), true);
    }
  }
  return copy;
}

/** LIST payload at another rate: dwSampleLength of each `ltxt` where the list is an `adtl`; other lists unchanged. */
export function rescaleLabeledText(data: Uint8Array, fromHz: number, toHz: number): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(data);
  const view = new DataView(copy.buffer);
  if (copy.length < 4 || id(copy, 0) !== 'adtl') return copy;
  for (let at = 4; at + 8 <= copy.length; ) {
    const size = view.getUint32(at + 4, true);
    if (id(copy, at) === 'ltxt' && size >= 8 && at + 16 <= copy.length) {
      view.setUint32(at + 12, rescalePosition32(view.getUint32(at + 12, true), fromHz, toHz), true);
    }
    at += 8 + size + (size % 2);
  }
  return copy;
}

function id(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}
