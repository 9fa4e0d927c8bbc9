/**
 * Windows in their periodic (DFT-even) form, so that shifted copies add up in an STFT.
 * Sources: Harris, "On the Use of Windows", Proc. IEEE 66(1), 1978 (Hann, Hamming, Blackman, 4-term Blackman-Harris);
 * Heinzel, Rüdiger, Schilling 2002 (flat top HFT70 family member as in ISO 18431-2); Kaiser 1974.
 */
import { kaiserAt } from './kaiser.ts';

export type WindowName = 'rectangular' | 'hann' | 'hamming' | 'blackman' | 'blackman-harris' | 'flat-top' | 'sine';

/** Cosine-sum coefficients a0, a1, ... of w[n] = sum (-1)^k a_k cos(2πkn/N). */
const COSINE_SUMS: Readonly<Record<string, readonly number[]>> = {
  rectangular: [1],
  hann: [0.5, 0.5],
  hamming: [0.54, 0.46],
  blackman: [0.42, 0.5, 0.08],
  'blackman-harris': [0.35875, 0.48829, 0.14128, 0.01168],
  // ISO 18431-2 flat top, divided by its sum so that the peak is 1.
  'flat-top': [1, 1.933, 1.286, 0.388, 0.0322].map((a) => a / 4.6392),
};

/** `size` weights of a named window. */
export function windowOf(name: WindowName, size: number): Float64Array {
  if (name === 'sine') return Float64Array.from({ length: size }, (_, n) => Math.sin((Math.PI * (n + 0.5)) / size));
  const terms = COSINE_SUMS[name];
  return Float64Array.from({ length: size }, (_, n) =>
    terms.reduce((sum, a, k) => sum + (k % 2 === 0 ? a : -a) * Math.cos((2 * Math.PI * k * n) / size), 0),
  );
}

/** Kaiser window of a given beta, symmetric. */
export function kaiserWindow(size: number, beta: number): Float64Array {
  return Float64Array.from({ length: size }, (_, n) => kaiserAt(size === 1 ? 0 : (2 * n) / (size - 1) - 1, beta));
}

/** Mean weight: what a sine's peak bin is scaled by, relative to size/2. */
export function coherentGain(window: Float64Array): number {
  return window.reduce((sum, w) => sum + w, 0) / window.length;
}

/** Equivalent noise bandwidth in bins (Harris 1978, eq. 11): Hann 1.5, 4-term Blackman-Harris 2.00. */
export function equivalentNoiseBandwidth(window: Float64Array): number {
  const sum = window.reduce((a, w) => a + w, 0);
  const squares = window.reduce((a, w) => a + w * w, 0);
  return (window.length * squares) / (sum * sum);
}
