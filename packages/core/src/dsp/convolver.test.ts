import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Convolver } from './convolver.ts';
import { PartitionedImpulse, type PartitionOptions } from './partitionedImpulse.ts';
import { noise, residueDb } from './testing/signals.ts';

/** The definition; the input counts as silent before its start. */
function direct(x: Float64Array, impulse: Float64Array): Float64Array {
  return x.map((_, n) => {
    let sum = 0;
    for (let j = Math.min(n, impulse.length - 1); j >= 0; j--) sum += impulse[j] * x[n - j];
    return sum;
  });
}

function through(
  x: Float64Array,
  impulse: Float64Array,
  blocks: readonly number[] = [x.length],
  options: PartitionOptions = {},
): Float64Array {
  const y = x.slice();
  const convolver = new Convolver(new PartitionedImpulse(impulse, options));
  for (let at = 0, b = 0; at < y.length; b++) {
    const count = Math.min(blocks[b % blocks.length], y.length - at);
    convolver.process(y, at, count);
    at += count;
  }
  return y;
}

describe('Convolver', () => {
  it.each([1, 2, 63, 64, 65, 127, 128, 200, 256, 257, 1000, 1024, 1025, 5000])(
    'equals the direct sum for %i taps, odd blocks: residue under -290 dB',
    (taps) => {
      const x = noise(7001, 1);
      const impulse = noise(taps, 2);
      expect(residueDb(through(x, impulse, [1, 37, 480, 63, 999]), direct(x, impulse))).toBeLessThan(-290);
    },
  );

  it('equals the direct sum for 100,000 taps', () => {
    const impulse = noise(100000, 3).map((v, n) => v * Math.exp(-n / 20000));
    const x = new Float64Array(150000);
    x.set(noise(300, 4), 11);
    x.set(noise(300, 5), 40001);
    const bursts = [x.subarray(11, 311), x.subarray(40001, 40301)];
    const wanted = new Float64Array(x.length);
    for (const burst of bursts) {
      const start = burst === bursts[0] ? 11 : 40001;
      burst.forEach((v, i) => {
        for (let j = 0, at = start + i; j < impulse.length && at < wanted.length; j++, at++)
          wanted[at] += v * impulse[j];
      });
    }
    expect(residueDb(through(x, impulse, [1001]), wanted)).toBeLessThan(-290);
  });

  it('equals the direct sum however the response is partitioned', () => {
    const x = noise(3000, 6);
    const impulse = noise(1234, 7);
    const wanted = direct(x, impulse);
    for (const options of [
      { growth: 1 },
      { firstSize: 1, growth: 2, largestSize: 1 },
      { firstSize: 1, growth: 2 },
      { firstSize: 16, growth: 8, largestSize: 128 },
      { firstSize: 512, largestSize: 512 },
      { firstSize: 4096 },
    ])
      expect(residueDb(through(x, impulse, [77, 300], options), wanted)).toBeLessThan(-290);
  });

  it('has no latency: an impulse comes back as the response at once', () => {
    const impulse = noise(300, 8);
    const x = new Float64Array(400);
    x[0] = 1;
    const y = through(x, impulse, [1]);
    expect(y[0]).toBe(impulse[0]);
    expect(residueDb(y.subarray(0, 300), impulse)).toBeLessThan(-290);
  });

  it('gives the same samples for every way of cutting blocks, and after a reset', () => {
    const x = noise(3000, 9);
    const impulse = noise(900, 10);
    const whole = through(x, impulse);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 800 }), { minLength: 1, maxLength: 8 }), (blocks) => {
        expect(through(x, impulse, blocks)).toEqual(whole);
      }),
      { numRuns: 30 },
    );
    const convolver = new Convolver(new PartitionedImpulse(impulse));
    convolver.process(noise(777, 11), 0, 777);
    convolver.reset();
    const again = x.slice();
    convolver.process(again, 0, again.length);
    expect(again).toEqual(whole);
  });

  it('refuses no response, broken ones and sizes that are no powers of two', () => {
    const refused = expect.objectContaining({ code: 'invalid-parameter' });
    expect(() => new PartitionedImpulse(new Float64Array(0))).toThrow(refused);
    expect(() => new PartitionedImpulse(Float64Array.of(1, Number.NaN))).toThrow(refused);
    expect(() => new PartitionedImpulse(Float64Array.of(1), { firstSize: 100 })).toThrow(refused);
    expect(() => new PartitionedImpulse(Float64Array.of(1), { firstSize: 128, largestSize: 64 })).toThrow(refused);
  });
});
