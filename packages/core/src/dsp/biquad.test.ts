import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BiquadCascade, isStable } from './biquad.ts';
import { biquadGainsDb, biquadPhases, biquadResponse } from './biquadResponse.ts';
import { cookbookBiquad } from './cookbookBiquad.ts';
import { RealFft } from './fft.ts';
import { type FilterSpec, type FilterType, filterPrototype, prototypePower } from './filterPrototype.ts';
import { noise } from './testing/signals.ts';

const RATE = 48000;
const TYPES: FilterType[] = ['lowpass', 'highpass', 'bandpass', 'notch', 'allpass', 'bell', 'lowshelf', 'highshelf'];
const specOf = (type: FilterType, frequencyHz = 3000): FilterSpec => ({ type, frequencyHz, q: 1.3, gainDb: 9 });

describe('cookbookBiquad', () => {
  it.each(TYPES)('is the analogue %s on the bent frequency axis, to 1e-9', (type) => {
    const spec = specOf(type);
    const design = cookbookBiquad(spec, RATE);
    for (const hz of [10, 500, 2900, 3500, 9000, 20000]) {
      const ratio = Math.tan((Math.PI * hz) / RATE) / Math.tan((Math.PI * spec.frequencyHz) / RATE);
      const { re, im } = biquadResponse([design], hz, RATE);
      expect((re * re + im * im) / prototypePower(filterPrototype(spec), ratio)).toBeCloseTo(1, 9);
    }
  });

  it('has the coefficients of the published formulas for a bell', () => {
    const w = (2 * Math.PI * 3000) / RATE;
    const a = 10 ** (9 / 40);
    const alpha = Math.sin(w) / (2 * 1.3);
    const design = cookbookBiquad(specOf('bell'), RATE);
    expect(design.b0).toBeCloseTo((1 + alpha * a) / (1 + alpha / a), 14);
    expect(design.b1).toBeCloseTo((-2 * Math.cos(w)) / (1 + alpha / a), 14);
    expect(design.b2).toBeCloseTo((1 - alpha * a) / (1 + alpha / a), 14);
    expect(design.a1).toBeCloseTo(design.b1, 14);
    expect(design.a2).toBeCloseTo((1 - alpha / a) / (1 + alpha / a), 14);
  });

  it('is stable for every frequency, q and gain', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...TYPES),
        fc.double({ min: 1, max: 23999, noNaN: true }),
        fc.double({ min: 0.05, max: 100, noNaN: true }),
        fc.double({ min: -40, max: 40, noNaN: true }),
        (type, frequencyHz, q, gainDb) => isStable(cookbookBiquad({ type, frequencyHz, q, gainDb }, RATE)),
      ),
    );
  });
});

describe('BiquadCascade', () => {
  it('has the response that biquadResponse computes, to 1e-12', () => {
    const sections = [cookbookBiquad(specOf('bell'), RATE), cookbookBiquad(specOf('highpass', 800), RATE)];
    const size = 8192;
    const impulse = new Float64Array(size);
    impulse[0] = 1;
    new BiquadCascade(sections).process(impulse, 0, size);
    const fft = new RealFft(size);
    const re = new Float64Array(fft.bins);
    const im = new Float64Array(fft.bins);
    fft.forward(impulse, re, im);
    for (let k = 1; k < fft.bins; k += 97) {
      const wanted = biquadResponse(sections, (k * RATE) / size, RATE);
      expect(Math.hypot(re[k] - wanted.re, im[k] - wanted.im)).toBeLessThan(1e-12);
    }
  });

  it('gives the same samples for every way of cutting blocks, and after a reset', () => {
    const sections = [cookbookBiquad(specOf('lowshelf'), RATE)];
    const whole = noise(1000, 1);
    const cascade = new BiquadCascade(sections);
    cascade.process(whole, 0, 1000);
    cascade.reset();
    const cut = noise(1000, 1);
    for (let at = 0; at < 1000; at += 37) cascade.process(cut, at, Math.min(37, 1000 - at));
    expect(cut).toEqual(whole);
  });

  it('rests at zero after silence', () => {
    const cascade = new BiquadCascade([cookbookBiquad(specOf('bell'), RATE)]);
    const x = noise(100, 2);
    cascade.process(x, 0, 100);
    const silence = new Float64Array(4096);
    for (let i = 0; i < 12; i++) cascade.process(silence.fill(0), 0, 4096);
    expect(silence.every((v) => v === 0)).toBe(true);
  });
});

describe('the response', () => {
  it('has the gain at the frequency, and the phase of an all-pass', () => {
    const at = Float64Array.of(3000);
    expect(biquadGainsDb([cookbookBiquad(specOf('bell'), RATE)], at, RATE)[0]).toBeCloseTo(9, 10);
    expect(biquadGainsDb([cookbookBiquad(specOf('highshelf'), RATE)], at, RATE)[0]).toBeCloseTo(4.5, 10);
    expect(Math.abs(biquadPhases([cookbookBiquad(specOf('allpass'), RATE)], at, RATE)[0])).toBeCloseTo(Math.PI, 10);
    expect(biquadPhases([cookbookBiquad(specOf('lowpass'), RATE)], at, RATE)[0]).toBeCloseTo(-Math.PI / 2, 10);
  });

  it('tells stable from unstable', () => {
    expect(isStable({ b0: 1, b1: 0, b2: 0, a1: -1.9, a2: 0.95 })).toBe(true);
    expect(isStable({ b0: 1, b1: 0, b2: 0, a1: -2, a2: 1 })).toBe(false);
    expect(isStable({ b0: 1, b1: 0, b2: 0, a1: 1.96, a2: 0.95 })).toBe(false);
  });
});
