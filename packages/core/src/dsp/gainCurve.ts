/**
 * Static curve of a compressor with a soft knee: Giannoulis, Massberg, Reiss, "Digital Dynamic Range Compressor Design",
 * JAES 60(6), 2012, eq. 4.
 */
import { AudioError } from '../audio/index.ts';

export interface GainCurve {
  readonly thresholdDb: number;
  /** Input change over output change above the knee, 1 and up; Infinity is a limiter. */
  readonly ratio: number;
  /** Width of the bend around the threshold; 0 is a corner. */
  readonly kneeDb: number;
}

/** Throws AudioError 'invalid-parameter' for numbers that are no curve. */
export function checkGainCurve({ thresholdDb, ratio, kneeDb }: GainCurve): void {
  if (Number.isFinite(thresholdDb) && ratio >= 1 && kneeDb >= 0 && kneeDb < Number.POSITIVE_INFINITY) return;
  throw new AudioError(
    'invalid-parameter',
    `compressor: threshold ${thresholdDb} dB, ratio ${ratio}, knee ${kneeDb} dB.`,
    'Give a finite threshold, a ratio of 1 or more and a knee of 0 dB or more.',
  );
}

/** Reduction in dB, 0 and up, of a level in dB. */
export function reductionDb(levelDb: number, { thresholdDb, ratio, kneeDb }: GainCurve): number {
  const over = levelDb - thresholdDb;
  const slope = 1 - 1 / ratio;
  if (2 * over <= -kneeDb) return 0;
  if (2 * over >= kneeDb) return slope * over;
  return (slope * (over + kneeDb / 2) ** 2) / (2 * kneeDb);
}
