/**
 * Whether what was removed holds music. Steady noise that is taken away has a steady level in every third octave, or
 * falls where music covers it; what rises with the music is music. The excess of every window over twice the median of
 * its band is summed where the kept part rises as well. Our own measure. Weakness: noise that comes and goes with the
 * playing (an amplifier, a breath) looks like music.
 */
import type { Stretch } from '../words.ts';

export interface MusicInDelta {
  /** Part of the removed energy that rises with what was kept, 0 to 1. */
  readonly share: number;
  /** Where it is most, by the centre of the third octave. */
  readonly aroundHz: number | null;
  /** Where it is most, in time; at most three. */
  readonly places: readonly Stretch[];
}

/** Excess over the steady level of a band counts from here on: noise sways by less. */
const OVER_MEDIAN = 2.5;
const PLACES = 3;
/** Places with less than this part of the largest are not told. */
const WORTH = 0.2;

function median(values: Float64Array): number {
  const sorted = values.toSorted();
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}

/** From band powers of the kept and the removed signal, window by window. */
export function musicInDelta(
  kept: readonly Float64Array[],
  removed: readonly Float64Array[],
  centresHz: readonly number[],
  secondsPerWindow: number,
): MusicInDelta {
  const windows = removed[0]?.length ?? 0;
  const byWindow = new Float64Array(windows);
  let [total, excess, most, at] = [0, 0, 0, -1];
  removed.forEach((course, b) => {
    const own = kept[b] as Float64Array;
    const steady = OVER_MEDIAN * median(course);
    const middle = median(own);
    let inBand = 0;
    for (let w = 0; w < windows; w++) {
      const power = course[w] as number;
      total += power;
      if (power <= steady || (own[w] as number) <= middle) continue;
      inBand += power - steady;
      byWindow[w] = (byWindow[w] as number) + power - steady;
    }
    excess += inBand;
    if (inBand > most) [most, at] = [inBand, b];
  });
  return {
    share: total > 0 ? excess / total : 0,
    aroundHz: centresHz[at] ?? null,
    places: placesOf(byWindow, secondsPerWindow),
  };
}

function placesOf(byWindow: Float64Array, seconds: number): Stretch[] {
  const left = byWindow.slice();
  const found: Stretch[] = [];
  const peak = left.reduce((a, v) => Math.max(a, v), 0);
  while (found.length < PLACES) {
    const best = left.reduce((at, v, w) => (v > (left[at] as number) ? w : at), 0);
    const top = left[best] ?? 0;
    if (!(top > WORTH * peak)) break;
    let [from, to] = [best, best];
    while (from > 0 && (left[from - 1] as number) > WORTH * top) from--;
    while (to + 1 < left.length && (left[to + 1] as number) > WORTH * top) to++;
    found.push({ fromSeconds: from * seconds, toSeconds: (to + 2) * seconds });
    left.fill(0, from, to + 1);
  }
  return found.sort((a, b) => a.fromSeconds - b.fromSeconds);
}
