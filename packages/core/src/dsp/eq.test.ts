import { describe, expect, it } from 'vitest';
import { defaultLayout } from '../audio/index.ts';
import { isStable } from './biquad.ts';
import { ParametricEq } from './eq.ts';
import { type EqBand, type EqBandType, eqBandsGainDb } from './eqBand.ts';
import { eqBiquads } from './eqDesign.ts';
import { gainsDbOf } from './testing/response.ts';
import { noise, residueDb } from './testing/signals.ts';

const format = (sampleRateHz: number, channels: number) => ({
  sampleRateHz,
  channels,
  layout: defaultLayout(channels),
});
const grid = (rate: number, count = 300): Float64Array =>
  Float64Array.from({ length: count }, (_, k) => 20 * ((0.45 * rate) / 20) ** (k / (count - 1)));

/** Largest distance from the analogue response, 20 Hz to 0.45 of the rate, where that is above -20 dB. */
function worst(type: EqBandType, gains: readonly number[], qs: readonly number[], rate: number, slope = 12): number {
  const hz = grid(rate);
  let most = 0;
  for (const gainDb of gains)
    for (const q of qs)
      for (let i = 0; i <= 12; i++) {
        const frequencyHz = 20 * (Math.min(20000, rate / 3) / 20) ** (i / 12);
        const band: EqBand = { type, frequencyHz, gainDb, q, slopeDbPerOctave: slope, channel: 'stereo' };
        if (!eqBiquads(band, rate).every(isStable)) throw new Error(`unstable: ${JSON.stringify(band)}`);
        const wanted = eqBandsGainDb([band], hz);
        const got = new ParametricEq([band], format(rate, 1)).responseDb(hz);
        wanted.forEach((db, k) => {
          if (db > -20) most = Math.max(most, Math.abs(db - got[k]));
        });
      }
  return most;
}

const RATES = [8000, 44100, 48000, 88200, 96000, 192000];
const QS = [0.3, Math.SQRT1_2, 1, 2.5, 10];
const GENTLE = [0.3, 0.5, Math.SQRT1_2, 1];

describe('ParametricEq, minimum phase', () => {
  it.each(RATES)('follows the analogue prototype up to 0.45 of %d Hz', (rate) => {
    expect(worst('bell', [6, -6], QS, rate)).toBeLessThan(0.1);
    expect(worst('bell', [12, -12], QS, rate)).toBeLessThan(0.12);
    expect(worst('lowShelf', [12, -12], GENTLE, rate)).toBeLessThan(0.1);
    expect(worst('highShelf', [12, -12], GENTLE, rate)).toBeLessThan(0.1);
    expect(worst('tilt', [6, -6], GENTLE, rate)).toBeLessThan(0.1);
    expect(worst('lowCut', [0], [Math.SQRT1_2], rate, 6)).toBeLessThan(0.1);
    expect(worst('highCut', [0], [Math.SQRT1_2], rate, 6)).toBeLessThan(0.1);
    expect(worst('lowCut', [0], GENTLE, rate)).toBeLessThan(0.2);
    expect(worst('highCut', [0], GENTLE, rate)).toBeLessThan(0.2);
    expect(worst('highCut', [0], [Math.SQRT1_2], rate, 48)).toBeLessThan(0.4);
  });

  it('keeps low cuts of every slope within 0.1 dB where low cuts are', () => {
    const hz = grid(44100);
    for (const slopeDbPerOctave of [6, 12, 18, 24, 30, 36, 48, 72, 96])
      for (const frequencyHz of [20, 80, 300]) {
        const band: EqBand = {
          type: 'lowCut',
          frequencyHz,
          gainDb: 0,
          q: Math.SQRT1_2,
          slopeDbPerOctave,
          channel: 'mid',
        };
        const got = new ParametricEq([band], format(44100, 2)).responseDb(hz, 'mid');
        eqBandsGainDb([band], hz).forEach((db, k) => {
          if (db > -60) expect(Math.abs(db - got[k])).toBeLessThan(0.1);
        });
        const corner = eqBandsGainDb([band], Float64Array.of(frequencyHz))[0];
        expect(corner).toBeCloseTo(-3.01, 2);
      }
  });

  it('tilts around its pivot', () => {
    const band: EqBand = { type: 'tilt', frequencyHz: 1000, gainDb: 3, q: 0.5, channel: 'stereo' };
    const [low, pivot, high] = new ParametricEq([band], format(48000, 2)).responseDb(Float64Array.of(5, 1000, 23000));
    expect(low).toBeCloseTo(-3, 1);
    expect(pivot).toBeCloseTo(0, 1);
    expect(high).toBeCloseTo(3, 1);
  });

  it('does what its response says', () => {
    const eq = new ParametricEq(
      CHAIN.map((band) => ({ ...band, channel: 'stereo' })),
      format(44100, 1),
    );
    const impulse = new Float64Array(65536);
    impulse[0] = 1;
    eq.process([impulse], 0, impulse.length);
    const gains = gainsDbOf(impulse, impulse.length);
    const hz = Float64Array.from(gains.slice(30, 29700), (_, k) => ((k + 30) * 44100) / 65536);
    eq.responseDb(hz).forEach((db, k) => {
      if (Math.abs(db - gains[k + 30]) > 1e-6) throw new Error(`${hz[k]} Hz: ${db} and ${gains[k + 30]} dB`);
    });
  });

  it('leaves every bit without bands, and with bands of 0 dB', () => {
    const x = noise(500, 1);
    const y = x.slice();
    const flat: EqBand = { type: 'bell', frequencyHz: 1000, gainDb: 0, q: 1, channel: 'stereo' };
    new ParametricEq([flat], format(44100, 1)).process([y], 0, y.length);
    expect(y).toEqual(x);
  });

  it('refuses what is no band', () => {
    const refused = expect.objectContaining({ code: 'invalid-parameter' });
    const band: EqBand = { type: 'bell', frequencyHz: 1000, gainDb: 3, q: 1, channel: 'stereo' };
    for (const wrong of [{ frequencyHz: 22050 }, { frequencyHz: 0 }, { q: 0 }, { gainDb: Number.NaN }])
      expect(() => new ParametricEq([{ ...band, ...wrong }], format(44100, 2))).toThrow(refused);
    const cut: EqBand = { ...band, type: 'lowCut', slopeDbPerOctave: 7 };
    expect(() => new ParametricEq([cut], format(44100, 2))).toThrow(refused);
    expect(() => new ParametricEq([band], format(44100, 2), { phase: 'linear', taps: 100 })).toThrow(refused);
  });
});

const CHAIN: readonly EqBand[] = [
  { type: 'lowShelf', frequencyHz: 90, gainDb: 3, q: 0.7, channel: 'stereo' },
  { type: 'bell', frequencyHz: 2500, gainDb: -4, q: 1.2, channel: 'mid' },
  { type: 'highShelf', frequencyHz: 9000, gainDb: 5, q: 0.6, channel: 'side' },
];

describe.each(['minimum', 'linear'] as const)('ParametricEq, %s phase', (phase) => {
  it('splits blocks anywhere without a difference', () => {
    const make = (): Float64Array[] => [1, 2, 3, 4, 5, 6].map((seed) => noise(5000, seed));
    const whole = make();
    new ParametricEq(CHAIN, format(48000, 6), { phase, taps: 2049 }).process(whole, 0, 5000);
    const split = make();
    const eq = new ParametricEq(CHAIN, format(48000, 6), { phase, taps: 2049 });
    for (let at = 0; at < 5000; ) {
      const count = Math.min(1 + ((at * 7) % 613), 5000 - at);
      eq.process(split, at, count);
      at += count;
    }
    expect(split).toEqual(whole);
  });

  it('works on mid and side alone, and on the middle of mono', () => {
    const options = { phase, taps: 4097 };
    const hz = Float64Array.of(60, 2500, 15000);
    const eq = new ParametricEq(CHAIN, format(48000, 2), options);
    const wanted = (part: 'mid' | 'side'): Float64Array =>
      eqBandsGainDb(
        CHAIN.filter((b) => b.channel === 'stereo' || b.channel === part),
        hz,
      );
    for (const part of ['mid', 'side'] as const)
      eq.responseDb(hz, part).forEach((db, k) => {
        expect(Math.abs(db - wanted(part)[k])).toBeLessThan(phase === 'linear' && k === 0 ? 0.4 : 0.05);
      });
    const x = noise(6000, 3);
    const left = x.slice();
    const right = x.slice();
    eq.process([left, right], 0, 6000);
    expect(right).toEqual(left);
    const mono = x.slice();
    new ParametricEq(CHAIN, format(48000, 1), options).process([mono], 0, 6000);
    expect(residueDb(mono, left)).toBeLessThan(-250);
    const minus = x.map((v) => -v);
    const plus = x.slice();
    eq.reset();
    eq.process([plus, minus], 0, 6000);
    expect(
      residueDb(
        minus.map((v) => -v),
        plus,
      ),
    ).toBeLessThan(-250);
    expect(residueDb(plus, left)).toBeGreaterThan(-20);
  });
});

describe('ParametricEq, linear phase', () => {
  it('is symmetric around its latency and follows the analogue prototype', () => {
    for (const rate of [44100, 96000]) {
      const bands = CHAIN.map((band) => ({ ...band, channel: 'stereo' }) as const);
      const eq = new ParametricEq(bands, format(rate, 1), { phase: 'linear' });
      const impulse = new Float64Array(2 * eq.latencyFrames + 1);
      impulse[0] = 1;
      eq.process([impulse], 0, impulse.length);
      let asymmetry = 0;
      for (let n = 0; n < eq.latencyFrames; n++)
        asymmetry = Math.max(asymmetry, Math.abs(impulse[n] - impulse[2 * eq.latencyFrames - n]));
      expect(asymmetry).toBeLessThan(1e-12);
      const hz = grid(rate, 60);
      const wanted = eqBandsGainDb(bands, hz);
      eq.responseDb(hz).forEach((db, k) => {
        expect(Math.abs(db - wanted[k])).toBeLessThan(0.05);
      });
    }
  });
});
