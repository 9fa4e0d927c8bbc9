import type { BiquadCoefficients } from './biquad.ts';

/** Complex response at one frequency. */
export interface ResponsePoint {
  readonly re: number;
  readonly im: number;
}

/** H(e^jw) of a chain of biquads; exact to about 1e-15 of the larger terms. */
export function biquadResponse(
  sections: readonly BiquadCoefficients[],
  frequencyHz: number,
  sampleRateHz: number,
): ResponsePoint {
  const w = (2 * Math.PI * frequencyHz) / sampleRateHz;
  const c1 = Math.cos(w);
  const s1 = Math.sin(w);
  const c2 = Math.cos(2 * w);
  const s2 = Math.sin(2 * w);
  let re = 1;
  let im = 0;
  for (const { b0, b1, b2, a1, a2 } of sections) {
    const nr = b0 + b1 * c1 + b2 * c2;
    const ni = -(b1 * s1 + b2 * s2);
    const dr = 1 + a1 * c1 + a2 * c2;
    const di = -(a1 * s1 + a2 * s2);
    const square = dr * dr + di * di;
    const hr = (nr * dr + ni * di) / square;
    const hi = (ni * dr - nr * di) / square;
    const next = re * hr - im * hi;
    im = re * hi + im * hr;
    re = next;
  }
  return { re, im };
}

/** Gain in dB of a chain at each frequency; -Infinity at an exact zero. */
export function biquadGainsDb(
  sections: readonly BiquadCoefficients[],
  frequenciesHz: Float64Array,
  sampleRateHz: number,
): Float64Array {
  return frequenciesHz.map((hz) => {
    const { re, im } = biquadResponse(sections, hz, sampleRateHz);
    return 20 * Math.log10(Math.hypot(re, im));
  });
}

/** Phase in radians, -π to π, of a chain at each frequency. */
export function biquadPhases(
  sections: readonly BiquadCoefficients[],
  frequenciesHz: Float64Array,
  sampleRateHz: number,
): Float64Array {
  return frequenciesHz.map((hz) => {
    const { re, im } = biquadResponse(sections, hz, sampleRateHz);
    return Math.atan2(im, re);
  });
}
