import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { abxVerdict, evenChance, guessingChance, hiddenOrder, preferenceVerdict } from './abx.ts';

describe('blind listening tests', () => {
  it('gives the binomial tails of published ABX tables', () => {
    expect(guessingChance(9, 10)).toBeCloseTo(11 / 1024, 12);
    expect(guessingChance(12, 16)).toBeCloseTo(2517 / 65536, 12);
    expect(guessingChance(5, 5)).toBeCloseTo(1 / 32, 12);
    expect(evenChance(8, 10)).toBeCloseTo(112 / 1024, 12);
    expect(evenChance(2, 10)).toBeCloseTo(112 / 1024, 12);
  });

  it('is certain for no hits, and one half or more at half of the hits', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), (trials) => {
        expect(guessingChance(0, trials)).toBeCloseTo(1, 9);
        expect(guessingChance(trials, trials)).toBeCloseTo(2 ** -trials, 12);
        expect(guessingChance(Math.floor(trials / 2), trials)).toBeGreaterThanOrEqual(0.5);
        expect(evenChance(Math.floor(trials / 2), trials)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('stays exact where 2^n is beyond a double', () => {
    expect(guessingChance(1000, 1000)).toBeGreaterThan(0);
    expect(guessingChance(500, 1000)).toBeCloseTo(0.5126, 4);
  });

  it('hides B in about half of the trials', () => {
    const order = hiddenOrder(4000);
    const hidden = order.filter(Boolean).length;
    expect(order).toHaveLength(4000);
    expect(Math.abs(hidden - 2000)).toBeLessThan(200);
  });

  it('refuses counts that cannot be', () => {
    expect(() => guessingChance(4, 3)).toThrow(RangeError);
    expect(() => guessingChance(-1, 3)).toThrow(RangeError);
    expect(() => hiddenOrder(0)).toThrow(RangeError);
  });

  it('says what a result means', () => {
    expect(abxVerdict(9, 10)).toMatch(/heard the difference/);
    expect(abxVerdict(6, 10)).toMatch(/No proof/);
    expect(preferenceVerdict(10, 10)).toMatch(/preferred the take/);
    expect(preferenceVerdict(0, 10)).toMatch(/preferred the source/);
    expect(preferenceVerdict(5, 10)).toMatch(/No clear preference/);
  });
});
