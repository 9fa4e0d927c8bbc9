import { describe, expect, it } from 'vitest';
import { Compressor, type CompressorOptions } from './compressor.ts';
import { reductionDb } from './gainCurve.ts';
import { noise, sine } from './testing/signals.ts';
import { fitSine } from './testing/sineFit.ts';
import { largestDifference, runInPieces } from './testing/splitting.ts';

const RATE = 48000;
const REACHED = 1 - Math.exp(-1);

function settings(options: Partial<CompressorOptions> = {}): CompressorOptions {
  return {
    sampleRateHz: RATE,
    channels: 1,
    thresholdDb: -20,
    ratio: 4,
    kneeDb: 6,
    attackMs: 5,
    releaseMs: 100,
    ...options,
  };
}

const db = (gain: number): number => 20 * Math.log10(gain);
const scaled = (x: Float64Array, levelDb: number): Float64Array => x.map((v) => v * 10 ** (levelDb / 20));

/** Reduction over time of a constant that steps between two levels, in dB. */
function stepReduction(
  levelsDb: readonly number[],
  seconds: number,
  options: Partial<CompressorOptions>,
): Float64Array {
  const part = Math.round(seconds * RATE);
  const x = new Float64Array(part * levelsDb.length);
  levelsDb.forEach((level, i) => {
    x.fill(10 ** (level / 20), i * part, (i + 1) * part);
  });
  const y = x.slice();
  new Compressor(settings(options)).process([y], y.length);
  return y.map((v, i) => db(x[i] / v));
}

describe('Compressor', () => {
  it.each(['peak', 'rms'] as const)('keeps the static curve within 0.1 dB with a sine (%s)', (detector) => {
    for (const ratio of [1.5, 4, 20])
      for (const kneeDb of [0, 6, 12])
        for (const levelDb of [-40, -23, -20, -17, -10, -3, 0]) {
          const x = scaled(sine(RATE, 1000, RATE), levelDb);
          const curve = { thresholdDb: -20, ratio, kneeDb };
          new Compressor(settings({ ...curve, detector, rmsMs: 50 })).process([x], x.length);
          const heard = detector === 'rms' ? levelDb - 10 * Math.log10(2) : levelDb;
          const got = levelDb - db(fitSine(x, 1000 / RATE, RATE / 2, RATE).amplitude);
          expect(Math.abs(got - reductionDb(heard, curve))).toBeLessThan(0.1);
        }
  });

  it.each([0.5, 5, 30])('attacks by 63.2 % in %d ms, within 5 %', (attackMs) => {
    for (const release of ['fixed', 'programme'] as const) {
      const reduction = stepReduction([-60, -4], 0.5, { attackMs, release }).subarray(RATE / 2);
      const full = reductionDb(-4, settings());
      const ms = (1000 * (reduction.findIndex((v) => v >= REACHED * full) + 1)) / RATE;
      expect(Math.abs(ms / attackMs - 1)).toBeLessThan(0.05);
    }
  });

  it.each([50, 100, 400])('releases by 63.2 %% in %d ms after the 5 ms hold, within 5 %%', (releaseMs) => {
    const reduction = stepReduction([-4, -60], 2, { releaseMs }).subarray(2 * RATE);
    const full = reductionDb(-4, settings());
    const ms = (1000 * reduction.findIndex((v) => v <= (1 - REACHED) * full)) / RATE - 5;
    expect(Math.abs(ms / releaseMs - 1)).toBeLessThan(0.05);
  });

  it('lets a short peak go in the release time and sustained reduction ten times slower', () => {
    const full = reductionDb(-4, settings());
    const options: Partial<CompressorOptions> = { attackMs: 0.1, releaseMs: 100, release: 'programme' };
    const released = (reduction: Float64Array): number => {
      const most = reduction[0];
      return (1000 * reduction.findIndex((v) => v <= (1 - REACHED) * most)) / RATE;
    };
    const short = stepReduction([-4, -60, -60, -60], 0.01, options);
    expect(short[479]).toBeGreaterThan(0.99 * full);
    const after = new Float64Array(RATE).fill(1e-3);
    after.fill(10 ** (-4 / 20), 0, 480);
    const y = after.slice();
    new Compressor(settings(options)).process([y], y.length);
    const tail = y.map((v, i) => db(after[i] / v)).subarray(480 + 240);
    expect(Math.abs(released(tail) / 100 - 1)).toBeLessThan(0.06);
    const long = stepReduction([-4, -60], 8, options).subarray(8 * RATE + 240);
    expect(Math.abs(released(long) / 1000 - 1)).toBeLessThan(0.05);
  });

  it('leaves what is under the knee alone, bit for bit, and delays by its look-ahead only', () => {
    const x = scaled(noise(RATE, 3), -30);
    const y = x.slice();
    const compressor = new Compressor(settings({ lookaheadMs: 4 }));
    compressor.process([y], y.length);
    expect(compressor.latencyFrames).toBe(192);
    expect(y.subarray(192)).toEqual(x.subarray(0, RATE - 192));
    expect(compressor.reductionDb).toBe(0);
  });

  it('with look-ahead is down when the peak arrives', () => {
    const x = new Float64Array(RATE / 2).fill(0.01);
    x.fill(1, 9600);
    const y = x.slice();
    const compressor = new Compressor(
      settings({ attackMs: 1, lookaheadMs: 5, ratio: Number.POSITIVE_INFINITY, kneeDb: 0 }),
    );
    compressor.process([y], y.length);
    expect(db(y[9600 + compressor.latencyFrames])).toBeLessThan(-19.8);
  });

  it('links channels: the same gain for all, each its own, or a part of the way in dB', () => {
    const loud = scaled(sine(RATE, 500, RATE), -5);
    const soft = scaled(sine(RATE, 500, RATE), -30);
    const reductionOfSoft = (link: number): number => {
      const [, y] = runInPieces(new Compressor(settings({ channels: 2, link })), [loud, soft]);
      return -30 - db(fitSine(y, 500 / RATE, RATE / 2, RATE).amplitude);
    };
    const full = reductionDb(-5, settings());
    expect(Math.abs(reductionOfSoft(1) - full)).toBeLessThan(0.1);
    expect(Math.abs(reductionOfSoft(0.5) - full / 2)).toBeLessThan(0.1);
    expect(Math.abs(reductionOfSoft(0))).toBeLessThan(1e-9);
  });

  it('compresses mid or side alone', () => {
    const mid = scaled(sine(RATE, 500, RATE), -5);
    const side = scaled(sine(RATE, 800, RATE), -5);
    const left = mid.map((v, i) => v + side[i]);
    const right = mid.map((v, i) => v - side[i]);
    const [l, r] = runInPieces(new Compressor(settings({ channels: 2, stereo: 'side' })), [left, right]);
    expect(
      residue(
        l.map((v, i) => (v + r[i]) / 2),
        mid,
      ),
    ).toBeLessThan(1e-12);
    const s = l.map((v, i) => (v - r[i]) / 2);
    expect(
      Math.abs(-5 - db(fitSine(s, 800 / RATE, RATE / 2, RATE).amplitude) - reductionDb(-5, settings())),
    ).toBeLessThan(0.1);
  });

  it('does not hear what its key filter takes away, nor channels it is told not to', () => {
    const bass = scaled(sine(RATE, 40, RATE), -3);
    const key: Partial<CompressorOptions> = { keyFilters: [{ type: 'highpass', frequencyHz: 400, q: Math.SQRT1_2 }] };
    const heard = new Compressor(settings({ ...key, channels: 1 }));
    heard.process([bass.slice()], RATE / 2);
    expect(heard.reductionDb).toBe(0);
    const quiet = scaled(bass, -40);
    const [front, lfe] = runInPieces(new Compressor(settings({ channels: 2, keyChannels: [0] })), [quiet, bass]);
    expect(largestDifference([front, lfe], [quiet, bass])).toBe(0);
  });

  it('gives the same samples for every way of cutting blocks', () => {
    const x = [noise(30000, 1), noise(30000, 2)];
    for (const options of [
      { stereo: 'mid-side', link: 0 },
      { detector: 'rms', release: 'programme' },
      { lookaheadMs: 3, link: 0.4 },
    ] as const) {
      const make = (): Compressor => new Compressor(settings({ channels: 2, ...options }));
      const whole = runInPieces(make(), x);
      expect(largestDifference(whole, runInPieces(make(), x, 5))).toBe(0);
    }
  });

  it('keeps distortion of a 1 kHz tone under 6 dB of reduction below -60 dB', () => {
    const x = scaled(sine(4 * RATE, 1000, RATE), -12);
    new Compressor(settings({ attackMs: 20, releaseMs: 200, kneeDb: 6 })).process([x], x.length);
    const fit = fitSine(x, 1000 / RATE, 3 * RATE, 4 * RATE);
    expect(db((fit.residualRms * Math.SQRT2) / fit.amplitude)).toBeLessThan(-60);
  });

  it('refuses numbers that are no curve', () => {
    expect(() => new Compressor(settings({ ratio: 0.5 }))).toThrow(/ratio 0.5/);
    expect(() => new Compressor(settings({ stereo: 'mid' }))).toThrow(/mid and side/);
  });
});

function residue(a: Float64Array, b: Float64Array): number {
  return a.reduce((most, v, i) => Math.max(most, Math.abs(v - b[i])), 0);
}
