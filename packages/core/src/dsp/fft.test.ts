import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ComplexFft, RealFft } from './fft.ts';
import { unitCircle } from './unitCircle.ts';

interface Complex {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** Reproducible values in ±1 (Numerical Recipes' 32-bit linear congruence). */
function noise(size: number, seed: number): Float64Array {
  let state = seed >>> 0;
  return Float64Array.from({ length: size }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

/** The definition, with exact angles. */
function directDft({ re, im }: Complex): Complex {
  const size = re.length;
  const { cos, sin } = unitCircle(size, size, (k) => k);
  const out = { re: new Float64Array(size), im: new Float64Array(size) };
  for (let k = 0; k < size; k++) {
    for (let n = 0; n < size; n++) {
      const w = (k * n) % size;
      out.re[k] += re[n] * cos[w] + im[n] * sin[w];
      out.im[k] += im[n] * cos[w] - re[n] * sin[w];
    }
  }
  return out;
}

function relativeError(got: Complex, wanted: Complex): number {
  let error = 0;
  let energy = 0;
  for (let k = 0; k < wanted.re.length; k++) {
    error += (got.re[k] - wanted.re[k]) ** 2 + (got.im[k] - wanted.im[k]) ** 2;
    energy += wanted.re[k] ** 2 + wanted.im[k] ** 2;
  }
  return Math.sqrt(error / energy);
}

const energyOf = ({ re, im }: Complex): number => re.reduce((sum, value, i) => sum + value * value + im[i] * im[i], 0);

const sizes = fc.integer({ min: 1, max: 260 });
const seeds = fc.integer({ min: 1, max: 2 ** 31 });

describe('unitCircle', () => {
  it('is exact at quarter turns and on the circle elsewhere', () => {
    const { cos, sin } = unitCircle(9, 8, (k) => k);
    expect([cos[0], cos[2], cos[4], cos[6], cos[8]].map((v) => v + 0)).toEqual([1, 0, -1, 0, 1]);
    expect([sin[0], sin[2], sin[4], sin[6], sin[8]].map((v) => v + 0)).toEqual([0, 1, 0, -1, 0]);
    expect(cos[1]).toBeCloseTo(Math.SQRT1_2, 15);
    expect(sin[5]).toBeCloseTo(-Math.SQRT1_2, 15);
  });
});

describe('ComplexFft', () => {
  it.each([1, 2, 4, 8, 16, 64, 128, 512, 1024])('of %i equals the definition within 1e-13', (size) => {
    const x = { re: noise(size, 1), im: noise(size, 2) };
    const wanted = directDft(x);
    new ComplexFft(size).forward(x.re, x.im);
    expect(relativeError(x, wanted)).toBeLessThan(1e-13);
  });

  it('of any size equals the definition within 1e-12', () => {
    fc.assert(
      fc.property(sizes, seeds, (size, seed) => {
        const x = { re: noise(size, seed), im: noise(size, seed + 1) };
        const wanted = directDft(x);
        new ComplexFft(size).forward(x.re, x.im);
        return relativeError(x, wanted) < 1e-12;
      }),
      { numRuns: 60 },
    );
  });

  it('keeps the energy (Parseval) and comes back, at large sizes too', () => {
    const fcSizes = fc.oneof(sizes, fc.constantFrom(32768, 65536, 44100, 48000, 65537));
    fc.assert(
      fc.property(fcSizes, seeds, (size, seed) => {
        const fft = new ComplexFft(size);
        const x = { re: noise(size, seed), im: noise(size, seed + 1) };
        const y = { re: x.re.slice(), im: x.im.slice() };
        fft.forward(y.re, y.im);
        const parseval = energyOf(y) / size / energyOf(x) - 1;
        fft.inverse(y.re, y.im);
        return Math.abs(parseval) < 1e-12 && relativeError(y, x) < 1e-12;
      }),
      { numRuns: 40 },
    );
  });

  it('has e^(-j...) forward: a rising phasor falls into its own bin', () => {
    const { cos, sin } = unitCircle(32, 32, (n) => 5 * n);
    new ComplexFft(32).forward(cos, sin);
    expect(cos[5]).toBeCloseTo(32, 12);
    expect(Math.abs(cos[27])).toBeLessThan(1e-13);
  });

  it.each([0, -4, 2.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses size %d', (size) => {
    expect(() => new ComplexFft(size)).toThrow(RangeError);
    expect(() => new RealFft(size)).toThrow(RangeError);
  });
});

describe('RealFft', () => {
  it('equals the complex transform and comes back, any size', () => {
    fc.assert(
      fc.property(fc.oneof(sizes, fc.constantFrom(1, 2, 3, 4, 2048, 8192)), seeds, (size, seed) => {
        const x = noise(size, seed);
        const full = { re: x.slice(), im: new Float64Array(size) };
        new ComplexFft(size).forward(full.re, full.im);
        const fft = new RealFft(size);
        const bins = { re: new Float64Array(fft.bins), im: new Float64Array(fft.bins) };
        fft.forward(x, bins.re, bins.im);
        const forward = relativeError(bins, { re: full.re.slice(0, fft.bins), im: full.im.slice(0, fft.bins) });
        const back = new Float64Array(size);
        fft.inverse(bins.re, bins.im, back);
        const zero = new Float64Array(size);
        return forward < 1e-12 && relativeError({ re: back, im: zero }, { re: x, im: zero }) < 1e-12;
      }),
      { numRuns: 80 },
    );
  });

  it.each([64, 1024])('of %i equals the definition within 1e-13', (size) => {
    const x = noise(size, 7);
    const wanted = directDft({ re: x, im: new Float64Array(size) });
    const fft = new RealFft(size);
    const got = { re: new Float64Array(fft.bins), im: new Float64Array(fft.bins) };
    fft.forward(x, got.re, got.im);
    const half = { re: wanted.re.slice(0, fft.bins), im: wanted.im.slice(0, fft.bins) };
    expect(relativeError(got, half)).toBeLessThan(1e-13);
  });

  it('ignores imaginary parts of DC and Nyquist', () => {
    const fft = new RealFft(8);
    const out = new Float64Array(8);
    const re = Float64Array.of(8, 0, 0, 0, 8);
    fft.inverse(re, Float64Array.of(3, 0, 0, 0, -2), out);
    expect([...out]).toEqual([2, 0, 2, 0, 2, 0, 2, 0]);
  });
});
