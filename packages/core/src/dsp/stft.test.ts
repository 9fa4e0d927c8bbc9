import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InverseStft, overlapSum, Stft, type StftOptions } from './stft.ts';
import { noise, residueDb, sine } from './testing/signals.ts';
import { kaiserWindow, windowOf } from './window.ts';

/** Through both transforms, the input cut into blocks of the given sizes in turn. */
function roundTrip(x: Float64Array, options: StftOptions, blocks: readonly number[] = [x.length]): Float64Array {
  const forward = new Stft(options);
  const inverse = new InverseStft(options);
  const out = new Float64Array(x.length + options.frameSize + options.hopSize);
  let written = 0;
  const take = (re: Float64Array, im: Float64Array): void => {
    written += inverse.push(re, im, out, written);
  };
  for (let at = 0, b = 0; at < x.length; b++) {
    const count = Math.min(blocks[b % blocks.length], x.length - at);
    forward.push(x, at, count, take);
    at += count;
  }
  forward.flush(take);
  expect(written).toBeGreaterThanOrEqual(x.length);
  return out.subarray(0, x.length);
}

const SETTINGS: [string, StftOptions][] = [
  ['Hann 1024/256', { frameSize: 1024, hopSize: 256 }],
  ['Hann 1024/512', { frameSize: 1024, hopSize: 512 }],
  ['Hann 1000/333', { frameSize: 1000, hopSize: 333 }],
  ['sine 2048/1024', { frameSize: 2048, hopSize: 1024, window: 'sine' }],
  ['Hann then rectangle 960/480', { frameSize: 960, hopSize: 480, synthesisWindow: 'rectangular' }],
  ['Blackman-Harris 4096/700', { frameSize: 4096, hopSize: 700, window: 'blackman-harris' }],
  ['Kaiser 777/100', { frameSize: 777, hopSize: 100, window: kaiserWindow(777, 9) }],
  ['rectangle 100/100', { frameSize: 100, hopSize: 100, window: 'rectangular' }],
  ['Hamming 441/440', { frameSize: 441, hopSize: 440, window: 'hamming' }],
  ['Hann 15/1', { frameSize: 15, hopSize: 1 }],
];

describe('Stft and InverseStft', () => {
  it.each(SETTINGS)('come back with a residue of -297 dB at most: %s', (_, options) => {
    expect(residueDb(roundTrip(noise(20000, 1), options), noise(20000, 1))).toBeLessThan(-297);
  });

  it.each(SETTINGS)('come back exactly at the edges: %s', (_, options) => {
    const x = noise(5 * options.frameSize + 3, 2);
    const y = roundTrip(x, options);
    const edge = Math.min(8, options.frameSize);
    for (const at of [0, x.length - edge])
      for (let i = at; i < at + edge; i++) expect(Math.abs(y[i] - x[i])).toBeLessThan(1e-14);
  });

  it.each([0, 1, 7, 255, 1023])('come back for %i samples, less than a frame', (length) => {
    const x = noise(length, 3);
    const y = roundTrip(x, { frameSize: 1024, hopSize: 256 });
    expect(y.length).toBe(length);
    if (length > 0) expect(residueDb(y, x)).toBeLessThan(-297);
  });

  it('give the same samples for every way of cutting blocks', () => {
    const options: StftOptions = { frameSize: 240, hopSize: 90 };
    const x = noise(2000, 4);
    const whole = roundTrip(x, options);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 9 }), (blocks) => {
        expect(roundTrip(x, options, blocks)).toEqual(whole);
      }),
      { numRuns: 40 },
    );
  });

  it('announce their frames and start afresh after a flush', () => {
    const stft = new Stft({ frameSize: 512, hopSize: 128 });
    for (const length of [0, 1, 128, 129, 5000]) {
      const seen: number[] = [];
      stft.push(noise(length, 5), 0, length, (_re, _im, frame) => seen.push(frame));
      stft.flush((_re, _im, frame) => seen.push(frame));
      expect(seen).toEqual(Array.from({ length: stft.frameCount(length) }, (_, i) => i));
    }
  });

  it('let sample t out when sample t + frameSize - 1 has gone in, not later', () => {
    const options: StftOptions = { frameSize: 300, hopSize: 70 };
    const forward = new Stft(options);
    const inverse = new InverseStft(options);
    const out = new Float64Array(5000);
    const x = noise(3000, 6);
    let written = 0;
    for (let t = 0; t < x.length; t++) {
      forward.push(x, t, 1, (re, im) => {
        written += inverse.push(re, im, out, written);
      });
      expect(written).toBeGreaterThanOrEqual(t + 1 - (options.frameSize - 1));
    }
  });

  it('put a sine of amplitude 1 at its bin, a quarter of the frame high under a Hann window', () => {
    const stft = new Stft({ frameSize: 480, hopSize: 240 });
    const levels: number[] = [];
    stft.push(sine(4800, 1000, 48000), 0, 4800, (re, im) => levels.push(Math.hypot(re[10], im[10])));
    for (const level of levels.slice(1)) expect(level).toBeCloseTo(480 / 4, 9);
  });

  it.each<[string, StftOptions]>([
    ['a hop over the frame', { frameSize: 100, hopSize: 101 }],
    ['a hop of nothing', { frameSize: 100, hopSize: 0 }],
    ['half a sample', { frameSize: 100.5, hopSize: 10 }],
    ['a window of another size', { frameSize: 100, hopSize: 10, window: windowOf('hann', 99) }],
    ['a gap: Hann windows side by side', { frameSize: 100, hopSize: 100 }],
  ])('refuse %s', (_, options) => {
    expect(() => new InverseStft(options)).toThrow(expect.objectContaining({ code: 'invalid-parameter' }));
  });

  it('sum the products of the windows', () => {
    const hann = windowOf('hann', 64);
    for (const v of overlapSum(hann, windowOf('rectangular', 64), 16)) expect(v).toBeCloseTo(2, 14);
    for (const v of overlapSum(hann, hann, 16)) expect(v).toBeCloseTo(1.5, 14);
  });
});
