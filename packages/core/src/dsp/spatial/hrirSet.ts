/**
 * Head-related impulse responses by direction, from hrirData.ts (MIT KEMAR, 450 directions at and above ear level,
 * 192 taps at 48 kHz). The set is one ear's: the right ear hears from 30 degrees what the left hears from 330.
 * The nearest measured direction is taken; on the ear-level ring they are 5 degrees apart, higher up at most 10 by ring.
 * Weakness: a dummy head's pinnae are nobody's own, so height and front against back are weaker than for one's own ears.
 */
import { HRIR_BASE64, HRIR_RINGS, HRIR_SCALE, HRIR_TAPS } from './hrirData.ts';
import type { Direction } from './room.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function decodeBase64(text: string): Uint8Array {
  const values = new Uint8Array(128);
  for (let i = 0; i < ALPHABET.length; i++) values[ALPHABET.charCodeAt(i)] = i;
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3);
  for (let i = 0, at = 0; i < text.length; i += 4, at += 3) {
    const word =
      (values[text.charCodeAt(i)] << 18) |
      (values[text.charCodeAt(i + 1)] << 12) |
      (values[text.charCodeAt(i + 2)] << 6) |
      values[text.charCodeAt(i + 3)];
    bytes[at] = word >> 16;
    bytes[at + 1] = (word >> 8) & 255;
    bytes[at + 2] = word & 255;
  }
  return bytes.subarray(0, bytes.length - padding);
}

let decoded: DataView | undefined;

/** The response of the left ear on a ring, `step` directions from the front towards the left. */
function response(firstOfRing: number, count: number, step: number): Float64Array {
  if (!decoded) {
    const bytes = decodeBase64(HRIR_BASE64);
    decoded = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }
  const row = firstOfRing + (((step % count) + count) % count);
  const taps = new Float64Array(HRIR_TAPS);
  for (let i = 0; i < HRIR_TAPS; i++) taps[i] = HRIR_SCALE * decoded.getInt16(2 * (row * HRIR_TAPS + i), true);
  return taps;
}

export interface HrirPair {
  /** Names the measured direction: equal keys, equal responses. */
  readonly key: string;
  readonly left: Float64Array;
  readonly right: Float64Array;
}

/** Responses of both ears for the nearest measured direction. */
export function hrirPair({ azimuth, elevation }: Direction): HrirPair {
  let first = 0;
  let nearest = { first: 0, ring: 0, count: 1, distance: Number.POSITIVE_INFINITY };
  for (const [ring, count] of HRIR_RINGS) {
    const distance = Math.abs(ring - elevation);
    if (distance < nearest.distance) nearest = { first, ring, count, distance };
    first += count;
  }
  const { count, ring } = nearest;
  const step = Math.round((azimuth * count) / 360) % count;
  return {
    key: `${ring}/${step}`,
    left: response(nearest.first, count, step),
    right: response(nearest.first, count, count - step),
  };
}
