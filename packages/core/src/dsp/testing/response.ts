import { RealFft } from '../fft.ts';

/** Spectrum of an impulse response padded to `size`. */
export function spectrumOf(impulse: Float64Array, size: number): { re: Float64Array; im: Float64Array } {
  const fft = new RealFft(size);
  const padded = new Float64Array(size);
  padded.set(impulse);
  const re = new Float64Array(fft.bins);
  const im = new Float64Array(fft.bins);
  fft.forward(padded, re, im);
  return { re, im };
}

/** Gains in dB at the bins of a transform of `size`. */
export function gainsDbOf(impulse: Float64Array, size: number): Float64Array {
  const { re, im } = spectrumOf(impulse, size);
  return re.map((v, k) => 20 * Math.log10(Math.hypot(v, im[k])));
}
