import { describe, expect, it } from 'vitest';
import { BlockConvolver } from './blockConvolver.ts';
import { Convolver } from './convolver.ts';
import { PartitionedImpulse } from './partitionedImpulse.ts';
import { noise, residueDb } from './testing/signals.ts';

describe('BlockConvolver', () => {
  it.each([1, 7, 64, 1025])('is the convolution with %d taps, late by its latency', (length) => {
    const taps = noise(length, 1);
    const wanted = noise(9000, 2);
    new Convolver(new PartitionedImpulse(taps)).process(wanted, 0, 9000);
    const convolver = new BlockConvolver(taps);
    const late = convolver.latencyFrames;
    const run = (step: (at: number) => number): Float64Array => {
      const x = new Float64Array(9000 + late);
      x.set(noise(9000, 2));
      for (let at = 0; at < x.length; ) {
        const count = Math.min(step(at), x.length - at);
        convolver.process(x, at, count);
        at += count;
      }
      return x;
    };
    const whole = run(() => 1e9);
    expect(residueDb(whole.subarray(late), wanted)).toBeLessThan(-250);
    convolver.reset();
    expect(run((at) => 1 + ((at * 7) % 901))).toEqual(whole);
  });
});
