/**
 * Free decays in a course of levels: from a peak down, without coming up again, for 15 dB and more. A line fitted from
 * 40 ms behind the peak on gives the decay time; where it would have started at the peak says how far the direct sound
 * stood above the reverberation. In a room nothing decays faster than the room; a dry sound ends as it likes.
 * Lebart, Boucher and Denbigh (2001), Vieira (2004). Weakness: a slowly dying instrument looks the same (what tells
 * them apart is roomAnalyser.ts's).
 */

export interface FreeDecay {
  /** Time for 60 dB at the fitted slope. */
  readonly rt60Seconds: number;
  /** Peak over the fitted line at the peak, dB; negative when the sound held on before it decayed. */
  readonly dropDb: number;
}

/** Peaks this far below the loudest do not count; nor do levels closer to the floor than this or further down. */
const PEAK_RANGE_DB = 40;
const FLOOR_MARGIN_DB = 6;
const LEVEL_RANGE_DB = 60;
const FLOOR_PERCENTILE = 0.02;
/** A rise by this much, or this long without a new lowest level, ends a decay. */
const RISE_DB = 2;
const REST_SECONDS = 0.07;
const LEAST_SECONDS = 0.08;
const LEAST_FALL_DB = 15;
/** Where the line starts behind the peak; what it must span, and how far off the levels may lie (RMS). */
const START_SECONDS = 0.04;
const LEAST_SPAN_DB = 10;
const LARGEST_DEVIATION_DB = 2.5;

/** The fitted line of `levels` from `first` to `last`: slope per step, value at `first`, RMS deviation. */
function line(levels: Float64Array, first: number, last: number): { slope: number; start: number; deviation: number } {
  const count = last - first + 1;
  const middle = (count - 1) / 2;
  let [mean, product, square] = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    mean += levels[first + i] / count;
    product += (i - middle) * levels[first + i];
    square += (i - middle) ** 2;
  }
  const slope = product / square;
  const start = mean - slope * middle;
  let error = 0;
  for (let i = 0; i < count; i++) error += (levels[first + i] - start - slope * i) ** 2;
  return { slope, start, deviation: Math.sqrt(error / count) };
}

/** Free decays of `levels` in dB at equal steps. */
export function freeDecays(levels: Float64Array, stepSeconds: number): FreeDecay[] {
  const steps = (seconds: number): number => Math.round(seconds / stepSeconds);
  const top = levels.reduce((a, v) => Math.max(a, v), -Infinity);
  const sorted = Float64Array.from(levels).sort();
  const low = sorted[Math.floor(sorted.length * FLOOR_PERCENTILE)] + FLOOR_MARGIN_DB;
  const floor = Math.max(top - LEVEL_RANGE_DB, low);
  const found: FreeDecay[] = [];
  for (let t = 1; t + 1 < levels.length; t++) {
    const peak = levels[t];
    if (peak < levels[t - 1] || peak <= levels[t + 1] || peak < top - PEAK_RANGE_DB) continue;
    let end = t;
    for (let u = t + 1; u < levels.length && levels[u] > floor; u++) {
      if (levels[u] < levels[end]) end = u;
      else if (levels[u] > levels[end] + RISE_DB || u - end >= steps(REST_SECONDS)) break;
    }
    if (peak - levels[end] < LEAST_FALL_DB || end - t < steps(LEAST_SECONDS)) continue;
    const first = t + steps(START_SECONDS);
    const { slope, start, deviation } = line(levels, first, end);
    if (-slope * (end - first) < LEAST_SPAN_DB || deviation > LARGEST_DEVIATION_DB) continue;
    found.push({ rt60Seconds: (-60 * stepSeconds) / slope, dropDb: peak - start + slope * (first - t) });
    t = end - 1;
  }
  return found;
}
