import { describe, expect, it } from 'vitest';
import { biquadGainsDb } from './biquadResponse.ts';
import { cookbookBiquad } from './cookbookBiquad.ts';
import { DynamicEq } from './dynamicEq.ts';
import type { DynamicEqBandOptions } from './dynamicEqBand.ts';
import { reductionDb } from './gainCurve.ts';
import { noise, sine } from './testing/signals.ts';
import { fitSine } from './testing/sineFit.ts';
import { largestDifference, runInPieces } from './testing/splitting.ts';

const RATE = 48000;
const BAND: DynamicEqBandOptions = {
  type: 'bell',
  frequencyHz: 3000,
  q: 1.5,
  thresholdDb: -24,
  ratio: 3,
  kneeDb: 6,
  rangeDb: -12,
  attackMs: 5,
  releaseMs: 80,
};

const eq = (band: Partial<DynamicEqBandOptions> = {}, channels = 1): DynamicEq =>
  new DynamicEq({ sampleRateHz: RATE, channels, bands: [{ ...BAND, ...band }] });
const tone = (hz: number, levelDb: number, seconds = 1): Float64Array =>
  sine(seconds * RATE, hz, RATE).map((v) => v * 10 ** (levelDb / 20));
const levelOf = (x: Float64Array, hz: number, from = RATE / 2): number =>
  20 * Math.log10(fitSine(x, hz / RATE, from, x.length).amplitude);

describe('DynamicEq', () => {
  it('moves by its curve within 0.1 dB at the centre of a bell, down or up', () => {
    for (const rangeDb of [-12, -3, 9])
      for (const levelDb of [-40, -26, -20, -12, -4]) {
        const [y] = runInPieces(eq({ rangeDb }), [tone(3000, levelDb)]);
        const move = Math.min(Math.abs(rangeDb), reductionDb(levelDb, BAND));
        expect(Math.abs(levelOf(y, 3000) - levelDb - Math.sign(rangeDb) * move)).toBeLessThan(0.1);
      }
  });

  it('moves by its curve within 0.1 dB deep inside a shelf', () => {
    for (const [type, hz] of [
      ['lowShelf', 60],
      ['highShelf', 15101],
    ] as const) {
      const [y] = runInPieces(eq({ type, frequencyHz: 2000, q: Math.SQRT1_2 }), [tone(hz, -10, 2)]);
      expect(Math.abs(levelOf(y, hz) + 10 + reductionDb(-10, BAND))).toBeLessThan(0.15);
    }
  });

  it('hears its own band only and is then bit-exact', () => {
    const x = [tone(100, -6)];
    expect(largestDifference(runInPieces(eq({ q: 4 }), x), x)).toBe(0);
  });

  it('has the response of the cookbook filter at rest', () => {
    for (const [type, cookbook] of [
      ['bell', 'bell'],
      ['lowShelf', 'lowshelf'],
      ['highShelf', 'highshelf'],
    ] as const) {
      const hz = Float64Array.of(500, 2000, 3000, 6000, 12000);
      const wanted = biquadGainsDb(
        [cookbookBiquad({ type: cookbook, frequencyHz: 3000, q: 1.5, gainDb: 4 }, RATE)],
        hz,
        RATE,
      );
      hz.forEach((f, i) => {
        const [y] = runInPieces(eq({ type, gainDb: 4, thresholdDb: 20 }), [tone(f, -40)]);
        expect(Math.abs(levelOf(y, f) + 40 - wanted[i])).toBeLessThan(1e-6);
      });
    }
  });

  it.each([10, 40])('attacks by 63.2 %% in %d ms within 5 %% of it and half a millisecond', (attackMs) => {
    const band = eq({ attackMs, frequencyHz: 6000, q: 1 });
    const x = tone(6000, -6);
    const full = reductionDb(-6, BAND);
    let frames = 0;
    for (; frames < x.length; frames += 16) {
      band.process([x.slice(frames, frames + 16)], 16);
      if (-band.gainsDb[0] >= (1 - Math.exp(-1)) * full) break;
    }
    expect(Math.abs((1000 * frames) / RATE - attackMs)).toBeLessThan(0.05 * attackMs + 0.5);
  });

  it.each([60, 200])('releases by 63.2 %% in %d ms after its hold, within 5 %%', (releaseMs) => {
    const band = eq({ releaseMs });
    band.process([tone(3000, -6)], RATE);
    const full = -band.gainsDb[0];
    let frames = 0;
    for (; frames < RATE; frames += 16) {
      band.process([new Float64Array(16)], 16);
      if (-band.gainsDb[0] <= Math.exp(-1) * full) break;
    }
    expect(Math.abs(((1000 * frames) / RATE - 5) / releaseMs - 1)).toBeLessThan(0.05);
  });

  it('works on mid or side alone, and is linked otherwise', () => {
    const mid = tone(3000, -10);
    const x = [mid.slice(), mid.slice()];
    expect(largestDifference(runInPieces(eq({ channel: 'side' }, 2), x), x)).toBe(0);
    const [l, r] = runInPieces(eq({ channel: 'mid' }, 2), x);
    expect(largestDifference([l], [r])).toBe(0);
    expect(levelOf(l, 3000)).toBeLessThan(-14);
    const [, soft] = runInPieces(eq({}, 2), [tone(3000, -10), tone(3000, -50)]);
    expect(Math.abs(levelOf(soft, 3000) + 50 + reductionDb(-10, BAND))).toBeLessThan(0.1);
    expect(() => eq({ channel: 'side' }, 1)).toThrow(/mid or side/);
  });

  it('gives the same samples for every way of cutting blocks, and never blows up while it moves', () => {
    const x = [noise(40000, 1), noise(40000, 2)].map((c) => c.map((v, i) => v * Math.abs(Math.sin(i / 3000))));
    for (const type of ['bell', 'lowShelf', 'highShelf'] as const) {
      const make = (): DynamicEq => eq({ type, rangeDb: 12, attackMs: 0.1, releaseMs: 1 }, 2);
      const whole = runInPieces(make(), x);
      expect(largestDifference(whole, runInPieces(make(), x, 11))).toBe(0);
      expect(Math.max(...whole[0].map(Math.abs))).toBeLessThan(20);
    }
  });
});
