/** Frame sizes of the noise reduction at 48 kHz, shortest first; each is worked at a quarter hop. */
const SIZES_AT_48K: readonly number[] = [512, 1024, 2048, 4096];
/** The smallest transform that the FFT kernels have. */
const LEAST_EXPONENT = 6;

/**
 * Frame sizes at a rate: the powers of two closest in duration to 512, 1024, 2048 and 4096 samples at 48 kHz (11 to
 * 85 ms), so that 8 kHz takes 64 to 512 and 192 kHz 2048 to 16,384.
 */
export function noiseFrameSizes(sampleRateHz: number): readonly number[] {
  const first = Math.max(LEAST_EXPONENT, Math.round(Math.log2((SIZES_AT_48K[0] * sampleRateHz) / 48000)));
  return SIZES_AT_48K.map((_, i) => 2 ** (first + i));
}

/** Square root of the periodic Hann window: analysis and synthesis at a quarter hop add up to 2. */
export function rootHann(size: number): Float64Array {
  return Float64Array.from({ length: size }, (_, i) => Math.sin((Math.PI * i) / size));
}
