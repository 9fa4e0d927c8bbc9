import { type EqBand, eqBandsGain, eqBandsGainDb, fitEqBands, type GainPoints } from '@studiohand/core/dsp';
import { dbToGain } from '@studiohand/core/units';
import { type Comparison, widthDistanceDb } from './comparison.ts';
import { MONO_WIDTH_DB } from './curves.ts';
import { flat, type GainAt, gainOfCurve, predict } from './prediction.ts';
import { dialled, remaining } from './tone.ts';
import type { TrackProfile } from './trackProfile.ts';

/** Moves on the side of the mix. */
export interface WidthProposal {
  /** Level of the whole side. */
  readonly sideGainDb: number;
  readonly bands: readonly EqBand[];
}

/** Side bands at most, besides the side's level and a low cut. */
const MOST_BANDS = 5;
const MAX_GAIN_DB = 9;
/** A side may be turned down further than up: what is not there cannot be turned up. */
const SIDE_GAIN_DB: readonly [number, number] = [-12, 6];
/** Under this mean distance two songs are as wide as each other. */
export const SAME_WIDTH_DB = 0.7;
const LEAST_DB = 0.5;
/** The low end is worth its own move when references have this much less side there. */
const LOW_END_HZ = 125;
const LOW_END_DB = -5;
/** Most side over mid that the low end is given: 0.27 dB of it are lost in mono. */
const LOW_WIDEST_DB = -12;
/** A mono low end has nothing to widen, and little reason to be lifted by what is meant for the bands over it. */
const MONO_BASS_WEIGHT = 0.3;
const LOW_CUTS_HZ: readonly number[] = [40, 50, 63, 80, 100, 125, 160, 200, 250];
const CURVE_LIMIT_DB: readonly [number, number] = [-18, 9];
const ROUNDS = 2;
const MOVE_WORTH_DB = 0.05;

/** Gain of a proposal on the side. */
export function sideGain({ sideGainDb, bands }: WidthProposal): GainAt {
  const gain = dbToGain(sideGainDb);
  if (bands.length === 0) return sideGainDb === 0 ? flat : (): number => gain;
  const curve = eqBandsGain(bands);
  return (hz) => gain * curve(hz);
}

export const NO_WIDTH: WidthProposal = { sideGainDb: 0, bands: [] };

/** A mix that is mono in a band has nothing there to make wider. */
function weightsOf({ usable, mix, widthGapDb, centresHz }: Comparison): Float64Array {
  return usable.map((w, b) => {
    const mono = !((mix.widthDb[b] as number) > MONO_WIDTH_DB);
    if (!mono || (widthGapDb[b] as number) < 0) return w;
    return (centresHz[b] as number) < LOW_END_HZ ? MONO_BASS_WEIGHT * w : 0;
  });
}

/** What is to be closed: nothing that would cost mono and vinyl their bass. */
function wantedGaps({ widthGapDb, centresHz, mix }: Comparison): Float64Array {
  return widthGapDb.map((gap, b) => {
    if (!Number.isFinite(gap)) return 0;
    const low = (centresHz[b] as number) < LOW_END_HZ;
    return low && gap > 0 ? Math.min(gap, Math.max(0, LOW_WIDEST_DB - (mix.widthDb[b] as number))) : gap;
  });
}

/** Side level, a low cut and up to five bands that bring the width of each band to the references. */
export function proposeWidth(mix: TrackProfile, comparison: Comparison): WidthProposal {
  const { usable, centresHz } = comparison;
  const count = centresHz.length;
  const gaps = wantedGaps(comparison);
  const distance = (proposal: WidthProposal): number =>
    widthDistanceDb(remaining(gaps, predict(mix, count, flat, sideGain(proposal)).widthDb), usable);
  let best = NO_WIDTH;
  let bestDistance = distance(best);
  if (!mix.stereo || bestDistance < SAME_WIDTH_DB) return best;
  const weights = weightsOf(comparison);
  const options = {
    maxBands: MOST_BANDS,
    maxGainDb: MAX_GAIN_DB,
    maxQ: 2,
    minGainDb: 1,
    goodRmsDb: 0.5,
    offsetDb: SIDE_GAIN_DB,
  };
  const cuts: (EqBand | undefined)[] = wantsLowCut(comparison, weights)
    ? [undefined, ...LOW_CUTS_HZ.map((frequencyHz): EqBand => lowCut(frequencyHz))]
    : [undefined];
  const usableCuts = cuts.filter((cut) => !cut || cut.frequencyHz < 0.4 * mix.sampleRateHz);
  const tryCut = (cut: EqBand | undefined, rounds: number): number => {
    const fixed = cut ? [cut] : [];
    const cutDb = eqBandsGainDb(fixed, centresHz);
    let targetDb = remaining(gaps, cutDb);
    let nearest = Number.POSITIVE_INFINITY;
    for (let round = 0; round < rounds; round++) {
      const fit = fitEqBands(
        { frequenciesHz: centresHz, targetDb, weights },
        { ...options, error: rounds === 1 ? 'squares' : 'absolute' },
      );
      const side = Math.abs(fit.offsetDb) < LEAST_DB ? 0 : Number(fit.offsetDb.toFixed(1));
      const proposal = { sideGainDb: side, bands: [...fixed, ...fit.bands.map((band) => dialled(band, 'side'))] };
      const reached = distance(proposal);
      nearest = Math.min(nearest, reached);
      // Another move has to earn its place.
      if (reached + MOVE_WORTH_DB * moves(proposal) < bestDistance + MOVE_WORTH_DB * moves(best)) {
        best = proposal;
        bestDistance = reached;
      }
      const acted = predict(mix, count, flat, sideGain(proposal)).widthDb;
      const centre = eqBandsGainDb(proposal.bands, centresHz);
      targetDb = gaps.map(
        (db, b) => db - (acted[b] as number) + (centre[b] as number) + proposal.sideGainDb - (cutDb[b] as number),
      );
    }
    return nearest;
  };
  // The best low cut of one look each, then that one in earnest.
  const [first] =
    usableCuts.length > 1 ? usableCuts.map((cut) => ({ cut, at: tryCut(cut, 1) })).sort((a, b) => a.at - b.at) : [];
  tryCut(undefined, ROUNDS);
  if (first?.cut) tryCut(first.cut, ROUNDS);
  return best;
}

const moves = ({ sideGainDb, bands }: WidthProposal): number => bands.length + (sideGainDb === 0 ? 0 : 1);

const lowCut = (frequencyHz: number): EqBand => ({
  type: 'lowCut',
  frequencyHz,
  gainDb: 0,
  q: 0.71,
  slopeDbPerOctave: 12,
  channel: 'side',
});

function wantsLowCut({ widthGapDb, centresHz }: Comparison, weights: Float64Array): boolean {
  let sum = 0;
  let count = 0;
  centresHz.forEach((hz, b) => {
    if (hz > LOW_END_HZ || !((weights[b] as number) > 0)) return;
    sum += Number.isFinite(widthGapDb[b]) ? (widthGapDb[b] as number) : 0;
    count++;
  });
  return count > 0 && sum / count < LOW_END_DB;
}

/** The same as a free curve on the side. */
export function proposeWidthCurve(mix: TrackProfile, comparison: Comparison): GainPoints | undefined {
  const { usable, centresHz } = comparison;
  const gaps = wantedGaps(comparison);
  if (!mix.stereo || widthDistanceDb(gaps, usable) < SAME_WIDTH_DB) return undefined;
  const weights = weightsOf(comparison);
  const kept = [...centresHz.keys()].filter((b) => (usable[b] as number) > 0);
  if (kept.length < 2) return undefined;
  const frequenciesHz = Float64Array.from(kept, (b) => centresHz[b] as number);
  let gainsDb = new Float64Array(kept.length);
  for (let round = 0; round < ROUNDS; round++) {
    const acted = predict(mix, centresHz.length, flat, gainOfCurve({ frequenciesHz, gainsDb })).widthDb;
    gainsDb = gainsDb.map((gain, i) => {
      const b = kept[i] as number;
      if (!((weights[b] as number) > 0)) return 0;
      const next = gain + (gaps[b] as number) - (acted[b] as number);
      return Math.max(CURVE_LIMIT_DB[0], Math.min(CURVE_LIMIT_DB[1], next));
    });
  }
  return { frequenciesHz, gainsDb: gainsDb.map((gain) => Number(gain.toFixed(2))) };
}
