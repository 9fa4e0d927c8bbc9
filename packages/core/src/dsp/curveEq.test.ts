import { describe, expect, it } from 'vitest';
import { defaultLayout } from '../audio/index.ts';
import { CurveEq, type GainPoints, gainCurveThrough } from './curveEq.ts';
import { noise, residueDb } from './testing/signals.ts';
import { thirdOctaveBands } from './thirdOctave.ts';

const THIRDS = Float64Array.from(thirdOctaveBands(48000), (band) => band.centreHz);
const CURVE: GainPoints = { frequenciesHz: THIRDS, gainsDb: THIRDS.map((_, i) => 6 * Math.sin(i / 2.2)) };
const FLAT: GainPoints = { frequenciesHz: THIRDS, gainsDb: new Float64Array(THIRDS.length) };
const format = (sampleRateHz: number, channels: number) => ({
  sampleRateHz,
  channels,
  layout: defaultLayout(channels),
});

describe('gainCurveThrough', () => {
  it('goes through its points, stays between neighbours and beyond the ends', () => {
    const curve = gainCurveThrough(CURVE);
    THIRDS.forEach((hz, i) => {
      expect(curve(hz)).toBeCloseTo(CURVE.gainsDb[i], 9);
      const next = CURVE.gainsDb[i + 1] ?? CURVE.gainsDb[i];
      for (const part of [0.2, 0.5, 0.9]) {
        const between = curve(hz * 2 ** (part / 3));
        expect(between).toBeGreaterThanOrEqual(Math.min(CURVE.gainsDb[i], next) - 1e-3);
        expect(between).toBeLessThanOrEqual(Math.max(CURVE.gainsDb[i], next) + 1e-3);
      }
    });
    expect(curve(0)).toBe(CURVE.gainsDb[0]);
    expect(curve(1e6)).toBe(CURVE.gainsDb[THIRDS.length - 1]);
  });

  it('refuses what is no curve', () => {
    const refused = expect.objectContaining({ code: 'invalid-parameter' });
    for (const [hz, db] of [
      [[], []],
      [[100], [1, 2]],
      [
        [200, 100],
        [0, 0],
      ],
      [[100], [Number.NaN]],
    ])
      expect(() => gainCurveThrough({ frequenciesHz: Float64Array.from(hz), gainsDb: Float64Array.from(db) })).toThrow(
        refused,
      );
  });
});

describe.each(['minimum', 'linear'] as const)('CurveEq, %s phase', (phase) => {
  it.each([44100, 96000])('has the gain of its points at %d Hz', (rate) => {
    const eq = new CurveEq({ mid: CURVE }, format(rate, 1), { phase, taps: 32769 });
    eq.responseDb(THIRDS).forEach((db, i) => {
      // Third octaves under 60 Hz are about as narrow as the window resolves.
      expect(Math.abs(db - CURVE.gainsDb[i])).toBeLessThan(THIRDS[i] < 60 ? 1 : 0.1);
    });
  });

  it('splits blocks anywhere, treats mid and side apart, and delays by its latency', () => {
    const options = { phase, taps: 1025 };
    const make = (): CurveEq => new CurveEq({ mid: FLAT, side: CURVE }, format(48000, 2), options);
    const x = noise(6000, 1);
    const eq = make();
    const [left, right] = [x.slice(), x.slice()];
    eq.process([left, right], 0, 6000);
    const late = eq.latencyFrames;
    expect(late).toBe(phase === 'linear' ? 512 : 0);
    expect(residueDb(left.subarray(late), x.subarray(0, 6000 - late))).toBeLessThan(-150);
    expect(right).toEqual(left);
    const whole = [noise(6000, 2), noise(6000, 3)];
    make().process(whole, 0, 6000);
    const split = [noise(6000, 2), noise(6000, 3)];
    const parts = make();
    for (let at = 0; at < 6000; ) {
      const count = Math.min(1 + ((at * 13) % 777), 6000 - at);
      parts.process(split, at, count);
      at += count;
    }
    expect(split).toEqual(whole);
  });
});
