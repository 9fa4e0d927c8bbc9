/**
 * What {@link TruePeakLimiter} makes of a programme at any gain, from its level series (levelSeries.ts): the limiter's own
 * gain curve (limiterCurve.ts) runs over the peaks of the slots instead of the frames, and the energies are weighted with
 * it. Thousands of times faster than the audio, so that a gain can be solved for and several loudness steps be compared.
 * Measured in limiterModel.test.ts against the limiter itself: integrated loudness within 0.02 LU.
 * Weakness: the gain moves slowly against K-weighting but not infinitely so; channels are linked.
 */
import { powerToDb } from '../units/index.ts';
import { LEVEL_SLOTS_PER_SECOND, type LevelSeries, slotStart } from './levelSeries.ts';
import { LimiterCurve } from './limiterCurve.ts';
import {
  LIMITER_LAYERS,
  LIMITER_MARGINS_DB,
  LIMITER_RELEASES,
  type LimiterRelease,
  type LimiterReleaseName,
} from './truePeakLimiter.ts';

export interface LimiterModelOptions {
  /** Into the limiter. */
  readonly gainDb: number;
  readonly ceilingDbtp: number;
  readonly lookaheadMs: number;
  readonly release: LimiterReleaseName | LimiterRelease;
}

export interface LimitedSeries {
  /** -Infinity where nothing passes the gate. */
  readonly integratedLufs: number;
  /** Of every slot, in dB, 0 and up. */
  readonly reductionDb: Float64Array;
  /** After gain and limiter: energy and peak of every slot. */
  readonly energy: Float64Array;
  readonly peak: Float64Array;
}

const PIECE = 1024;
/** BS.1770-5 eq. 2 and gates. */
const OFFSET_DB = -0.691;
const ABSOLUTE_GATE_LUFS = -70;
const RELATIVE_GATE_LU = 10;
const HOP_SLOTS = LEVEL_SLOTS_PER_SECOND / 10;
const BLOCK_HOPS = 4;
/** How close a solved gain comes, and how far it goes beyond a gain without limiter. */
const TOLERANCE_LU = 0.002;
const MOST_EXTRA_DB = 60;

/** Mean weighted power of every 100 ms; an incomplete last hop is dropped. */
export function hopPowers(energy: Float64Array, sampleRateHz: number): Float64Array {
  const hops = Math.floor(energy.length / HOP_SLOTS);
  const powers = new Float64Array(hops);
  for (let h = 0; h < hops; h++) {
    let sum = 0;
    for (let s = h * HOP_SLOTS; s < (h + 1) * HOP_SLOTS; s++) sum += energy[s];
    const frames = slotStart((h + 1) * HOP_SLOTS, sampleRateHz) - slotStart(h * HOP_SLOTS, sampleRateHz);
    powers[h] = sum / Math.max(1, frames);
  }
  return powers;
}

/** Integrated loudness of mean powers per 100 ms (BS.1770-5: 400 ms blocks, 75 % overlap, two gates). */
export function loudnessOfHops(powers: Float64Array): number {
  const blocks = Math.max(0, powers.length - BLOCK_HOPS + 1);
  const gated = (thresholdLufs: number): number => {
    let sum = 0;
    let count = 0;
    for (let b = 0; b < blocks; b++) {
      let power = 0;
      for (let h = 0; h < BLOCK_HOPS; h++) power += powers[b + h];
      power /= BLOCK_HOPS;
      if (!(OFFSET_DB + powerToDb(power) > thresholdLufs)) continue;
      sum += power;
      count++;
    }
    return count === 0 ? 0 : sum / count;
  };
  const absolute = OFFSET_DB + powerToDb(gated(ABSOLUTE_GATE_LUFS));
  return OFFSET_DB + powerToDb(gated(Math.max(ABSOLUTE_GATE_LUFS, absolute - RELATIVE_GATE_LU)));
}

/** Loudness of short-term windows (3 s) that end at every 100 ms; -Infinity before the first. */
export function shortTermOfHops(powers: Float64Array): Float64Array {
  const result = new Float64Array(powers.length).fill(Number.NEGATIVE_INFINITY);
  let sum = 0;
  for (let h = 0; h < powers.length; h++) {
    sum += powers[h];
    if (h >= 30) sum -= powers[h - 30];
    if (h >= 29) result[h] = OFFSET_DB + powerToDb(Math.max(0, sum) / 30);
  }
  return result;
}

/** The series behind gain and limiter. */
export function modelLimiter(series: LevelSeries, options: LimiterModelOptions): LimitedSeries {
  const { gainDb, ceilingDbtp, lookaheadMs } = options;
  const { fastMs, slowMs, chargeMs, holdMs } =
    typeof options.release === 'string' ? LIMITER_RELEASES[options.release] : options.release;
  const slots = (ms: number): number => Math.round((ms / 1000) * LEVEL_SLOTS_PER_SECOND);
  const curve = new LimiterCurve({
    sampleRateHz: LEVEL_SLOTS_PER_SECOND,
    layers: LIMITER_LAYERS.map(({ part, share }) => ({ share, windowFrames: Math.max(2, slots(part * lookaheadMs)) })),
    holdFrames: slots(holdMs),
    fastSeconds: fastMs / 1000,
    slowSeconds: slowMs / 1000,
    chargeSeconds: chargeMs / 1000,
    capacity: PIECE,
  });
  const count = series.peak.length;
  const late = curve.latencyFrames;
  const reductionDb = new Float64Array(count);
  const piece = new Float64Array(PIECE);
  const over = gainDb - ceilingDbtp + LIMITER_MARGINS_DB[0];
  const lowest = 10 ** (-over / 20);
  for (let done = 0; done < count + late; done += PIECE) {
    const frames = Math.min(PIECE, count + late - done);
    for (let i = 0; i < frames; i++) {
      const peak = done + i < count ? series.peak[done + i] : 0;
      piece[i] = peak > lowest ? 20 * Math.log10(peak) + over : 0;
    }
    curve.process(piece, frames);
    for (let i = 0; i < frames; i++) if (done + i >= late) reductionDb[done + i - late] = piece[i];
  }
  const energy = new Float64Array(count);
  const peak = new Float64Array(count);
  const gain = 10 ** (gainDb / 20);
  for (let s = 0; s < count; s++) {
    const g = reductionDb[s] > 0 ? gain * 10 ** (-reductionDb[s] / 20) : gain;
    energy[s] = series.energy[s] * g * g;
    peak[s] = series.peak[s] * g;
  }
  return { integratedLufs: loudnessOfHops(hopPowers(energy, series.sampleRateHz)), reductionDb, energy, peak };
}

/** The gain that reaches a loudness through the limiter; NaN for silence or when 60 dB do not do it. */
export function solveGainDb(
  series: LevelSeries,
  targetLufs: number,
  limiter: Omit<LimiterModelOptions, 'gainDb'>,
): number {
  const loudnessAt = (gainDb: number): number => modelLimiter(series, { ...limiter, gainDb }).integratedLufs;
  const own = loudnessOfHops(hopPowers(series.energy, series.sampleRateHz));
  if (!Number.isFinite(own)) return Number.NaN;
  // Without reduction the gain is the difference; every dB of gain gives at most one of loudness.
  let low = targetLufs - own;
  let lowLufs = loudnessAt(low);
  if (targetLufs - lowLufs < TOLERANCE_LU) return low;
  let high = low;
  let highLufs = lowLufs;
  for (let step = 2 * (targetLufs - lowLufs); highLufs < targetLufs; step *= 2) {
    low = high;
    lowLufs = highLufs;
    high += step;
    if (high > targetLufs - own + MOST_EXTRA_DB) return Number.NaN;
    highLufs = loudnessAt(high);
  }
  for (let n = 0; n < 12; n++) {
    // Regula falsi, kept away from the ends.
    const part = Math.min(0.9, Math.max(0.1, (targetLufs - lowLufs) / (highLufs - lowLufs)));
    const middle = low + part * (high - low);
    const lufs = loudnessAt(middle);
    if (Math.abs(lufs - targetLufs) < TOLERANCE_LU) return middle;
    if (lufs < targetLufs) {
      low = middle;
      lowLufs = lufs;
    } else {
      high = middle;
      highLufs = lufs;
    }
  }
  return low;
}
