import { erbRateToHz, hzToErbRate } from '@studiohand/core/units';

/** A frequency band: centre and edges. */
export interface Band {
  readonly centreHz: number;
  readonly fromHz: number;
  readonly toHz: number;
}

/** IEC 61260-1:2014, 5.2: octave ratio of the base-ten system. */
const OCTAVE_RATIO = 10 ** 0.3;
/** Bands of the audible range: 25 Hz (index -16) to 20 kHz (13) around 1 kHz. */
const FIRST_THIRD = -16;
const LAST_THIRD = 13;

/** Third-octave bands with exact base-ten centres (IEC 61260-1:2014), as far as half the rate holds them whole. */
export function thirdOctaveBands(sampleRateHz: number): Band[] {
  const bands: Band[] = [];
  for (let i = FIRST_THIRD; i <= LAST_THIRD; i++) {
    const centreHz = 1000 * OCTAVE_RATIO ** (i / 3);
    const band = { centreHz, fromHz: centreHz * OCTAVE_RATIO ** (-1 / 6), toHz: centreHz * OCTAVE_RATIO ** (1 / 6) };
    if (band.toHz <= sampleRateHz / 2) bands.push(band);
  }
  return bands;
}

/** Bands one ERB wide (Glasberg and Moore 1990) from 20 Hz to 20 kHz or half the rate. */
export function erbBands(sampleRateHz: number): Band[] {
  const low = hzToErbRate(20);
  const count = Math.floor(hzToErbRate(Math.min(20000, sampleRateHz / 2)) - low);
  return Array.from({ length: Math.max(0, count) }, (_, i) => ({
    centreHz: erbRateToHz(low + i + 0.5),
    fromHz: erbRateToHz(low + i),
    toHz: erbRateToHz(low + i + 1),
  }));
}

/**
 * Power inside a band from a power spectrum; a bin (centre k * binHz, one bin wide) counts by its overlap, so that
 * adjoining bands add up exactly. Weakness: bands narrower than the window's main lobe (four bins) smear.
 */
export function bandPower(power: Float64Array, binHz: number, { fromHz, toHz }: Pick<Band, 'fromHz' | 'toHz'>): number {
  const first = Math.max(0, Math.floor(fromHz / binHz + 0.5));
  const last = Math.min(power.length - 1, Math.ceil(toHz / binHz - 0.5));
  let sum = 0;
  for (let k = first; k <= last; k++) {
    const overlap = Math.min(toHz / binHz, k + 0.5) - Math.max(fromHz / binHz, k - 0.5);
    if (overlap > 0) sum += (power[k] as number) * Math.min(1, overlap);
  }
  return sum;
}
