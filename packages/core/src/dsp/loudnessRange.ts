import { powerToDb } from '../units/index.ts';

/**
 * Loudness range by EBU Tech 3342 (v4, 2023): of short-term values at least every 100 ms keep those of -70 LUFS and
 * above, then those above their power mean less 20 LU; the range is the 95th less the 10th percentile, each the value
 * at the rounded 1-based index (n-1)p/100+1. No silence is appended (as in libebur128 and ffmpeg).
 * Weakness: under a minute of material the percentiles stand on few independent values.
 */
export function loudnessRange(shortTermLufs: Float64Array): number {
  const above = shortTermLufs.filter((l) => l >= -70);
  if (above.length === 0) return 0;
  let power = 0;
  for (const l of above) power += 10 ** (l / 10);
  const gate = powerToDb(power / above.length) - 20;
  const kept = above.filter((l) => l >= gate).sort();
  const at = (percent: number): number => kept[Math.floor(((kept.length - 1) * percent) / 100 + 0.5)];
  return kept.length === 0 ? 0 : at(95) - at(10);
}
