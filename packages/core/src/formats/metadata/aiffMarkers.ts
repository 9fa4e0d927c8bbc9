/**
 * AIFF's MARK chunk (AIFF 1.3, section "Marker Chunk"): u16 count, then id u16, position u32 and a pascal string padded
 * to even length. Positions lie between frames. Loops (INST) refer to markers, so they follow.
 */
import { rescalePosition32 } from './rescalePosition.ts';

/** MARK payload at another rate; a damaged tail stays as it was. */
export function rescaleAiffMarkers(data: Uint8Array, fromHz: number, toHz: number): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(data);
  if (copy.length < 2) return copy;
  const view = new DataView(copy.buffer);
  let at = 2;
  for (let left = view.getUint16(0); left > 0 && at + 7 <= copy.length; left--) {
    view.setUint32(at + 2, rescalePosition32(view.getUint32(at + 2), fromHz, toHz));
    const text = 1 + copy[at + 6]!;
    at += 6 + text + (text % 2);
  }
  return copy;
}
