import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { biquadResponse } from './biquadResponse.ts';
import { cookbookBiquad } from './cookbookBiquad.ts';
import { RealFft } from './fft.ts';
import type { FilterSpec, FilterType } from './filterPrototype.ts';
import { StateVariableFilter } from './svf.ts';
import { noise, residueDb } from './testing/signals.ts';

const RATE = 48000;
const TYPES: FilterType[] = ['lowpass', 'highpass', 'bandpass', 'notch', 'allpass', 'bell', 'lowshelf', 'highshelf'];

describe('StateVariableFilter', () => {
  it.each(TYPES)('has the response of the cookbook %s, within 1e-9', (type) => {
    const size = 16384;
    for (const spec of [
      { type, frequencyHz: 300, q: 0.9, gainDb: -7 },
      { type, frequencyHz: 12000, q: 3, gainDb: 11 },
    ] satisfies FilterSpec[]) {
      const impulse = new Float64Array(size);
      impulse[0] = 1;
      new StateVariableFilter(spec, RATE).process(impulse, 0, size);
      const fft = new RealFft(size);
      const re = new Float64Array(fft.bins);
      const im = new Float64Array(fft.bins);
      fft.forward(impulse, re, im);
      const design = [cookbookBiquad(spec, RATE)];
      for (let k = 0; k < fft.bins; k += 61) {
        const wanted = biquadResponse(design, (k * RATE) / size, RATE);
        expect(Math.hypot(re[k] - wanted.re, im[k] - wanted.im)).toBeLessThan(1e-9);
      }
    }
  });

  it('gives all outputs at once', () => {
    const x = noise(2000, 1);
    const make = (): Float64Array => new Float64Array(x.length);
    const outputs = { low: make(), band: make(), high: make(), notch: make(), all: make() };
    const spec = { frequencyHz: 2500, q: 1.7 };
    new StateVariableFilter({ type: 'lowpass', ...spec }, RATE).processOutputs(x, outputs, 0, x.length);
    const types = { low: 'lowpass', band: 'bandpass', high: 'highpass', notch: 'notch', all: 'allpass' } as const;
    for (const [name, type] of Object.entries(types)) {
      const wanted = x.slice();
      new StateVariableFilter({ type, ...spec }, RATE).process(wanted, 0, x.length);
      expect(residueDb(outputs[name as keyof typeof types], wanted)).toBeLessThan(-290);
    }
  });

  it('equals itself under a modulation that stands still', () => {
    for (const type of TYPES) {
      const spec: FilterSpec = { type, frequencyHz: 5000, q: 2, gainDb: 6 };
      const wanted = noise(500, 2);
      const got = wanted.slice();
      new StateVariableFilter(spec, RATE).process(wanted, 0, 500);
      new StateVariableFilter(spec, RATE).processModulated(got, new Float64Array(500).fill(5000), 0, 500);
      expect(residueDb(got, wanted)).toBeLessThan(-290);
    }
  });

  it('never gains energy in silence, whatever frequency and q do from sample to sample', () => {
    const frequencies = fc.double({ min: 1, max: 23500, noNaN: true });
    const qs = fc.double({ min: 0.05, max: 1000, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(frequencies, qs), { minLength: 20, maxLength: 200 }), (settings) => {
        const filter = new StateVariableFilter({ type: 'lowpass', frequencyHz: 1000, q: 50 }, RATE);
        filter.process(noise(100, 3), 0, 100);
        const sample = new Float64Array(1);
        let energy = filter.stateEnergy;
        for (const [frequencyHz, q] of settings) {
          filter.set({ type: 'lowpass', frequencyHz, q });
          filter.process(sample.fill(0), 0, 1);
          if (filter.stateEnergy > energy * (1 + 1e-12)) return false;
          energy = filter.stateEnergy;
        }
        return true;
      }),
      { numRuns: 100 },
    );
  });

  it('stays within its resonance under audio-rate modulation of noise: q of 10, peak under 10', () => {
    const x = noise(RATE, 4);
    const frequencies = Float64Array.from(noise(RATE, 5), (v) => 20 * 1000 ** ((v + 1) / 2));
    const sweeps = Float64Array.from(x, (_, i) => 8000 + 7900 * Math.sin((2 * Math.PI * 3000 * i) / RATE));
    for (const modulation of [frequencies, sweeps]) {
      const y = x.slice();
      const filter = new StateVariableFilter({ type: 'lowpass', frequencyHz: 1000, q: 10 }, RATE);
      filter.processModulated(y, modulation, 0, y.length);
      expect(y.reduce((peak, v) => Math.max(peak, Math.abs(v)), 0)).toBeLessThan(10);
    }
  });

  it('takes frequencies out of range as the nearest in range', () => {
    const x = noise(100, 6);
    const filter = new StateVariableFilter({ type: 'lowpass', frequencyHz: 1000, q: 1 }, RATE);
    filter.processModulated(
      x,
      Float64Array.from(x, (v) => v * 1e6),
      0,
      100,
    );
    expect(x.every((v) => Number.isFinite(v))).toBe(true);
  });

  it('refuses a frequency at half the rate', () => {
    expect(() => new StateVariableFilter({ type: 'bell', frequencyHz: 24000, q: 1 }, RATE)).toThrow(
      expect.objectContaining({ code: 'invalid-parameter' }),
    );
  });
});
