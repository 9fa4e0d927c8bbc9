import { describe, expect, it } from 'vitest';
import { BiquadCascade } from './biquad.ts';
import { biquadGainsDb } from './biquadResponse.ts';
import { kaiserFir, linearPhaseFir } from './fir.ts';
import { matchedBiquad } from './matchedBiquad.ts';
import { minimumPhaseFir, minimumPhaseFromMagnitude } from './minimumPhase.ts';
import { gainsDbOf } from './testing/response.ts';
import { noise, residueDb } from './testing/signals.ts';

const RATE = 48000;
const SIZE = 32768;
const lowpass = kaiserFir({ type: 'lowpass', edgesHz: [6000], transitionHz: 1500, attenuationDb: 80 }, RATE);
const equaliser = linearPhaseFir((hz) => 1 + Math.exp(-(((hz - 4000) / 3000) ** 2)), 257, RATE);

/** Part of the energy that has arrived by each sample. */
function arrived(filter: Float64Array): Float64Array {
  let sum = 0;
  return filter.map((v) => (sum += v * v));
}

describe('minimumPhaseFromMagnitude', () => {
  it('finds the impulse response of a minimum-phase biquad from its magnitude: residue under -250 dB', () => {
    const design = matchedBiquad({ type: 'bell', frequencyHz: 5000, q: 1.5, gainDb: 9 }, RATE);
    const grid = Float64Array.from({ length: SIZE / 2 + 1 }, (_, k) => (k * RATE) / SIZE);
    const magnitude = biquadGainsDb([design], grid, RATE).map((db) => 10 ** (db / 20));
    const wanted = new Float64Array(1000);
    wanted[0] = 1;
    new BiquadCascade([design]).process(wanted, 0, 1000);
    expect(residueDb(minimumPhaseFromMagnitude(magnitude, 1000), wanted)).toBeLessThan(-250);
  });

  it('is an impulse for a flat magnitude, whatever its sign', () => {
    const filter = minimumPhaseFromMagnitude(new Float64Array(65).fill(-0.5), 16);
    filter.forEach((v, n) => {
      expect(v).toBeCloseTo(n === 0 ? 0.5 : 0, 14);
    });
  });

  it.each([
    ['one magnitude', new Float64Array(1).fill(1), 1],
    ['silence', new Float64Array(9), 4],
    ['more taps than there are', new Float64Array(9).fill(1), 17],
    ['infinity', new Float64Array(9).fill(Number.POSITIVE_INFINITY), 4],
  ])('refuses %s', (_, magnitude, taps) => {
    expect(() => minimumPhaseFromMagnitude(magnitude, taps)).toThrow(
      expect.objectContaining({ code: 'invalid-parameter' }),
    );
  });
});

describe('minimumPhaseFir', () => {
  it('keeps the magnitude of an equaliser within 1e-9 dB', () => {
    const wanted = gainsDbOf(equaliser, SIZE);
    const got = gainsDbOf(minimumPhaseFir(equaliser), SIZE);
    expect(got.reduce((worst, gain, k) => Math.max(worst, Math.abs(gain - wanted[k])), 0)).toBeLessThan(1e-9);
  });

  it('keeps the pass band of a low-pass within 0.001 dB and its stop band under -79 dB', () => {
    const wanted = gainsDbOf(lowpass, SIZE);
    const got = gainsDbOf(minimumPhaseFir(lowpass), SIZE);
    let pass = 0;
    let stop = Number.NEGATIVE_INFINITY;
    got.forEach((gain, k) => {
      const hz = (k * RATE) / SIZE;
      if (hz < 5250) pass = Math.max(pass, Math.abs(gain - wanted[k]));
      else if (hz > 6750) stop = Math.max(stop, gain);
    });
    expect(pass).toBeLessThan(0.001);
    expect(stop).toBeLessThan(-79);
  });

  it('has its energy as early as any filter of the magnitude: ahead of the linear phase at every sample', () => {
    for (const filter of [lowpass, equaliser]) {
      const linear = arrived(filter);
      const minimum = arrived(minimumPhaseFir(filter));
      const total = linear[linear.length - 1];
      expect(minimum[minimum.length - 1] / total).toBeCloseTo(1, 5);
      minimum.forEach((energy, n) => {
        expect(energy).toBeGreaterThan(linear[n] - 1e-5 * total);
      });
      expect(minimum[20] / total).toBeGreaterThan(0.8);
      expect(linear[20] / total).toBeLessThan(0.001);
    }
  });

  it('leaves a minimum-phase filter as it is', () => {
    const filter = noise(40, 1).map((v, n) => (n === 0 ? 1 : v * 0.02));
    expect(residueDb(minimumPhaseFir(filter), filter)).toBeLessThan(-280);
  });
});
