import { kaiserAt, kaiserBeta } from './kaiser.ts';

/** Stop-band attenuation of the prototype. With Kaiser's formula the measured THD+N stays under -145 dB. */
const ATTENUATION_DB = 152;
/** End of the pass band as a part of the lower Nyquist frequency: 20 kHz at 44.1 kHz. */
export const DEFAULT_PASS_BAND: number = 20000 / 22050;

/** A low-pass prototype evaluated at any time: the weight of an input sample `t` input periods from the output instant. */
export interface Prototype {
  readonly taps: number;
  weight(t: number): number;
}

/**
 * Kaiser-windowed sinc between two rates: pass band to `passBand` of the lower Nyquist frequency, stop band from
 * that Nyquist frequency on, so nothing folds. Length by Kaiser's formula (Oppenheim and Schafer eq. 7.76), a multiple of 8.
 */
export function resamplerPrototype(fromHz: number, toHz: number, passBand: number = DEFAULT_PASS_BAND): Prototype {
  const nyquist = Math.min(fromHz, toHz) / (2 * fromHz);
  const transition = 2 * Math.PI * nyquist * (1 - passBand);
  // The window's length in time depends on the bands alone, so that any two rates share one frequency response.
  const length = (ATTENUATION_DB - 8) / (2.285 * transition);
  const taps = Math.ceil(length / 8) * 8;
  const cutoff = (nyquist * (1 + passBand)) / 2;
  const beta = kaiserBeta(ATTENUATION_DB);
  const half = length / 2;
  return {
    taps,
    weight(t: number): number {
      // The window's very end could be there on one side only: both sides go without, for an exact linear phase.
      if (Math.abs(t) > half - 1e-9) return 0;
      const sinc = Math.abs(t) < 1e-12 ? 2 * cutoff : Math.sin(2 * Math.PI * cutoff * t) / (Math.PI * t);
      return sinc * kaiserAt(t / half, beta);
    },
  };
}

/** Rows of weights for `phases` equal steps of one input period; row p serves an instant p/phases after sample half-1. */
export function polyphaseRows({ taps, weight }: Prototype, phases: number, rows: number = phases): Float64Array {
  const table = new Float64Array(rows * taps);
  for (let p = 0; p < rows; p++) {
    for (let j = 0; j < taps; j++) table[p * taps + j] = weight(j - (taps / 2 - 1) - p / phases);
  }
  return table;
}
