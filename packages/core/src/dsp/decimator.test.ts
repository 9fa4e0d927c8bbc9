import { describe, expect, it } from 'vitest';
import { Decimator } from './decimator.ts';

const RATE = 48000;

function run(factor: number, passHz: number, hz: number, cut: (at: number) => number): Float64Array {
  const decimator = new Decimator(factor, passHz, RATE);
  const input = Float64Array.from({ length: 9600 }, (_, i) => Math.sin((2 * Math.PI * hz * i) / RATE));
  const output = new Float64Array(9600 / factor);
  let written = 0;
  for (let at = 0; at < input.length; ) {
    const count = Math.min(input.length - at, cut(at));
    written += decimator.process(input, at, count, output, written);
    at += count;
  }
  expect(written).toBe(output.length);
  return output;
}

const rms = (x: Float64Array): number => Math.sqrt(x.reduce((s, v) => s + v * v, 0) / x.length);
const levelDb = (hz: number): number => 20 * Math.log10(rms(run(4, 1000, hz, () => 999).subarray(100)) * Math.SQRT2);

describe('decimator', () => {
  it('keeps its pass band and lets nothing fold into it', () => {
    for (const hz of [100, 500, 1000]) expect(Math.abs(levelDb(hz))).toBeLessThan(0.01);
    for (const hz of [11000, 12500, 13000, 23500]) expect(levelDb(hz)).toBeLessThan(-70);
  });

  it('gives the same samples for every cut', () => {
    const whole = run(8, 250, 200, () => 9600);
    for (const size of [1, 7, 64]) expect(run(8, 250, 200, () => size)).toEqual(whole);
  });

  it('passes everything at a factor of 1', () => {
    expect(run(1, 1000, 5000, () => 10)[7]).toBeCloseTo(Math.sin((2 * Math.PI * 5000 * 7) / RATE), 12);
  });
});
