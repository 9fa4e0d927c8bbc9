import type { Tracks } from '@studiohand/core/dsp';
import { powerToDb } from '@studiohand/core/units';
import type { BuildUp } from './analysis.ts';

/** A place stands out when the sum lies this far over the mean of the four ERB to each side, */
const OVER_DB = 3;
const SURROUNDINGS_BANDS = 8;
/** and is a build-up when this many stems lie within 10 dB of the strongest there. */
const LEAST_STEMS = 3;
const WITHIN_DB = 10;
const LOWEST_HZ = 60;

/** Where several stems pile up in the long-term mean, the highest pile first. */
export function buildUps({ tracks, bands, frameCount }: Tracks): BuildUp[] {
  const count = bands.length;
  const means = tracks.map(({ ears, power }) => {
    const mean = new Float64Array(count);
    for (let i = 0; i < frameCount * ears * count; i++)
      mean[i % count] = (mean[i % count] as number) + (power[i] as number);
    return mean.map((value) => value / Math.max(1, frameCount));
  });
  // Pink music has equal power per octave: half-ERB bands are compared by their density times frequency.
  const level = bands.map(({ centreHz, fromHz, toHz }, b) => {
    const sum = means.reduce((total, mean) => total + (mean[b] as number), 0);
    return powerToDb((sum * centreHz) / (toHz - fromHz) + 1e-15);
  });
  const over = level.map((value, b) => {
    const around = level.filter((_, k) => k !== b && Math.abs(k - b) <= SURROUNDINGS_BANDS);
    return value - around.reduce((sum, v) => sum + v, 0) / Math.max(1, around.length);
  });
  const result: BuildUp[] = [];
  for (let b = 0; b < count; b++) {
    if ((over[b] as number) < OVER_DB || (bands[b]?.fromHz ?? 0) < LOWEST_HZ) continue;
    let end = b;
    while (end + 1 < count && (over[end + 1] as number) >= OVER_DB) end++;
    const peak = over.slice(b, end + 1).reduce((most, v, i) => (v > (over[b + most] as number) ? i : most), 0) + b;
    const strongest = Math.max(...means.map((mean) => mean[peak] as number));
    const stems = means.flatMap((mean, s) => (powerToDb((mean[peak] as number) / strongest) >= -WITHIN_DB ? [s] : []));
    if (strongest > 0 && stems.length >= LEAST_STEMS)
      result.push({
        fromHz: bands[b]?.fromHz ?? 0,
        toHz: bands[end]?.toHz ?? 0,
        overDb: over[peak] as number,
        stems,
      });
    b = end;
  }
  return result.sort((x, y) => y.overDb - x.overDb);
}
