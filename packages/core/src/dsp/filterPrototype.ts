/**
 * Analogue second-order prototypes H(s) of the Audio EQ Cookbook (R. Bristow-Johnson; W3C Note, 2021), s normalised to
 * the centre or corner frequency: the answer that digital designs are held against.
 * 'bandpass' has gain 1 at its centre. 'bell' has bandwidth frequency/q between the points of half its gain in dB.
 * Shelves reach half their gain in dB at the frequency; q = 0.7071 is the steepest slope without overshoot.
 */
import { AudioError } from '../audio/index.ts';

export type FilterType = 'lowpass' | 'highpass' | 'bandpass' | 'notch' | 'allpass' | 'bell' | 'lowshelf' | 'highshelf';

/** What a second-order filter shall do; the sample rate belongs to the digital design. */
export interface FilterSpec {
  readonly type: FilterType;
  /** Centre or corner. */
  readonly frequencyHz: number;
  /** Quality: 0.7071 is Butterworth for low-pass, high-pass and shelves. */
  readonly q: number;
  /** Bell and shelves only; 0 by default. */
  readonly gainDb?: number;
}

/** (b2 s² + b1 s + b0) / (a2 s² + a1 s + a0), s = jf / frequencyHz. */
export interface FilterPrototype {
  readonly b2: number;
  readonly b1: number;
  readonly b0: number;
  readonly a2: number;
  readonly a1: number;
  readonly a0: number;
}

/** The prototype of a filter. Throws AudioError 'invalid-parameter' for numbers that are no filter. */
export function filterPrototype({ type, frequencyHz, q, gainDb = 0 }: FilterSpec): FilterPrototype {
  if (!(frequencyHz > 0 && frequencyHz < Number.POSITIVE_INFINITY && q > 0 && q < Number.POSITIVE_INFINITY))
    throw new AudioError(
      'invalid-parameter',
      `filter: ${type} at ${frequencyHz} Hz with q ${q}.`,
      'Frequency and q have to be greater than zero.',
    );
  if (!Number.isFinite(gainDb))
    throw new AudioError('invalid-parameter', `filter: gain of ${gainDb} dB.`, 'Give a finite gain.');
  const poles = { a2: 1, a1: 1 / q, a0: 1 };
  const a = 10 ** (gainDb / 40);
  const slope = Math.sqrt(a) / q;
  switch (type) {
    case 'lowpass':
      return { b2: 0, b1: 0, b0: 1, ...poles };
    case 'highpass':
      return { b2: 1, b1: 0, b0: 0, ...poles };
    case 'bandpass':
      return { b2: 0, b1: 1 / q, b0: 0, ...poles };
    case 'notch':
      return { b2: 1, b1: 0, b0: 1, ...poles };
    case 'allpass':
      return { b2: 1, b1: -1 / q, b0: 1, ...poles };
    case 'bell':
      return { b2: 1, b1: a / q, b0: 1, a2: 1, a1: 1 / (a * q), a0: 1 };
    case 'lowshelf':
      return { b2: a, b1: a * slope, b0: a * a, a2: a, a1: slope, a0: 1 };
    case 'highshelf':
      return { b2: a * a, b1: a * slope, b0: a, a2: 1, a1: slope, a0: a };
  }
}

/** Squared magnitude of a prototype at a frequency given as a multiple of its own. */
export function prototypePower({ b2, b1, b0, a2, a1, a0 }: FilterPrototype, ratio: number): number {
  const square = ratio * ratio;
  return ((b0 - b2 * square) ** 2 + b1 * b1 * square) / ((a0 - a2 * square) ** 2 + a1 * a1 * square);
}
