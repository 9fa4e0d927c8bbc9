import { describe, expect, it } from 'vitest';
import { DelayLine } from './delayLine.ts';
import { SlidingMaximum } from './slidingMaximum.ts';
import { noise } from './testing/signals.ts';

describe('SlidingMaximum', () => {
  it.each([1, 2, 7, 240])('is the largest of the last %d values, however blocks are cut', (length) => {
    const x = noise(3000, length);
    const y = x.slice();
    const maximum = new SlidingMaximum(length);
    for (let at = 0, size = 1; at < x.length; at += size, size = Math.min(x.length - at, (size * 7) % 101))
      maximum.process(y, at, Math.min(size, x.length - at));
    x.forEach((_, i) => {
      expect(y[i]).toBe(Math.max(...x.subarray(Math.max(0, i - length + 1), i + 1)));
    });
  });
});

describe('DelayLine', () => {
  it.each([0, 1, 333])('delays by %d frames', (frames) => {
    const x = [noise(2000, 1), noise(2000, 2)];
    const y = x.map((c) => c.slice());
    const delay = new DelayLine(2, frames);
    for (let at = 0; at < 2000; at += 125) delay.process(y, at, 125);
    y.forEach((c, i) => {
      expect(c.subarray(frames)).toEqual(x[i].subarray(0, 2000 - frames));
      expect(c.subarray(0, frames).every((v) => v === 0)).toBe(true);
    });
  });
});
