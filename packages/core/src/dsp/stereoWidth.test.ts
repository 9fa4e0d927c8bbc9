import { describe, expect, it } from 'vitest';
import { StereoWidth, type StereoWidthOptions } from './stereoWidth.ts';
import { noise, sine } from './testing/signals.ts';
import { fitSine } from './testing/sineFit.ts';
import { largestDifference, runInPieces } from './testing/splitting.ts';

const RATE = 48000;
const width = (options: Partial<StereoWidthOptions>): StereoWidth =>
  new StereoWidth({ sampleRateHz: RATE, frequenciesHz: [120, 1000, 6000], widths: [1, 1, 1, 1], ...options });

const fromMidSide = (mid: Float64Array, side: Float64Array): Float64Array[] => [
  mid.map((v, i) => v + side[i]),
  mid.map((v, i) => v - side[i]),
];
const midOf = ([l, r]: Float64Array[]): Float64Array => l.map((v, i) => (v + r[i]) / 2);
const sideOf = ([l, r]: Float64Array[]): Float64Array => l.map((v, i) => (v - r[i]) / 2);
const amplitude = (x: Float64Array, hz: number): number => fitSine(x, hz / RATE, RATE, x.length).amplitude;
const power = (x: Float64Array): number => x.subarray(RATE).reduce((a, v) => a + v * v, 0);

describe('StereoWidth', () => {
  it('does nothing, bit for bit, when no band is changed', () => {
    const x = [noise(3000, 1), noise(3000, 2)];
    expect(largestDifference(runInPieces(width({}), x), x)).toBe(0);
  });

  it('turns the side of a band to its gain within 0.05 dB and leaves the mid level alone', () => {
    const widths = [0, 0.5, 1, 1.5];
    [40, 350, 2500, 14000].forEach((hz, b) => {
      const mid = sine(3 * RATE, hz, RATE).map((v) => 0.4 * v);
      const side = sine(3 * RATE, hz, RATE).map((v) => 0.1 * v);
      const y = runInPieces(width({ widths }), fromMidSide(mid, side));
      if (widths[b] === 0) expect(amplitude(sideOf(y), hz)).toBeLessThan(0.1 * 0.02);
      else expect(Math.abs(20 * Math.log10(amplitude(sideOf(y), hz) / (0.1 * widths[b])))).toBeLessThan(0.15);
      expect(Math.abs(20 * Math.log10(amplitude(midOf(y), hz) / 0.4))).toBeLessThan(0.01);
    });
  });

  it('leaves the mid as it was, in phase and level, and the side of bands that are not changed', () => {
    const x = [noise(RATE, 1), noise(RATE, 2)];
    const processor = width({ widths: [0.4, 1, 1.15, 1.25] });
    const y = runInPieces(processor, x);
    const late = processor.latencyFrames;
    const [before, after] = [midOf(x), midOf(y)];
    let most = 0;
    for (let i = late; i < RATE; i++) most = Math.max(most, Math.abs(after[i] - before[i - late]));
    expect(most).toBeLessThan(1e-12);
    const mid = sine(RATE, 350, RATE).map((v) => 0.4 * v);
    const wide = fromMidSide(
      mid,
      sine(RATE, 350, RATE).map((v) => 0.1 * v),
    );
    const z = runInPieces(width({ widths: [0.4, 1, 1.15, 1.25] }), wide);
    for (let i = RATE / 2; i < RATE; i++) most = Math.max(most, Math.abs(z[0][i] - wide[0][i - late]));
    expect(most).toBeLessThan(2e-3);
  });

  it('widening alone never loses more than the bound in mono', () => {
    const mid = noise(4 * RATE, 1).map((v) => 0.3 * v);
    const side = noise(4 * RATE, 2).map((v) => 0.2 * v);
    for (const maxMonoLossDb of [2, 3, 4]) {
      const processor = width({ frequenciesHz: [], widths: [4], maxMonoLossDb });
      const y = runInPieces(processor, fromMidSide(mid, side));
      const loss = 10 * Math.log10(1 + power(sideOf(y)) / power(midOf(y)));
      expect(loss).toBeLessThan(maxMonoLossDb + 0.1);
      expect(loss).toBeGreaterThan(maxMonoLossDb - 0.5);
      expect(processor.heldBackDb).toBeGreaterThan(0);
    }
  });

  it('never narrows what is wider than the bound already', () => {
    const side = noise(2 * RATE, 2).map((v) => 0.3 * v);
    const mid = side.map((v) => 0.1 * v);
    const x = fromMidSide(mid, side);
    const y = runInPieces(width({ frequenciesHz: [], widths: [2] }), x);
    expect(largestDifference(y, x)).toBeLessThan(1e-12);
  });

  it('gives the same samples for every way of cutting blocks', () => {
    const x = [noise(20000, 1), noise(20000, 2)];
    const make = (): StereoWidth => width({ widths: [0, 0.7, 1.3, 2] });
    expect(largestDifference(runInPieces(make(), x), runInPieces(make(), x, 4))).toBe(0);
  });

  it('refuses widths that do not fit the bands', () => {
    expect(() => width({ widths: [1, 1] })).toThrow(/stereo width/);
  });
});
