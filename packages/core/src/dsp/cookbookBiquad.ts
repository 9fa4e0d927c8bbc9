import { AudioError } from '../audio/index.ts';
import type { BiquadCoefficients } from './biquad.ts';
import { type FilterSpec, filterPrototype } from './filterPrototype.ts';

/** Throws AudioError 'invalid-parameter' unless the frequency lies below half the rate. */
export function checkBelowNyquist(frequencyHz: number, sampleRateHz: number): void {
  if (!(frequencyHz < sampleRateHz / 2))
    throw new AudioError(
      'invalid-parameter',
      `filter: ${frequencyHz} Hz at a sample rate of ${sampleRateHz} Hz.`,
      'Take a frequency below half the sample rate.',
    );
}

/**
 * The filters of the Audio EQ Cookbook (R. Bristow-Johnson; W3C Note, 2021): the prototype through the bilinear
 * transform, bent so that the frequency itself is right. Any phase-exact use (all-pass, crossover pairs) wants these.
 * Weakness: the frequency axis is squeezed below Nyquist, so a bell or shelf above a sixth of the rate comes out too
 * narrow (a 6 dB bell at 16 kHz, 44.1 kHz, q 0.71 errs by more than 4 dB at 20 kHz); {@link matchedBiquad} does not.
 */
export function cookbookBiquad(spec: FilterSpec, sampleRateHz: number): BiquadCoefficients {
  const { b2, b1, b0, a2, a1, a0 } = filterPrototype(spec);
  checkBelowNyquist(spec.frequencyHz, sampleRateHz);
  const t = Math.tan((Math.PI * spec.frequencyHz) / sampleRateHz);
  // s = (1 - z^-1) / (t (1 + z^-1)), numerator and denominator times t² (1 + z^-1)².
  const norm = a2 + a1 * t + a0 * t * t;
  return {
    b0: (b2 + b1 * t + b0 * t * t) / norm,
    b1: (2 * (b0 * t * t - b2)) / norm,
    b2: (b2 - b1 * t + b0 * t * t) / norm,
    a1: (2 * (a0 * t * t - a2)) / norm,
    a2: (a2 - a1 * t + a0 * t * t) / norm,
  };
}
