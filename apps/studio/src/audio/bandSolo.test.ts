import { describe, expect, it } from 'vitest';
import { BandSolo } from './bandSolo.ts';
import { largestStep, RATE_HZ, sine } from './testRig.ts';

const QUANTUM = 128;

function run(solo: BandSolo, samples: Float32Array, at: (frame: number) => void = () => {}): Float32Array {
  const out = samples.slice();
  for (let n = 0; n < out.length; n += QUANTUM) {
    at(n);
    solo.process([out], n, Math.min(QUANTUM, out.length - n));
  }
  return out;
}

/** Level of the second half against a full-scale sine, dB. */
function levelDb(samples: Float32Array): number {
  let energy = 0;
  for (let n = samples.length / 2; n < samples.length; n++) energy += samples[n]! ** 2;
  return 10 * Math.log10((4 * energy) / samples.length);
}

describe('BandSolo', () => {
  it('leaves every sample alone while all passes', () => {
    const samples = sine(997, 0.8, RATE_HZ);
    expect(run(new BandSolo(RATE_HZ, 1), samples)).toEqual(samples);
    const open = new BandSolo(RATE_HZ, 1);
    open.set({ fromHz: 5, toHz: 23_000 });
    expect(run(open, samples)).toEqual(samples);
  });

  it.each([
    [1000, -0.1, 0.1],
    [250, -3.2, -2.8],
    [4000, -3.2, -2.8],
    [125, -30, -23.5],
    [8000, -30, -23.5],
  ])('passes 250 Hz to 4 kHz: %d Hz', (hz, least, most) => {
    const solo = new BandSolo(RATE_HZ, 1);
    solo.set({ fromHz: 250, toHz: 4000 });
    const db = levelDb(run(solo, sine(hz, 1, RATE_HZ)));
    expect(db).toBeGreaterThan(least);
    expect(db).toBeLessThan(most);
  });

  it('changes bands without a step, also in the middle of a change, and comes back to the very samples', () => {
    const solo = new BandSolo(RATE_HZ, 1);
    const samples = sine(440, 0.5, RATE_HZ);
    const out = run(solo, samples, (n) => {
      if (n === 40 * QUANTUM) solo.set({ fromHz: 300 });
      if (n === 100 * QUANTUM) solo.set({ fromHz: 1000, toHz: 5000 });
      if (n === 101 * QUANTUM) solo.set({ toHz: 200 });
      if (n === 200 * QUANTUM) solo.set(null);
    });
    // A crossfade of 8 ms between signals of at most 0.5 each way adds 1 / 384 to the slope of the sine.
    expect(largestStep(out)).toBeLessThan(0.5 * ((2 * Math.PI * 440) / RATE_HZ) * 1.5 + 1 / 384);
    expect(out.slice(210 * QUANTUM)).toEqual(samples.slice(210 * QUANTUM));
  });
});
