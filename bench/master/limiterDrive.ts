/** Drives a song through a limiter to a loudness and says what it cost. */
import { dbToGain } from '@studiohand/core/units';
import {
  delayOf,
  loudnessOf,
  lowestPsrDb,
  type Stereo,
  scaled,
  shifted,
  type Transparency,
  transparency,
  truePeak16Dbtp,
} from './limiterMetrics.ts';

export interface Driven extends Transparency {
  readonly preGainDb: number;
  readonly loudnessLufs: number;
  readonly truePeakDbtp: number;
  readonly lowestPsrDb: number;
  readonly output: Stereo;
}

const TRIES = 7;
const WITHIN_LU = 0.05;

/** Pre-gain is found by trying (1.3 times the missing loudness, as the reference does); the last try counts. */
export function drive(x: Stereo, targetLufs: number, limit: (x: Stereo) => Stereo): Driven {
  const own = loudnessOf(x);
  let preGainDb = targetLufs - own;
  let output = x;
  let loudnessLufs = own;
  for (let i = 0; i < TRIES; i++) {
    output = limit(scaled(x, dbToGain(preGainDb)));
    loudnessLufs = loudnessOf(output);
    if (Math.abs(targetLufs - loudnessLufs) < WITHIN_LU) break;
    preGainDb += 1.3 * (targetLufs - loudnessLufs);
  }
  const aligned = shifted(output, delayOf(output, x), x[0].length);
  return {
    ...transparency(x, scaled(aligned, dbToGain(own - loudnessLufs))),
    preGainDb,
    loudnessLufs,
    truePeakDbtp: truePeak16Dbtp(output),
    lowestPsrDb: lowestPsrDb(output),
    output,
  };
}
