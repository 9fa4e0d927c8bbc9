/**
 * Hits of a programme and how far they stand out, from a series of powers at equal steps (5 ms by default): an onset is a
 * step 6 dB and more above the 50 ms before it; its height is the loudest step of the next 30 ms; punch is the mean height
 * in dB over the loudness of the programme (power mean of the steps within 20 dB of the mean). Two versions are compared
 * at the onsets of the first, so that nothing is found or lost by chance. Own definition, level-independent; a limiter
 * that takes 3 dB off every hit and nothing else loses 3 dB of it.
 * Weakness: fewer than {@link FEWEST_ONSETS} hits say nothing; a slow swell is no hit.
 */
import { powerToDb } from '../units/index.ts';

const RISE = 4;
/** Steps at 200 per second: 50 ms before, 30 ms after, and no second onset for 50 ms. */
const BEFORE_SECONDS = 0.05;
const AFTER_SECONDS = 0.03;
/** Part of the mean power under which nothing counts: 20 dB. */
const GATE = 0.01;

/** Under this many hits there is no figure. */
export const FEWEST_ONSETS = 4;

/** Power mean of the steps within 20 dB of the overall mean; 0 for silence. `gateBy` says which steps count. */
export function programmePower(power: Float64Array, gateBy: Float64Array = power): number {
  let sum = 0;
  for (let h = 0; h < gateBy.length; h++) sum += gateBy[h];
  const gate = (GATE * sum) / Math.max(1, gateBy.length);
  let kept = 0;
  let count = 0;
  for (let h = 0; h < power.length && h < gateBy.length; h++)
    if (gateBy[h] > gate) {
      kept += power[h];
      count++;
    }
  return count === 0 ? 0 : kept / count;
}

/** Indices of the onsets of a series, rising. */
export function findOnsets(power: Float64Array, stepsPerSecond = 200): number[] {
  const before = Math.max(1, Math.round(BEFORE_SECONDS * stepsPerSecond));
  const gate = GATE * programmePower(power);
  const onsets: number[] = [];
  let sum = 0;
  let next = 0;
  for (let h = 0; h < power.length; h++) {
    const mean = sum / Math.max(1, Math.min(h, before));
    if (h >= next && power[h] > RISE * mean && power[h] > gate) {
      onsets.push(h);
      next = h + before;
    }
    sum += power[h];
    if (h >= before) sum -= power[h - before];
    if (sum < 0) sum = 0;
  }
  return onsets;
}

/** Mean height of the onsets over the programme, in dB; NaN with too few. `gateBy` as in {@link programmePower}. */
export function punchDb(
  power: Float64Array,
  onsets: readonly number[],
  gateBy: Float64Array = power,
  stepsPerSecond = 200,
): number {
  if (onsets.length < FEWEST_ONSETS) return Number.NaN;
  const after = Math.max(1, Math.round(AFTER_SECONDS * stepsPerSecond));
  const base = programmePower(power, gateBy);
  let sum = 0;
  let count = 0;
  for (const h of onsets) {
    let most = 0;
    for (let k = h; k < h + after && k < power.length; k++) if (power[k] > most) most = power[k];
    if (most > 0) {
      sum += powerToDb(most / base);
      count++;
    }
  }
  return count < FEWEST_ONSETS || !(base > 0) ? Number.NaN : sum / count;
}

/** Part of the energy that lies in the 30 ms after the onsets, 0 to 1; NaN with too few or silence. */
export function onsetShare(power: Float64Array, onsets: readonly number[], stepsPerSecond = 200): number {
  if (onsets.length < FEWEST_ONSETS) return Number.NaN;
  const after = Math.max(1, Math.round(AFTER_SECONDS * stepsPerSecond));
  let total = 0;
  for (let h = 0; h < power.length; h++) total += power[h];
  let inside = 0;
  for (const h of onsets) for (let k = h; k < h + after && k < power.length; k++) inside += power[k];
  return total > 0 ? inside / total : Number.NaN;
}
