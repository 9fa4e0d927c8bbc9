import { describe, expect, it } from 'vitest';
import { Prng } from '../prng.ts';
import { StemScore } from './stemScore.ts';

const RATE_HZ = 1000;

function score(
  references: Float64Array[][],
  estimates: Float64Array[][],
  piece = 333,
): ReturnType<StemScore['finish']> {
  const [first] = references as [Float64Array[]];
  const length = first[0].length;
  const all = new StemScore({ sampleRateHz: RATE_HZ, stems: references.length, channels: first.length });
  for (let at = 0; at < length; at += piece) all.push(references, estimates, at, Math.min(piece, length - at));
  return all.finish();
}

function noise(seed: number, length: number): Float64Array {
  const random = new Prng(seed);
  return Float64Array.from({ length }, () => random.centred());
}

describe('StemScore', () => {
  const length = 3700;
  const a = [noise(1, length), noise(2, length)];
  const b = [noise(3, length), noise(4, length)];
  const scaled = a.map((x) => x.map((v) => 0.9 * v));

  it('gives 20 dB for an error of a tenth, whole seconds only, and takes no offence at a factor in SI-SDR', () => {
    const [first, second] = score([a, b], [scaled, b]);
    expect(first?.frameSdrDb).toHaveLength(3);
    for (const value of first?.frameSdrDb ?? []) expect(value).toBeCloseTo(20, 10);
    expect(first?.cSdrDb).toBeCloseTo(20, 10);
    expect(first?.uSdrDb).toBeCloseTo(20, 6);
    expect(first?.siSdrDb).toBeGreaterThan(140);
    expect(second?.cSdrDb).toBe(Number.POSITIVE_INFINITY);
  });

  it('leaves a second out for every stem where one of them is silent, opposite channels included', () => {
    const silent = b.map((x) => x.slice().fill(0, 1000, 2000));
    const opposite = [b[0] as Float64Array, (b[0] as Float64Array).map((v, i) => (i < 1000 ? -v : v))];
    const [first] = score([a, silent], [scaled, opposite]);
    expect([...(first?.frameSdrDb ?? [])].map(Number.isNaN)).toEqual([true, true, false]);
    expect(first?.countedFrames).toBe(1);
    expect(first?.activeSeconds).toBe(3);
  });

  it('is the same however the song is cut, and knows a song under a second', () => {
    expect(score([a], [scaled], 3700)).toEqual(score([a], [scaled], 1000));
    const short = score([[noise(5, 400)]], [[noise(5, 400).map((v) => 0.5 * v)]]);
    expect(short[0]?.cSdrDb).toBeCloseTo(6.0206, 4);
  });

  it('refuses sets that do not fit', () => {
    const one = new StemScore({ sampleRateHz: RATE_HZ, stems: 2, channels: 2 });
    expect(() => one.push([a], [a], 0, 10)).toThrow(/2 stems of 2 channels/);
  });
});
