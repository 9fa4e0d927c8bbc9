import { describe, expect, it } from 'vitest';
import { Prng } from '../prng.ts';
import { centreSplit } from './centreMask.ts';
import { MaskSplitter, type MaskSplitterOptions } from './maskSplitter.ts';
import { percussiveSplit } from './percussiveMask.ts';

const RATE_HZ = 44_100;

/** The part in time with the input, streamed in pieces. */
function part(options: MaskSplitterOptions, input: readonly Float64Array[], piece = 4096): Float64Array[] {
  const splitter = new MaskSplitter(options);
  const length = (input[0] as Float64Array).length;
  const late = splitter.latencyFrames;
  const whole = input.map((x) => {
    const padded = new Float64Array(length + late);
    padded.set(x);
    return padded;
  });
  for (let at = 0; at < length + late; at += piece) {
    const count = Math.min(piece, length + late - at);
    splitter.process(
      whole.map((x) => x.subarray(at, at + count)),
      count,
    );
  }
  return whole.map((x) => x.slice(late));
}

const power = (x: Float64Array, from = 0, to = x.length): number =>
  x.subarray(from, to).reduce((sum, v) => sum + v * v, 0);
const levelDb = (x: readonly Float64Array[], y: readonly Float64Array[]): number =>
  10 * Math.log10(x.reduce((s, c) => s + power(c), 0) / y.reduce((s, c) => s + power(c), 0));

const everything = {
  lookahead: 3,
  reset: () => {},
  next: (_r: unknown, _i: unknown, g: Float64Array) => void g.fill(1),
};
const random = new Prng(7);
const noise = (length: number): Float64Array => Float64Array.from({ length }, () => random.centred());

describe('MaskSplitter', () => {
  const input = [noise(30_000), noise(30_000)];

  it('gives the input back where the mask is open, in time, and is the same for every split', () => {
    const options = { channels: 2, frameSize: 512, hopSize: 128, mask: everything };
    const out = part(options, input);
    const error = out.map((x, c) => x.map((v, i) => v - ((input[c] as Float64Array)[i] as number)));
    expect(levelDb(error, input)).toBeLessThan(-250);
    const other = part({ ...options, mask: { ...everything } }, input, 777);
    expect(other).toEqual(out);
  });

  it('splits at any rate without depending on blocks', () => {
    for (const rate of [8000, 48_000, 96_000]) {
      const once = part(percussiveSplit(rate, 2), input);
      expect(part(percussiveSplit(rate, 2), input, 313)).toEqual(once);
    }
  });
});

describe('hits against held notes', () => {
  const length = 4 * RATE_HZ;
  const tone = Float64Array.from({ length }, (_, i) =>
    [220, 440, 660, 1320].reduce((sum, hz) => sum + 0.1 * Math.sin((2 * Math.PI * hz * i) / RATE_HZ), 0),
  );
  const hits = new Float64Array(length);
  for (let at = RATE_HZ / 4; at < length; at += RATE_HZ / 2)
    for (let i = 0; i < 1500; i++) hits[at + i] = 0.8 * random.centred() * Math.exp(-i / 250);

  it('tells clicks of noise from a chord by over 20 dB', () => {
    const mix = tone.map((v, i) => v + (hits[i] as number));
    const [percussive] = part(percussiveSplit(RATE_HZ, 1), [mix]) as [Float64Array];
    const from = RATE_HZ / 2;
    const error = percussive.map((v, i) => v - (hits[i] as number));
    expect(10 * Math.log10(power(hits, from) / power(error, from))).toBeGreaterThan(9);
    const [ofTone] = part(percussiveSplit(RATE_HZ, 1), [tone]) as [Float64Array];
    expect(10 * Math.log10(power(ofTone, RATE_HZ, 3 * RATE_HZ) / power(tone, RATE_HZ, 3 * RATE_HZ))).toBeLessThan(-20);
  });
});

describe('the middle', () => {
  it('takes what both channels share, and leaves what they do not', () => {
    const [a, left, right] = [noise(60_000), noise(60_000), noise(60_000)];
    expect(levelDb(part(centreSplit(RATE_HZ, 2), [a, a]), [a, a])).toBeGreaterThan(-3.5);
    expect(levelDb(part(centreSplit(RATE_HZ, 2), [left, right]), [left, right])).toBeLessThan(-8);
    expect(levelDb(part(centreSplit(RATE_HZ, 2), [a, a.map((v) => -v)]), [a, a])).toBeLessThan(-100);
  });

  it('refuses what has no middle', () => {
    expect(() => centreSplit(RATE_HZ, 1)).toThrow(/two channels/);
  });
});
