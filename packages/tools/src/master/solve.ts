import {
  findOnsets,
  hopPowers,
  LEVEL_SLOTS_PER_SECOND,
  type LevelSeries,
  type LimitedSeries,
  loudnessOfHops,
  modelLimiter,
  punchDb,
  shortTermOfHops,
  solveGainDb,
} from '@studiohand/core/dsp';
import type { ToolContext } from '@studiohand/core/tool';
import { gainToDb } from '@studiohand/core/units';
import type { Heard, LimiterSettings } from './chain.ts';
import { type Figure, figure } from './words.ts';

/** Peaks closer to the ceiling than this get the limiter, since a model reads them less finely than it does. */
const NEAR_CEILING_DB = 0.3;
/** Gains looked at, 3 dB apart from the first peak on, while each still makes it louder by so much. */
const MOST_STEPS = 16;
const LEAST_RISE_LU = 0.05;
/** Nearer than this is there; a bias under the second figure is taken off in one step without another look. */
const NEAR_LU = 1e-3;
const SMALL_LU = 0.03;
const MOST_CHORDS = 4;
/** Gain that brings less loudness than this is not asked for more steeply. */
const LEAST_SLOPE = 0.05;
/** Slots that make 5 ms. */
const HIT_SLOTS = LEVEL_SLOTS_PER_SECOND / 200;
const HISTORY_SLOTS = LEVEL_SLOTS_PER_SECOND / 10;

/** Level in front of gain and limiter. */
export function levelOf(series: LevelSeries): { readonly lufs: number; readonly peakDbtp: number } {
  const peak = series.peak.reduce((most, v) => (v > most ? v : most), 0);
  return { lufs: loudnessOfHops(hopPowers(series.energy, series.sampleRateHz)), peakDbtp: gainToDb(peak) };
}

/** Whether a gain brings peaks so far up that the limiter has to be there. */
export function needsLimiter(series: LevelSeries, gainDb: number, ceilingDbtp: number): boolean {
  return levelOf(series).peakDbtp + gainDb > ceilingDbtp - NEAR_CEILING_DB;
}

/**
 * The gain that reaches the loudness: solved on the model of the limiter, corrected by what the limiter itself does to the
 * excerpts. Without a limiter it stops where the peaks reach the ceiling. Null where there is no loudness to reach
 * (silence, under 400 ms).
 */
export function solveFinal(
  { series, excerpts }: Heard,
  targetLufs: number,
  ceilingDbtp: number,
  limiter: LimiterSettings | undefined,
  context: ToolContext,
): number | null {
  const { lufs, peakDbtp } = levelOf(series);
  if (!Number.isFinite(lufs)) return null;
  const round = (gainDb: number): number | null => (Number.isFinite(gainDb) ? Math.round(gainDb * 1e4) / 1e4 : null);
  if (!limiter) return round(Math.min(targetLufs - lufs, ceilingDbtp - 0.05 - peakDbtp));
  const first = round(solveGainDb(series, targetLufs, limiter));
  if (first === null) return null;
  const missed = (gainDb: number): number =>
    modelLimiter(series, { ...limiter, gainDb }).integratedLufs +
    excerpts.biasDb(series, gainDb, limiter, context) -
    targetLufs;
  let gainDb = first;
  // At the first gain the model is right: what is missed is its bias.
  let off = excerpts.biasDb(series, first, limiter, context);
  if (Math.abs(off) < NEAR_LU) return first;
  let slope = (modelLimiter(series, { ...limiter, gainDb: first - off }).integratedLufs - targetLufs) / -off;
  // Along the chord: the bias is small and the curve smooth, but deep in the limiter it is flat.
  for (let step = 0; step < MOST_CHORDS && Math.abs(off) >= NEAR_LU; step++) {
    const next = gainDb - off / Math.min(1, Math.max(LEAST_SLOPE, slope));
    const nextOff = step === 0 && Math.abs(off) < SMALL_LU ? 0 : missed(next);
    slope = (off - nextOff) / (gainDb - next);
    gainDb = next;
    off = nextOff;
  }
  return round(gainDb);
}

/** What a loudness costs. */
export interface Cost {
  readonly loudnessLufs: number;
  /** How much less hits stand out (punch.ts in core), 0 and up; null without hits. */
  readonly punchLossDb: Figure;
  readonly psrMedianDb: Figure;
  readonly maxReductionDb: number;
  readonly meanReductionDb: number;
}

function inHits(energy: Float64Array): Float64Array {
  const hits = new Float64Array(Math.floor(energy.length / HIT_SLOTS));
  for (let h = 0; h < hits.length; h++) {
    let sum = 0;
    for (let s = h * HIT_SLOTS; s < (h + 1) * HIT_SLOTS; s++) sum += energy[s] as number;
    hits[h] = sum;
  }
  return hits;
}

function psrMedian({ energy, peak, integratedLufs }: LimitedSeries, sampleRateHz: number): number {
  const short = shortTermOfHops(hopPowers(energy, sampleRateHz));
  const slots = LEVEL_SLOTS_PER_SECOND / 10;
  const hops = Float64Array.from(short, (_, h) => {
    let most = 0;
    for (let s = h * slots; s < (h + 1) * slots; s++) most = Math.max(most, peak[s] as number);
    return most;
  });
  const values: number[] = [];
  for (let h = 29; h < short.length; h++) {
    if (!((short[h] as number) > Math.max(-70, integratedLufs - 20))) continue;
    let most = 0;
    for (let k = h - 29; k <= h; k++) most = Math.max(most, hops[k] as number);
    values.push(gainToDb(most) - (short[h] as number));
  }
  values.sort((a, b) => a - b);
  return values[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Simulates the limiter over a range of gains and reads the cost of loudness steps from it; empty without limiting. */
export function costsOf(series: LevelSeries, targetLufs: number, limiter: LimiterSettings): Cost[] {
  const { lufs, peakDbtp } = levelOf(series);
  if (!Number.isFinite(lufs)) return [];
  const before = inHits(series.energy);
  const onsets = findOnsets(before);
  const own = punchDb(before, onsets);
  const first = limiter.ceilingDbtp - peakDbtp;
  const points: Cost[] = [];
  let lastLufs = Number.NEGATIVE_INFINITY;
  for (let k = 0; k <= MOST_STEPS; k++) {
    const gainDb = first + 3 * k;
    const limited = modelLimiter(series, { ...limiter, gainDb });
    const mean = limited.reductionDb.reduce((a, v) => a + v, 0) / Math.max(1, limited.reductionDb.length);
    points.push({
      loudnessLufs: limited.integratedLufs,
      punchLossDb: figure(Math.max(0, own - punchDb(inHits(limited.energy), onsets, before)), 3),
      psrMedianDb: figure(psrMedian(limited, series.sampleRateHz), 3),
      maxReductionDb: limited.reductionDb.reduce((a, v) => Math.max(a, v), 0),
      meanReductionDb: mean,
    });
    if (limited.integratedLufs > targetLufs + 2) break;
    // Gain that no longer makes anything louder has nothing to tell.
    if (k > 0 && limited.integratedLufs - lastLufs < LEAST_RISE_LU) break;
    lastLufs = limited.integratedLufs;
  }
  const steps: Cost[] = [];
  for (let step = Math.ceil(targetLufs - 6); step <= Math.min(-4, targetLufs + 2); step++)
    steps.push(...costAt(points, step));
  if (!Number.isInteger(targetLufs)) steps.push(...costAt(points, targetLufs));
  return steps.sort((a, b) => a.loudnessLufs - b.loudnessLufs);
}

/** The cost at a loudness between two simulated gains; none outside of them. */
function costAt(points: readonly Cost[], loudnessLufs: number): Cost[] {
  const k = points.findIndex((p) => p.loudnessLufs >= loudnessLufs);
  const high = points[k];
  const low = points[k - 1];
  if (!high || !low) return [];
  const part = (loudnessLufs - low.loudnessLufs) / (high.loudnessLufs - low.loudnessLufs);
  const between = (a: Figure, b: Figure): Figure => (a === null || b === null ? null : figure(a + part * (b - a)));
  return [
    {
      loudnessLufs,
      punchLossDb: between(low.punchLossDb, high.punchLossDb),
      psrMedianDb: between(low.psrMedianDb, high.psrMedianDb),
      maxReductionDb: between(low.maxReductionDb, high.maxReductionDb) ?? 0,
      meanReductionDb: between(low.meanReductionDb, high.meanReductionDb) ?? 0,
    },
  ];
}

/** Largest reduction of every 100 ms, in dB. */
export function reductionHistory(series: LevelSeries, gainDb: number, limiter: LimiterSettings): number[] {
  const { reductionDb } = modelLimiter(series, { ...limiter, gainDb });
  return Array.from({ length: Math.ceil(reductionDb.length / HISTORY_SLOTS) }, (_, h) => {
    let most = 0;
    for (let s = h * HISTORY_SLOTS; s < Math.min(reductionDb.length, (h + 1) * HISTORY_SLOTS); s++)
      most = Math.max(most, reductionDb[s] as number);
    return Math.round(100 * most) / 100;
  });
}
