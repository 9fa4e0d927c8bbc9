/**
 * Where exactly a run of hum starts and ends: near the edges that the blocks give, to a quarter of a second, the place
 * is taken from which on (or up to which) subtracting the hum's waveform lowers the energy the most.
 */
import type { HumRun } from './humFit.ts';
import { HUM_NODE_SECONDS, type HumPath } from './humPath.ts';
import { HumVoice } from './humVoice.ts';

/** In seconds of the stretch; infinite where the hum sounds on beyond it. */
export interface HumEdges {
  readonly fromSeconds: number;
  readonly toSeconds: number;
}

const REACH_SECONDS = 0.4;

/** Frame around `seconds` that parts hum from none best; `rising` where the hum starts. */
function edge(samples: Float64Array, rateHz: number, voice: HumVoice, seconds: number, rising: boolean): number {
  const from = Math.max(0, Math.round((seconds - REACH_SECONDS) * rateHz));
  const to = Math.min(samples.length, Math.round((seconds + REACH_SECONDS) * rateHz));
  const hum = new Float64Array(Math.max(0, to - from));
  voice.write(hum, hum.length, from);
  // What subtracting saves at each frame; on the hum's side of the edge the sum is to be the largest.
  let [sum, best, at] = [0, 0, rising ? to : from];
  for (let k = 0; k < hum.length; k++) {
    const i = rising ? hum.length - 1 - k : k;
    sum += 2 * samples[from + i] * hum[i] - hum[i] ** 2;
    if (sum > best) [best, at] = [sum, from + i + (rising ? 0 : 1)];
  }
  return at / rateHz;
}

export function humEdges(samples: Float64Array, rateHz: number, path: HumPath, run: HumRun): HumEdges {
  const voice = new HumVoice(path, run, rateHz);
  const seconds = samples.length / rateHz;
  const [from, to] = [run.fromNode * HUM_NODE_SECONDS, run.toNode * HUM_NODE_SECONDS];
  return {
    fromSeconds:
      run.fromNode === 0 ? Number.NEGATIVE_INFINITY : edge(samples, rateHz, voice, from - HUM_NODE_SECONDS / 2, true),
    toSeconds:
      to >= seconds - HUM_NODE_SECONDS
        ? Number.POSITIVE_INFINITY
        : edge(samples, rateHz, voice, to + HUM_NODE_SECONDS / 2, false),
  };
}
