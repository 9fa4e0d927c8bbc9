import { findOnsets, punchDb, SIGNATURE_HOPS_PER_SECOND } from '@studiohand/core/dsp';
import { powerToDb } from '@studiohand/core/units';
import type { BandLevels } from './bandLevels.ts';
import { percentile } from './figures.ts';

/** How one band moves; NaN where it holds nothing. */
export interface BandDynamics {
  readonly fromHz: number;
  readonly toHz: number;
  /** Loudest 5 ms over the mean of their second, median over the seconds that count: short-term dynamics. */
  readonly crestDb: number;
  /** 95th less 10th percentile of the level of 3 s: what the arrangement does. */
  readonly rangeDb: number;
  /** How far hits stand out over the whole. */
  readonly punchDb: number;
}

const GATE_POWER = 0.01;
const LONG_SECONDS = 3;

/** Mean of `values` from `from` to `to`. */
function mean(values: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += values[i] as number;
  return sum / Math.max(1, to - from);
}

/** Median crest of the seconds within 20 dB of the mean level. A last part of a second counts only if it is the only one. */
export function crestOf(power: Float64Array): number {
  const hops = SIGNATURE_HOPS_PER_SECOND;
  const gate = GATE_POWER * mean(power, 0, power.length);
  const crests: number[] = [];
  const seconds = Math.max(1, Math.floor(power.length / hops));
  for (let s = 0; s < seconds; s++) {
    const to = Math.min(power.length, (s + 1) * hops);
    const level = mean(power, s * hops, to);
    if (!(level > gate)) continue;
    let peak = 0;
    for (let i = s * hops; i < to; i++) peak = Math.max(peak, power[i] as number);
    crests.push(powerToDb(peak / level));
  }
  return percentile(crests, 50);
}

function rangeOf(power: Float64Array): number {
  const hops = LONG_SECONDS * SIGNATURE_HOPS_PER_SECOND;
  const gate = GATE_POWER * mean(power, 0, power.length);
  const levels: number[] = [];
  for (let at = 0; at + hops <= power.length; at += SIGNATURE_HOPS_PER_SECOND) {
    const level = mean(power, at, at + hops);
    if (level > gate) levels.push(powerToDb(level));
  }
  return percentile(levels, 95) - percentile(levels, 10);
}

/** Dynamics of each band. */
export function dynamicsOf(bands: readonly BandLevels[]): BandDynamics[] {
  return bands.map(({ fromHz, toHz, power }) => ({
    fromHz,
    toHz,
    crestDb: crestOf(power),
    rangeDb: rangeOf(power),
    punchDb: punchDb(power, findOnsets(power)),
  }));
}
