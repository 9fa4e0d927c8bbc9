import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dbToGain, gainToDb } from '../units/index.ts';
import { RealFft } from './fft.ts';
import { Prng } from './prng.ts';
import { noise, sine } from './testing/signals.ts';
import { truePeak16 } from './testing/truePeak16.ts';
import { TruePeakLimiter, type TruePeakLimiterOptions } from './truePeakLimiter.ts';

const RATE = 48000;
const CEILING_DBTP = -1;

function limited(
  input: readonly Float64Array[],
  options: Partial<TruePeakLimiterOptions> = {},
  splits: readonly number[] = [],
): { output: Float64Array[]; reductionDb: Float64Array; latency: number } {
  const limiter = new TruePeakLimiter({
    sampleRateHz: RATE,
    channels: input.length,
    ceilingDbtp: CEILING_DBTP,
    ...options,
  });
  const latency = limiter.latencyFrames;
  const total = input[0].length + latency;
  const output = input.map((x) => {
    const y = new Float64Array(total);
    y.set(x);
    return y;
  });
  const reductionDb = new Float64Array(total);
  for (let done = 0, k = 0; done < total; k++) {
    const count = Math.min(total - done, splits.length ? splits[k % splits.length] : total);
    limiter.process(
      output.map((y) => y.subarray(done, done + count)),
      count,
      reductionDb.subarray(done, done + count),
    );
    done += count;
  }
  return { output, reductionDb, latency };
}

const truePeakDbtp = (channels: readonly Float64Array[]): number =>
  gainToDb(Math.max(...channels.map((x) => truePeak16(x))));
const scaled = (x: Float64Array, db: number): Float64Array => x.map((v) => v * dbToGain(db));
const silent = (length: number): Float64Array => new Float64Array(length);

const adversaries: Readonly<Record<string, () => Float64Array>> = {
  'fs/4 tone between samples': () =>
    Float64Array.from({ length: 9600 }, (_, i) => 4 * Math.sin((Math.PI / 2) * i + Math.PI / 4)),
  'fs/2 less a little': () => scaled(sine(9600, 23900, RATE), 12),
  impulse: () => silent(4800).map((_, i) => (i === 2400 ? 10 : 0)),
  'pair of impulses between whose samples the peak lies': () =>
    silent(4800).map((_, i) => (i === 2400 || i === 2401 ? 0.9 : 0)),
  'alternating signs that turn': () => silent(4800).map((_, i) => (i < 2400 ? 1 : -1) * (i % 2 ? 0.8 : -0.8)),
  square: () => sine(9600, 997, RATE).map((v) => 3 * Math.sign(v)),
  'square of a divisor': () => sine(9600, 6000, RATE).map((v) => 2 * Math.sign(v + 1e-9)),
  'white noise': () => scaled(noise(9600, 1), 12),
  'clipped noise': () => scaled(noise(9600, 2), 24).map((v) => Math.max(-1, Math.min(1, v))),
  'steps of level': () => sine(19200, 3000, RATE).map((v, i) => v * 10 ** (((i / 1200) | 0) % 3)),
  'a constant': () => silent(4800).fill(3),
};

describe('ceiling', () => {
  for (const [name, signal] of Object.entries(adversaries)) {
    it(`${name}: at most -1.00 dBTP at 16 times the rate`, () => {
      expect(truePeakDbtp(limited([signal()]).output)).toBeLessThanOrEqual(CEILING_DBTP);
    });
  }

  it('random bursts at random levels, rates, look-aheads and links', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e9 }),
        fc.constantFrom(44100, 48000, 96000, 192000),
        fc.constantFrom(0.5, 1.5, 5, 10),
        fc.constantFrom(0, 0.5, 1),
        fc.constantFrom('fast', 'balanced', 'smooth'),
        (seed, sampleRateHz, lookaheadMs, link, release) => {
          const random = new Prng(seed);
          const make = (): Float64Array => {
            const x = new Float64Array(6000);
            let gain = 0;
            let turn = 0;
            for (let i = 0; i < x.length; i++) {
              if (random.centred() > 0.498) {
                gain = 10 ** (4 * random.centred());
                turn = Math.PI * (random.centred() + 0.5);
              }
              x[i] = gain * (Math.sin(turn * i) + random.centred());
            }
            return x;
          };
          const { output } = limited([make(), make()], { sampleRateHz, lookaheadMs, link, release });
          expect(truePeakDbtp(output)).toBeLessThanOrEqual(CEILING_DBTP);
        },
      ),
      { numRuns: 25, seed: 4 },
    );
  });
});

describe('stream', () => {
  it('below the ceiling: the input delayed, bit for bit', () => {
    const x = scaled(noise(20000, 3), -9);
    const { output, latency, reductionDb } = limited([x, x]);
    expect(output[0].subarray(latency)).toEqual(x);
    expect(output[1].subarray(latency)).toEqual(x);
    expect(output[0].subarray(0, latency).every((v) => v === 0)).toBe(true);
    expect(Math.max(...reductionDb)).toBe(0);
  });

  it('does not depend on the split into blocks', () => {
    const x = [scaled(noise(12000, 4), 10), scaled(noise(12000, 5), 4)];
    const whole = limited(x, { link: 0.7 });
    for (const splits of [[1], [17, 1, 1024, 333], [4096, 5]]) {
      const parts = limited(x, { link: 0.7 }, splits);
      expect(parts.output).toEqual(whole.output);
      expect(parts.reductionDb).toEqual(whole.reductionDb);
    }
  });

  it('the reduction read out is the gain applied', () => {
    const x = scaled(noise(12000, 6), 8);
    const { output, reductionDb, latency } = limited([x]);
    for (let i = latency; i < output[0].length; i += 37)
      expect(output[0][i]).toBeCloseTo(x[i - latency] * dbToGain(-reductionDb[i]), 12);
  });

  it('one frame, silence, 12 channels, and values that are no numbers', () => {
    const one = limited([Float64Array.of(5)]);
    expect(one.output[0][one.latency]).toBeCloseTo(dbToGain(-1.02), 3);
    expect(limited([silent(5000)]).output[0].every((v) => v === 0)).toBe(true);
    const twelve = Array.from({ length: 12 }, (_, c) => scaled(noise(3000, c + 1), c));
    expect(truePeakDbtp(limited(twelve).output)).toBeLessThanOrEqual(CEILING_DBTP);
    const broken = scaled(noise(9000, 8), 6);
    broken[100] = Number.NaN;
    broken[150] = Number.POSITIVE_INFINITY;
    const { output } = limited([broken]);
    expect(output[0].subarray(6000).every(Number.isFinite)).toBe(true);
    expect(truePeakDbtp([output[0].subarray(6000)])).toBeLessThanOrEqual(CEILING_DBTP);
  });

  it('refuses what it cannot do', () => {
    for (const wrong of [{ ceilingDbtp: 1 }, { lookaheadMs: 0 }, { link: 2 }, { sampleRateHz: Number.NaN }])
      expect(() => new TruePeakLimiter({ sampleRateHz: RATE, channels: 2, ceilingDbtp: -1, ...wrong })).toThrow(
        /limiter/,
      );
  });
});

/** Power beside `hz` against the power at it, dB, of the last second; bins of 1 Hz, Blackman window. */
function besidesDb(y: Float64Array, hz: number, reach: number): number {
  const fft = new RealFft(RATE);
  const turn = (2 * Math.PI) / RATE;
  const piece = y
    .subarray(y.length - 2 * RATE, y.length - RATE)
    .map((v, i) => v * (0.42 - 0.5 * Math.cos(turn * i) + 0.08 * Math.cos(2 * turn * i)));
  const [re, im] = [new Float64Array(fft.bins), new Float64Array(fft.bins)];
  fft.forward(piece, re, im);
  let tone = 0;
  let rest = 0;
  for (let k = Math.max(4, hz - reach); k <= Math.min(RATE / 2, hz + reach); k++) {
    const power = re[k] ** 2 + im[k] ** 2;
    if (Math.abs(k - hz) < 4) tone += power;
    else rest += power;
  }
  return 10 * Math.log10(rest / tone);
}

describe('low notes, 6 dB over the ceiling', () => {
  const level = dbToGain(5);
  it('THD of 40, 60, 100 and 1000 Hz below -50 dB; of 35 Hz too with the smooth release', () => {
    for (const hz of [35, 40, 60, 100, 1000]) {
      const release = hz < 40 ? 'smooth' : 'balanced';
      const { output } = limited([sine(4 * RATE, hz, RATE).map((v) => level * v)], { release });
      expect(besidesDb(output[0], hz, RATE), `${hz} Hz`).toBeLessThan(-50);
    }
  });

  it('60 Hz modulates 7 kHz by less than -45 dB', () => {
    const high = sine(4 * RATE, 7000, RATE);
    const { output } = limited([sine(4 * RATE, 60, RATE).map((v, i) => level * (0.8 * v + 0.2 * high[i]))]);
    expect(besidesDb(output[0], 7000, 500)).toBeLessThan(-45);
  });
});

describe('ballistics', () => {
  /** 3 kHz at -20 dBFS with `loudSeconds` of +5 dBFS in it. */
  const burst = (loudSeconds: number): Float64Array =>
    sine(4 * RATE, 3000, RATE).map(
      (v, i) => v * (i >= RATE && i < RATE * (1 + loudSeconds) ? dbToGain(5) : dbToGain(-20)),
    );
  /** Frames after the loud part until the reduction is under 1 dB. */
  const recovery = (loudSeconds: number, release: 'fast' | 'balanced' | 'smooth'): number => {
    const { reductionDb, latency } = limited([burst(loudSeconds)], { release });
    const end = latency + Math.round(RATE * (1 + loudSeconds));
    return reductionDb.findIndex((r, i) => i >= end && r < 1) - end;
  };

  it('looks ahead by its windows and no more', () => {
    const { reductionDb, latency } = limited([burst(0.1)]);
    const start = latency + RATE;
    expect(reductionDb[start]).toBeCloseTo(6.02, 1);
    expect(Math.max(...reductionDb.subarray(0, start - 0.036 * RATE))).toBe(0);
  });

  it('lets go within 30 ms of a peak, later with a smoother release, later still after lasting reduction', () => {
    expect(recovery(0.005, 'fast')).toBeLessThan(0.03 * RATE);
    expect(recovery(0.005, 'balanced')).toBeLessThan(0.03 * RATE);
    expect(recovery(0.005, 'smooth')).toBeGreaterThan(recovery(0.005, 'balanced'));
    expect(recovery(1.5, 'smooth')).toBeGreaterThan(4 * recovery(0.005, 'smooth'));
  });
});

describe('link', () => {
  it('1 keeps the image, 0 leaves a quiet channel alone, between lies between', () => {
    const loud = scaled(sine(RATE, 500, RATE), 5);
    const quiet = scaled(sine(RATE, 500, RATE), -20);
    const gainDb = (link: number): number => {
      const { output, latency } = limited([loud, quiet], { link });
      return gainToDb(output[1][latency + 24012] / quiet[24012]);
    };
    expect(gainDb(1)).toBeCloseTo(-6.02, 1);
    expect(gainDb(0)).toBe(0);
    expect(gainDb(0.5)).toBeCloseTo(-3.01, 1);
  });
});
