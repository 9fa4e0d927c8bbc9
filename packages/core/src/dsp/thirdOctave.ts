import type { Band } from './bands.ts';

/** A band with the rounded centre that is printed on scales. */
export interface ThirdOctaveBand extends Band {
  readonly nominalHz: number;
}

/** IEC 61260-1:2014, 5.2.1: octave ratio of the base-ten system. */
const OCTAVE_RATIO = 10 ** 0.3;
/** Bands of the audible range: 25 Hz (index -16) to 20 kHz (13) around 1 kHz. */
const FIRST = -16;
const LAST = 13;
/** IEC 61260-1:2014, annex E: nominal mid-band frequencies of one decade. */
const NOMINAL: readonly number[] = [1, 1.25, 1.6, 2, 2.5, 3.15, 4, 5, 6.3, 8];

/**
 * Third-octave bands from 25 Hz to 20 kHz, as far as half the rate holds them whole. Exact centres 1000 G^(i/3) Hz and
 * edges a sixth of an octave to each side, G = 10^0.3 (IEC 61260-1:2014, 5.4 and 5.6); ten bands are a decade.
 */
export function thirdOctaveBands(sampleRateHz: number): ThirdOctaveBand[] {
  const bands: ThirdOctaveBand[] = [];
  for (let i = FIRST; i <= LAST; i++) {
    const centreHz = 1000 * OCTAVE_RATIO ** (i / 3);
    const decade = Math.floor(i / 10);
    const band = {
      centreHz,
      fromHz: centreHz * OCTAVE_RATIO ** (-1 / 6),
      toHz: centreHz * OCTAVE_RATIO ** (1 / 6),
      nominalHz: Math.round(NOMINAL[i - 10 * decade] * 10 ** (decade + 3) * 100) / 100,
    };
    if (band.toHz <= sampleRateHz / 2) bands.push(band);
  }
  return bands;
}
