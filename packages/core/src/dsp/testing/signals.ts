/** Reproducible signals and comparisons for the tests of this folder. */
import { Prng } from '../prng.ts';

/** White noise, uniform in ±1. */
export function noise(length: number, seed: number): Float64Array {
  const random = new Prng(seed);
  return Float64Array.from({ length }, () => 2 * random.centred());
}

/** Sine of amplitude 1. */
export function sine(length: number, hz: number, sampleRateHz: number): Float64Array {
  return Float64Array.from({ length }, (_, i) => Math.sin((2 * Math.PI * hz * i) / sampleRateHz));
}

/** Energy of the difference against the energy of `wanted`, in dB. */
export function residueDb(got: Float64Array, wanted: Float64Array): number {
  let difference = 0;
  let energy = 0;
  for (let i = 0; i < wanted.length; i++) {
    difference += (got[i] - wanted[i]) ** 2;
    energy += wanted[i] ** 2;
  }
  return 10 * Math.log10(difference / energy);
}
