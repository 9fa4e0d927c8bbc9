import { type EqBand, eqBandsGainDb, type FittedBand, fitEqBands, type GainPoints } from '@studiohand/core/dsp';
import { type Comparison, toneDistanceDb } from './comparison.ts';
import { meanLevel } from './curves.ts';
import { type GainAt, gainOfBands, gainOfCurve, predict } from './prediction.ts';
import type { TrackProfile } from './trackProfile.ts';

/** Confidence weighs this much against mere presence. */
const TRUST = 0.35;
/** Rounds of fitting: later ones know how the music fills each third octave. */
const ROUNDS = 2;
const CURVE_ROUNDS = 4;
/** Under this mean distance two songs have the same balance, and nothing is proposed. */
export const SAME_TONE_DB = 0.35;
/** Most that a free curve may change. */
export const CURVE_LIMIT_DB = 12;

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));

/** A band as a person would dial it: frequency to three figures, gain to 0.1 dB, q to 0.01. */
export function dialled({ type, frequencyHz, gainDb, q }: FittedBand, channel: EqBand['channel']): EqBand {
  return {
    type,
    frequencyHz: Number(frequencyHz.toPrecision(3)),
    gainDb: rounded(gainDb, 1),
    q: rounded(q, 2),
    channel,
  };
}

/** What is left of the gap after a change. */
export const remaining = (gapDb: Float64Array, changeDb: Float64Array): Float64Array =>
  gapDb.map((db, b) => db - (changeDb[b] as number));

/** Weight of each band in a fit. */
export function fitWeights({ usable, confidence }: Comparison): Float64Array {
  return usable.map((w, b) => w * (1 - TRUST + TRUST * (confidence[b] as number)));
}

/** At most `maxBands` bands that bring the balance of the mix to the references, given what `side` does already. */
export function proposeTone(
  mix: TrackProfile,
  comparison: Comparison,
  side: GainAt,
  limits: { readonly maxBands: number; readonly maxGainDb: number },
): EqBand[] {
  const { toneGapDb, usable, centresHz } = comparison;
  const count = centresHz.length;
  const distance = (bands: readonly EqBand[]): number =>
    toneDistanceDb(remaining(toneGapDb, predict(mix, count, gainOfBands(bands), side).toneDb), usable);
  let best: EqBand[] = [];
  let bestDistance = distance(best);
  if (limits.maxBands === 0 || bestDistance < SAME_TONE_DB) return best;
  const weights = fitWeights(comparison);
  const start = remaining(toneGapDb, predict(mix, count, () => 1, side).toneDb);
  let targetDb = start;
  for (let round = 0; round < ROUNDS; round++) {
    const fit = fitEqBands(
      { frequenciesHz: centresHz, targetDb, weights },
      { ...limits, maxQ: 2.5, error: 'absolute' },
    );
    const bands = fit.bands.map((band) => dialled(band, 'stereo'));
    const reached = distance(bands);
    if (reached < bestDistance) {
      best = bands;
      bestDistance = reached;
    }
    // The bands as they act on this music, against what they have at the centres.
    const acted = predict(mix, count, gainOfBands(bands), side).toneDb;
    const centre = eqBandsGainDb(bands, centresHz);
    targetDb = toneGapDb.map((db, b) => db - (acted[b] as number) + (centre[b] as number));
  }
  return best;
}

/** The same as a free curve: a gain per usable third octave, without a change of level. */
export function proposeToneCurve(mix: TrackProfile, comparison: Comparison, side: GainAt): GainPoints | undefined {
  const { toneGapDb, usable, centresHz } = comparison;
  const count = centresHz.length;
  const kept = [...centresHz.keys()].filter((b) => (usable[b] as number) > 0);
  const compared = usable.map((w) => (w === 1 ? 1 : 0));
  const before = remaining(toneGapDb, predict(mix, count, () => 1, side).toneDb);
  if (kept.length < 2 || toneDistanceDb(before, usable) < SAME_TONE_DB) return undefined;
  const frequenciesHz = Float64Array.from(kept, (b) => centresHz[b] as number);
  let gainsDb = new Float64Array(kept.length);
  for (let round = 0; round < CURVE_ROUNDS; round++) {
    const acted = predict(mix, count, gainOfCurve({ frequenciesHz, gainsDb }), side).toneDb;
    const left = remaining(toneGapDb, acted);
    // Where a band stops at the limit, the others come to meet it.
    const level = meanLevel(left, compared);
    gainsDb = gainsDb.map((gain, i) => {
      const next = gain + (left[kept[i] as number] as number) - level;
      return Math.max(-CURVE_LIMIT_DB, Math.min(CURVE_LIMIT_DB, next));
    });
  }
  return { frequenciesHz, gainsDb: gainsDb.map((gain) => rounded(gain, 2)) };
}
