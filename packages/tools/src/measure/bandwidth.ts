import type { AudioInfo } from '@studiohand/core/audio';
import { bandPower, type PowerSpectrum } from '@studiohand/core/dsp';
import { powerToDb } from '@studiohand/core/units';
import { type Figure, figure } from './figures.ts';

/** A cliff in the long-term spectrum with nothing but floor above it. */
export interface BandEdge {
  readonly hz: number;
  readonly dropDb: number;
  readonly widthHz: number;
}

export interface BandwidthFacts {
  /** Upper end of the highest 100 Hz band above the floor of the sample format; null for silence. */
  readonly highestHz: Figure;
  readonly edge: BandEdge | null;
}

const STEP_HZ = 100;
/** Float and lossy files: 24-bit dither floor, spread over 24 kHz, lies near -165 dBFS per 100 Hz; this leaves room. */
const FLOAT_FLOOR_DB = -140;
/** TPDF dither has the power of three quantisation errors: step² / 4 (Lipshitz, Wannamaker, Vanderkooy 1992). */
const DITHER_POWER_STEPS = 0.25;
const FLOOR_MARGIN_DB = 4;
/** An edge: a fall of this much within a kilohertz, never recovered above (own choice; lossy coders fall 30 dB and more). */
const LEAST_DROP_DB = 20;
const SIDE_BANDS = 5;
const GAP_BANDS = 4;
const LOWEST_EDGE_HZ = 3000;

/**
 * How far up the signal reaches and whether it ends in a cliff. Weakness: a cliff shows a low-pass, not its cause:
 * lossy coding, sample-rate conversion and a deliberate filter look alike; noise-shaped dither counts as signal.
 */
export function bandwidth({ power, binHz }: PowerSpectrum, info: AudioInfo): BandwidthFacts {
  const half = info.sampleRateHz / 2;
  const step = Math.max(STEP_HZ, 4 * binHz);
  const count = Math.floor(half / step);
  const levels = Array.from({ length: count }, (_, i) =>
    Math.max(-300, powerToDb(bandPower(power, binHz, { fromHz: i * step, toHz: (i + 1) * step }))),
  );
  const floor = floorDb(info, step);
  let highest = count - 1;
  while (highest >= 0 && (levels[highest] as number) <= floor) highest--;
  if (highest < 0) return { highestHz: null, edge: null };
  const edge = findEdge(levels, step);
  return { highestHz: figure(edge ? edge.hz : (highest + 1) * step, 0), edge };
}

function floorDb({ encoding, sampleRateHz }: AudioInfo, step: number): number {
  if (encoding?.kind !== 'int') return FLOAT_FLOOR_DB;
  const stepSize = 2 ** (1 - encoding.bits);
  const dither = powerToDb((DITHER_POWER_STEPS * stepSize ** 2 * step) / (sampleRateHz / 2));
  return Math.max(FLOAT_FLOOR_DB, dither + FLOOR_MARGIN_DB);
}

function mean(levels: readonly number[], from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += levels[i] as number;
  return sum / (to - from);
}

function findEdge(levels: readonly number[], step: number): BandEdge | null {
  let best = -1;
  let drop = LEAST_DROP_DB;
  const first = Math.max(SIDE_BANDS, Math.ceil(LOWEST_EDGE_HZ / step));
  for (let i = first; i + GAP_BANDS + SIDE_BANDS <= levels.length; i++) {
    const fall = mean(levels, i - SIDE_BANDS, i) - mean(levels, i + GAP_BANDS, i + GAP_BANDS + SIDE_BANDS);
    if (fall > drop) {
      drop = fall;
      best = i;
    }
  }
  if (best < 0) return null;
  const below = mean(levels, best - SIDE_BANDS, best);
  const above = below - drop;
  const middle = (below + above) / 2;
  if (levels.slice(best + GAP_BANDS).some((level) => level > middle)) return null;
  let from = best - 1;
  while (from < levels.length - 1 && (levels[from + 1] as number) > below - 3) from++;
  let to = Math.max(from + 1, best);
  while (to < levels.length - 1 && (levels[to] as number) > above + 3) to++;
  return { hz: (from + 1) * step, dropDb: figure(drop, 1) ?? 0, widthHz: Math.max(1, to - from) * step };
}
