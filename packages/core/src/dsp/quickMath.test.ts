import { describe, expect, it } from 'vitest';
import { loudnessOf, quickDb } from './quickMath.ts';

describe('quick math', () => {
  it('stays within its errors over 200 dB', () => {
    for (let db = -200; db <= 20; db += 0.037) {
      const x = 10 ** (db / 10);
      expect(Math.abs(loudnessOf(x) / x ** 0.3 - 1)).toBeLessThan(6e-4);
      expect(Math.abs(quickDb(x) - db)).toBeLessThan(0.01);
    }
    expect(loudnessOf(0)).toBeLessThan(1e-12);
  });
});
