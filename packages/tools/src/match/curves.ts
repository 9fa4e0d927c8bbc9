import { powerToDb } from '@studiohand/core/units';
import type { SpectralFrames } from './spectralFrames.ts';

/** Mean powers of mid and side by third octave. */
export interface BandCurve {
  readonly mid: Float64Array;
  readonly side: Float64Array;
}

/** Frames this far under the mean level are rests, not music (as in common long-term spectra). */
const GATE_POWER = 0.01;
/** Powers under this are silence: -120 dBFS. */
const SILENCE_POWER = 1e-12;
/** Long-term spectra are compared from here... */
export const LOWEST_HZ = 39;
/** ...to here: the third octave of 16 kHz. */
export const HIGHEST_HZ = 16500;
/** Widths under this are mono to the ear, and to what an equaliser of the side can change. */
export const MONO_WIDTH_DB = -30;
/** A third octave this much quieter than the one below it is the edge of a codec or converter, not music. */
const EDGE_DB = 18;
const EDGE_FROM_HZ = 4000;

/** 1 for frames that count, 0 for rests. */
export function gateOf({ total }: SpectralFrames): Uint8Array {
  const mean = total.reduce((sum, p) => sum + p, 0) / Math.max(1, total.length);
  const gate = Math.max(SILENCE_POWER, mean * GATE_POWER);
  return Uint8Array.from(total, (p) => (p > gate ? 1 : 0));
}

/** Power mean of the chosen frames; zeros when none is. */
export function meanCurve({ mid, side, bands, count }: SpectralFrames, chosen: Uint8Array): BandCurve {
  const n = bands.length;
  const curve = { mid: new Float64Array(n), side: new Float64Array(n) };
  let frames = 0;
  for (let f = 0; f < count; f++) {
    if (!chosen[f]) continue;
    frames++;
    for (let b = 0; b < n; b++) {
      curve.mid[b] = (curve.mid[b] as number) + (mid[f * n + b] as number);
      curve.side[b] = (curve.side[b] as number) + (side[f * n + b] as number);
    }
  }
  const scale = 1 / Math.max(1, frames);
  return { mid: curve.mid.map((p) => p * scale), side: curve.side.map((p) => p * scale) };
}

/** Level of mid and side together, by band; floored at -120 dB. */
export function levelsDb({ mid, side }: BandCurve): Float64Array {
  return mid.map((p, b) => powerToDb(Math.max(SILENCE_POWER, p + (side[b] as number))));
}

/** A width within what makes a difference: from mono to +12 dB. */
export const heldWidthDb = (db: number): number => Math.min(12, Math.max(MONO_WIDTH_DB, db));

/** Side over mid, by band, held at {@link MONO_WIDTH_DB} and at +12 dB; NaN in silence. */
export function widthsDb({ mid, side }: BandCurve): Float64Array {
  return mid.map((p, b) => {
    const s = side[b] as number;
    if (!(p + s > SILENCE_POWER)) return Number.NaN;
    return heldWidthDb(powerToDb(s / Math.max(p, SILENCE_POWER)));
  });
}

/** Whether a band belongs to the range that distances are measured over. */
export const isCompared = (centreHz: number): boolean => centreHz >= LOWEST_HZ && centreHz <= HIGHEST_HZ;

/** How many bands from the lowest on carry music: up to the edge that a codec or converter left. */
export function usableBands(levels: Float64Array, centresHz: readonly number[]): number {
  for (let b = 1; b < levels.length; b++) {
    if ((centresHz[b] as number) < EDGE_FROM_HZ) continue;
    // The band that holds the edge is partly filled; the one after it shows the fall.
    if ((levels[b - 1] as number) - (levels[b] as number) > EDGE_DB) return Math.max(1, b - 1);
  }
  return levels.length;
}

/** Mean over the compared, usable bands; the level of a curve as far as its shape goes. */
export function meanLevel(levels: Float64Array, weights: Float64Array): number {
  let sum = 0;
  let total = 0;
  levels.forEach((level, b) => {
    const weight = weights[b] as number;
    if (!(weight > 0)) return;
    sum += level * weight;
    total += weight;
  });
  return total > 0 ? sum / total : 0;
}
