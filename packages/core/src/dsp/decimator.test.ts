import { describe, expect, it } from 'vitest';
import { Decimator } from './decimator.ts';

const RATE = 48000;
const FRAMES = 9600;

function run(factor: number, passHz: number, hz: number, piece: number): Float64Array {
  const decimator = new Decimator(factor, passHz, RATE);
  const past = decimator.history;
  const input = new Float64Array(past + FRAMES);
  for (let i = 0; i < FRAMES; i++) input[past + i] = Math.sin((2 * Math.PI * hz * i) / RATE);
  const output = new Float64Array(FRAMES / factor);
  for (let at = 0; at < FRAMES; at += piece) decimator.process(input, past + at, piece, output, at / factor);
  return output;
}

const rms = (x: Float64Array): number => Math.sqrt(x.reduce((s, v) => s + v * v, 0) / x.length);
const levelDb = (hz: number): number => 20 * Math.log10(rms(run(4, 1000, hz, FRAMES).subarray(100)) * Math.SQRT2);

describe('decimator', () => {
  it('keeps its pass band and lets nothing fold into it', () => {
    for (const hz of [100, 500, 1000]) expect(Math.abs(levelDb(hz))).toBeLessThan(0.03);
    for (const hz of [11000, 12500, 13000, 23500]) expect(levelDb(hz)).toBeLessThan(-55);
  });

  it('gives the same samples for every piece', () => {
    const whole = run(8, 250, 200, FRAMES);
    for (const size of [8, 64, 320]) expect(run(8, 250, 200, size)).toEqual(whole);
  });

  it('passes everything at a factor of 1', () => {
    expect(run(1, 1000, 5000, 10)[7]).toBeCloseTo(Math.sin((2 * Math.PI * 5000 * 7) / RATE), 12);
  });
});
