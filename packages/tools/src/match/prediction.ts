import { bandPower, type EqBand, eqBandsGain, type GainPoints, gainCurveThrough } from '@studiohand/core/dsp';
import { dbToGain, powerToDb } from '@studiohand/core/units';
import { heldWidthDb } from './curves.ts';
import type { TrackProfile } from './trackProfile.ts';

/** Linear gain at a frequency. */
export type GainAt = (hz: number) => number;

/** What a change of mid and side does to level and width of each third octave, weighed by what the mix has there. */
export interface Change {
  /** Of mid and side together. */
  readonly toneDb: Float64Array;
  /** Of side over mid, both as far as they are heard. */
  readonly widthDb: Float64Array;
}

export const flat: GainAt = () => 1;

/** Gain of bands in series. */
export const gainOfBands = (bands: readonly EqBand[]): GainAt => (bands.length === 0 ? flat : eqBandsGain(bands));

/** Gain of a curve. */
export function gainOfCurve(points: GainPoints | undefined): GainAt {
  if (!points || points.frequenciesHz.length === 0) return flat;
  const curve = gainCurveThrough(points);
  return (hz) => dbToGain(curve(hz));
}

/** `all` works on mid and side alike, `side` on the side besides. */
export function predict({ spectra, stereo }: TrackProfile, count: number, all: GainAt, side: GainAt): Change {
  const { fineMid, fineSide, binHz } = spectra;
  const mid = new Float64Array(fineMid.length);
  const sides = new Float64Array(fineSide.length);
  // DC and what lies under the lowest band are of no account, and no equaliser curve is asked there.
  for (let k = 1; k < mid.length; k++) {
    const hz = k * binHz;
    const gain = all(hz) ** 2;
    mid[k] = (fineMid[k] as number) * gain;
    sides[k] = stereo ? (fineSide[k] as number) * gain * side(hz) ** 2 : 0;
  }
  const bands = spectra.bands.slice(0, count);
  const ratio = (after: number, before: number): number => (before > 0 && after > 0 ? powerToDb(after / before) : 0);
  // What is mono stays mono until it is more than that.
  const held = (side: number, mid: number): number => (mid > 0 ? heldWidthDb(powerToDb(side / mid)) : 0);
  const toneDb = new Float64Array(count);
  const widthDb = new Float64Array(count);
  bands.forEach((band, b) => {
    const m0 = bandPower(fineMid, binHz, band);
    const s0 = bandPower(fineSide, binHz, band);
    const m1 = bandPower(mid, binHz, band);
    const s1 = bandPower(sides, binHz, band);
    toneDb[b] = ratio(m1 + s1, m0 + s0);
    widthDb[b] = held(s1, m1) - held(s0, m0);
  });
  return { toneDb, widthDb };
}
