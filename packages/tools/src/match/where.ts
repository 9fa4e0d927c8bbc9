import { type EqBand, eqBandsGainDb } from '@studiohand/core/dsp';
import { powerToDb } from '@studiohand/core/units';
import type { Comparison } from './comparison.ts';
import { rolling } from './sections.ts';
import type { TrackProfile } from './trackProfile.ts';

/** A stretch of the mix in which a band differs most from the part of the references that is as loud. */
export interface Passage {
  readonly fromSeconds: number;
  readonly toSeconds: number;
  /** Mix less reference in that band, in dB, levels taken out. */
  readonly differenceDb: number;
}

const WINDOW_SECONDS = 3;
const MOST = 3;
/** A passage is what differs by at least this part of the largest difference. */
const SHARE = 0.75;
const LEAST_DB = 1;
const SILENCE = 1e-12;

/** The third octaves in which a band does at least half of its work; at least the nearest one. */
export function reachOf(band: EqBand, centresHz: Float64Array): number[] {
  const gains = eqBandsGainDb([band], centresHz).map(Math.abs);
  const most = gains.reduce((a, v) => Math.max(a, v), 0);
  return [...centresHz.keys()].filter((b) => most > 0 && (gains[b] as number) >= most / 2);
}

/** Up to three passages for a band that adds (`sign` 1: the mix has less there) or takes off (-1), the worst first. */
export function passagesOf(
  mix: TrackProfile,
  { mix: own, sectionTone, usable }: Comparison,
  reach: readonly number[],
  sign: number,
): Passage[] {
  const { spectra } = mix;
  const n = spectra.bands.length;
  const width = Math.max(1, Math.round(WINDOW_SECONDS / spectra.hopSeconds));
  const inReach = reach.filter((b) => (usable[b] as number) > 0);
  if (inReach.length === 0 || spectra.count === 0) return [];
  const all = [...usable.keys()].filter((b) => usable[b] === 1);
  const level = (bands: readonly number[]): Float64Array => {
    const sums = bands.map((b) =>
      rolling(
        Float64Array.from(
          { length: spectra.count },
          (_, f) => (spectra.mid[f * n + b] as number) + (spectra.side[f * n + b] as number),
        ),
        width,
      ),
    );
    return Float64Array.from({ length: spectra.count }, (_, f) => {
      let db = 0;
      for (const sum of sums) db += powerToDb(Math.max(SILENCE, sum[f] as number));
      return db / Math.max(1, bands.length);
    });
  };
  const there = level(inReach);
  const everywhere = level(all);
  const wanted = sectionTone.map(({ low, high }) => {
    const mean = (edge: Float64Array): number =>
      inReach.reduce((sum, b) => sum + (edge[b] as number), 0) / inReach.length;
    return { low: mean(low), high: mean(high) };
  });
  const difference = there.map((db, f) => {
    const section = wanted[own.sections.of[f] as number];
    if (!section) return 0;
    const shape = db - (everywhere[f] as number);
    return shape < section.low ? shape - section.low : shape > section.high ? shape - section.high : 0;
  });
  return worst(difference, sign, spectra.hopSeconds, mix.durationSeconds);
}

function worst(difference: Float64Array, sign: number, hopSeconds: number, durationSeconds: number): Passage[] {
  const lacking = difference.map((db) => Math.max(0, -sign * db));
  const most = lacking.reduce((a, v) => Math.max(a, v), 0);
  const limit = Math.max(LEAST_DB, SHARE * most);
  const found: (Passage & { weight: number })[] = [];
  for (let f = 0; f < lacking.length; f++) {
    if (!((lacking[f] as number) >= limit)) continue;
    const from = f;
    let sum = 0;
    for (; f < lacking.length && (lacking[f] as number) >= limit; f++) sum += lacking[f] as number;
    const seconds = (frame: number): number =>
      Number(Math.min(durationSeconds, Math.max(0, frame * hopSeconds)).toFixed(2));
    const start = Math.max(0, (from + 1) * hopSeconds - WINDOW_SECONDS / 2) / hopSeconds;
    const end = ((f + 1) * hopSeconds + WINDOW_SECONDS / 2) / hopSeconds;
    found.push({
      fromSeconds: seconds(start),
      toSeconds: seconds(end),
      differenceDb: Number(((-sign * sum) / (f - from)).toFixed(1)),
      weight: sum,
    });
  }
  const joined: typeof found = [];
  for (const next of found) {
    const last = joined.at(-1);
    if (!last || next.fromSeconds > last.toSeconds) joined.push(next);
    else {
      const weight = last.weight + next.weight;
      const differenceDb = (last.differenceDb * last.weight + next.differenceDb * next.weight) / weight;
      joined[joined.length - 1] = {
        fromSeconds: last.fromSeconds,
        toSeconds: next.toSeconds,
        differenceDb: Number(differenceDb.toFixed(1)),
        weight,
      };
    }
  }
  return joined
    .sort((a, b) => b.weight - a.weight)
    .slice(0, MOST)
    .map(({ fromSeconds, toSeconds, differenceDb }) => ({ fromSeconds, toSeconds, differenceDb }));
}
