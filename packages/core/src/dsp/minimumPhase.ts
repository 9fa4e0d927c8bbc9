/**
 * Minimum-phase filters by the real cepstrum: the logarithm of the magnitude, its negative times folded onto the
 * positive ones, and back. Source: Oppenheim and Schafer, "Discrete-Time Signal Processing", 13.5 and 13.6 (homomorphic
 * systems); the phase is the Hilbert transform of the log magnitude.
 * Accuracy: limited by aliasing of the cepstrum, which decays slowly where zeros lie on the unit circle. The magnitude
 * of a smooth equaliser comes out within 1e-9 dB, a Kaiser low-pass of 80 dB within 0.001 dB in its pass band, measured
 * in minimumPhase.test.ts.
 * Weakness: magnitudes under the floor of -300 dB of the largest are raised to it.
 */
import { AudioError } from '../audio/index.ts';
import { RealFft } from './fft.ts';

const FLOOR = 1e-15;
/** Transform length per tap of a filter to convert: aliasing of the cepstrum falls with it. */
const SIZE_PER_TAP = 64;

/**
 * First `taps` samples of the minimum-phase impulse response with a magnitude given at `magnitude.length` equal steps
 * from DC to Nyquist, ends included. The grid has to resolve the curve: 8 steps per tap or more.
 * Throws AudioError 'invalid-parameter' for fewer than two steps, for none above zero and for more taps than 2 (steps - 1).
 */
export function minimumPhaseFromMagnitude(magnitude: Float64Array, taps: number): Float64Array {
  const size = 2 * (magnitude.length - 1);
  const largest = magnitude.reduce((a, v) => Math.max(a, Math.abs(v)), 0);
  if (size < 2 || !(largest > 0 && largest < Number.POSITIVE_INFINITY) || !(taps >= 1 && taps <= size))
    throw new AudioError(
      'invalid-parameter',
      `minimum phase: ${taps} taps from ${magnitude.length} magnitudes of at most ${largest}.`,
      'Give two or more finite magnitudes, not all zero, and at most twice as many taps as steps.',
    );
  const fft = new RealFft(size);
  const re = magnitude.map((v) => Math.log(Math.max(Math.abs(v), largest * FLOOR)));
  const im = new Float64Array(fft.bins);
  const cepstrum = new Float64Array(size);
  fft.inverse(re, im, cepstrum);
  for (let n = 1; n < size / 2; n++) {
    cepstrum[n] *= 2;
    cepstrum[size - n] = 0;
  }
  fft.forward(cepstrum, re, im);
  for (let k = 0; k < fft.bins; k++) {
    const gain = Math.exp(re[k]);
    re[k] = gain * Math.cos(im[k]);
    im[k] = gain * Math.sin(im[k]);
  }
  fft.inverse(re, im, cepstrum);
  return cepstrum.slice(0, taps);
}

/** The minimum-phase filter with the magnitude and the length of another FIR filter. */
export function minimumPhaseFir(filter: Float64Array): Float64Array {
  const size = 2 ** Math.ceil(Math.log2(SIZE_PER_TAP * Math.max(1, filter.length)));
  const fft = new RealFft(size);
  const padded = new Float64Array(size);
  padded.set(filter);
  const re = new Float64Array(fft.bins);
  const im = new Float64Array(fft.bins);
  fft.forward(padded, re, im);
  for (let k = 0; k < re.length; k++) re[k] = Math.hypot(re[k], im[k]);
  return minimumPhaseFromMagnitude(re, filter.length);
}
