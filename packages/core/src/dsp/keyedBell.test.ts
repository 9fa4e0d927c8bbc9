import { describe, expect, it } from 'vitest';
import { gateOpening, KeyedBell, type KeyedBellOptions } from './keyedBell.ts';

const RATE = 48000;
const options: KeyedBellOptions = {
  sampleRateHz: RATE,
  channels: 1,
  keyChannels: 1,
  frequencyHz: 100,
  gainDb: -6,
  q: 1,
  thresholdDbfs: -30,
  attackMs: 8,
  releaseMs: 120,
};
const sine = (hz: number, peak: number, frames: number): Float64Array =>
  Float64Array.from({ length: frames }, (_, i) => peak * Math.sin((2 * Math.PI * hz * i) / RATE));
const levelDb = (x: Float64Array): number => 10 * Math.log10(x.reduce((s, v) => s + v * v, 0) / x.length);

function run(
  input: Float64Array,
  key: Float64Array,
  cut: () => number,
  given: Partial<KeyedBellOptions> = {},
): Float64Array {
  const bell = new KeyedBell({ ...options, ...given });
  const out = input.slice();
  for (let at = 0; at < out.length; ) {
    const count = Math.min(out.length - at, cut());
    bell.process([out.subarray(at, at + count)], [key.subarray(at, at + count)], count);
    at += count;
  }
  return out;
}

describe('keyed bell', () => {
  it('leaves every bit alone while the key is silent or elsewhere', () => {
    const x = sine(100, 0.5, RATE);
    expect(run(x, new Float64Array(RATE), () => 512)).toEqual(x);
    expect(run(x, sine(5000, 0.05, RATE), () => 512)).toEqual(x);
  });

  it('is the bell of its gain while the key sounds', () => {
    for (const [hz, wanted] of [
      [100, -6],
      [100 * 1.9, -2.11],
      [1000, -0.02],
    ] as const) {
      const x = sine(hz, 0.5, 2 * RATE);
      const out = run(x, sine(100, 0.5, 2 * RATE), () => 512);
      const half = out.subarray(RATE);
      expect(levelDb(half) - levelDb(x.subarray(RATE))).toBeGreaterThan(wanted - 0.1);
      expect(levelDb(half) - levelDb(x.subarray(RATE))).toBeLessThan(wanted + 0.1);
    }
  });

  it('opens and shuts within its times', () => {
    const key = sine(100, 0.5, RATE);
    key.fill(0, RATE / 2);
    const bell = new KeyedBell(options);
    const gains: number[] = [];
    for (let at = 0; at < RATE; at += 48) {
      bell.process([new Float64Array(48)], [key.subarray(at, at + 48)], 48);
      gains.push(bell.gainDb);
    }
    expect(gains[60]).toBeLessThan(-5.5);
    const shut = gains.findIndex((db, ms) => ms > 500 && db > -6 * Math.exp(-1));
    // The mean of the key falls first, then the release runs.
    expect(shut - 500).toBeGreaterThan(110);
    expect(shut - 500).toBeLessThan(420);
  });

  it('gives the same samples for every cut, and does not click', () => {
    const x = sine(110, 0.5, RATE);
    const key = sine(100, 0.3, RATE).map((v, i) => (i % 9000 < 3000 ? v : 0));
    const whole = run(x, key, () => RATE);
    for (const size of [1, 7, 480]) expect(run(x, key, () => size).findIndex((v, i) => v !== whole[i])).toBe(-1);
    let step = 0;
    for (let i = 1; i < whole.length; i++)
      step = Math.max(step, Math.abs((whole[i] as number) - (whole[i - 1] as number)));
    expect(step).toBeLessThan(0.5 * 2 * Math.PI * (110 / RATE) * 1.1);
  });

  it('is half open at its threshold', () => {
    expect(gateOpening(0.001, 0.001)).toBeCloseTo(0.5, 12);
    expect(gateOpening(0, 0.001)).toBe(0);
  });
});
