import { erbRateToHz, hzToErbRate } from '../units/index.ts';
import type { Band } from './bands.ts';

/** Limits of hearing that are covered. */
const LOWEST_HZ = 20;
const HIGHEST_HZ = 20000;

/**
 * Adjoining bands of equal width on the ERB-rate scale (Glasberg and Moore, Hearing Research 47, 1990, eq. 3 and 4),
 * from 20 Hz to 20 kHz or half the rate: a step of 1 is about the resolution of the ear. 40 bands at 44.1 kHz.
 */
export function erbBands(sampleRateHz: number, stepErb: number = 1): Band[] {
  const low = hzToErbRate(LOWEST_HZ);
  const count = Math.floor((hzToErbRate(Math.min(HIGHEST_HZ, sampleRateHz / 2)) - low) / stepErb);
  return Array.from({ length: Math.max(0, count) }, (_, i) => ({
    centreHz: erbRateToHz(low + (i + 0.5) * stepErb),
    fromHz: erbRateToHz(low + i * stepErb),
    toHz: erbRateToHz(low + (i + 1) * stepErb),
  }));
}
