import { describe, expect, it } from 'vitest';
import { EnvelopeFollower, type EnvelopeOptions, RmsFollower, smoothingFactor } from './envelope.ts';
import { noise, sine } from './testing/signals.ts';

const RATE = 48000;
const REACHED = 1 - Math.exp(-1);

function follow(x: Float64Array, options: Partial<EnvelopeOptions>): Float64Array {
  const follower = new EnvelopeFollower({
    attackSeconds: 0.01,
    releaseSeconds: 0.1,
    sampleRateHz: RATE,
    smoothing: 'branching',
    ...options,
  });
  const y = new Float64Array(x.length);
  follower.process(x, y, 0, x.length);
  return y;
}

/** 1 for half a second, then 0. */
const step = (): Float64Array => new Float64Array(RATE).fill(1, 0, RATE / 2);

describe('EnvelopeFollower', () => {
  it.each([0.0001, 0.005, 0.05])('rises by 63.2 % in its attack of %d s, within a sample', (attackSeconds) => {
    for (const smoothing of ['branching', 'decoupled'] as const) {
      const y = follow(step(), { attackSeconds, smoothing });
      const samples = y.findIndex((v) => v >= REACHED) + 1;
      expect(Math.abs(samples - attackSeconds * RATE)).toBeLessThanOrEqual(1);
    }
  });

  it.each([0.001, 0.02, 0.05])('falls by 63.2 % in its release of %d s, within a sample', (releaseSeconds) => {
    const settings: Partial<EnvelopeOptions>[] = [
      { releaseSeconds, smoothing: 'branching' },
      { releaseSeconds, smoothing: 'decoupled', attackSeconds: 0 },
    ];
    for (const options of settings) {
      const y = follow(step(), options).subarray(RATE / 2);
      const samples = y.findIndex((v) => v <= 1 - REACHED) + 1;
      expect(Math.abs(samples - releaseSeconds * RATE)).toBeLessThanOrEqual(1);
    }
  });

  it('releases later by about the attack when decoupled', () => {
    const y = follow(step(), { attackSeconds: 0.005, releaseSeconds: 0.1, smoothing: 'decoupled' }).subarray(RATE / 2);
    const seconds = y.findIndex((v) => v <= 1 - REACHED) / RATE;
    expect(seconds - 0.1).toBeGreaterThan(0.004);
    expect(seconds - 0.1).toBeLessThan(0.006);
  });

  it('follows at once with times of zero, and holds the peaks of a sine with a slow release', () => {
    const x = noise(100, 1);
    expect(follow(x, { attackSeconds: 0, releaseSeconds: 0 })).toEqual(x.map(Math.abs));
    const held = follow(sine(RATE, 1000, RATE), { attackSeconds: 0, releaseSeconds: 1 });
    for (let i = RATE / 2; i < RATE; i++) expect(held[i]).toBeGreaterThan(0.999);
  });

  it('never leaves the range of its input', () => {
    for (const smoothing of ['branching', 'decoupled'] as const)
      for (const v of follow(noise(5000, 2), { attackSeconds: 0.0005, releaseSeconds: 0.003, smoothing }))
        expect(v >= 0 && v <= 1).toBe(true);
  });

  it('smooths values as they are', () => {
    const follower = new EnvelopeFollower({
      attackSeconds: 0,
      releaseSeconds: 1,
      sampleRateHz: RATE,
      smoothing: 'branching',
    });
    const values = Float64Array.of(-3, 2, -1);
    follower.smooth(values, 1, 2);
    expect(values[0]).toBe(-3);
    expect(values[1]).toBe(2);
    expect(values[2]).toBeCloseTo(2 - 3 * (1 - smoothingFactor(1, RATE)), 12);
  });

  it('goes on over blocks, and starts afresh after a reset', () => {
    for (const smoothing of ['branching', 'decoupled'] as const) {
      const x = noise(1000, 3);
      const whole = follow(x, { smoothing });
      const follower = new EnvelopeFollower({
        attackSeconds: 0.01,
        releaseSeconds: 0.1,
        sampleRateHz: RATE,
        smoothing,
      });
      const y = new Float64Array(1000);
      for (let run = 0; run < 2; run++) {
        for (let at = 0; at < 1000; at += 97) follower.process(x, y, at, Math.min(97, 1000 - at));
        expect(y).toEqual(whole);
        follower.reset();
      }
    }
  });

  it('refuses times below zero', () => {
    expect(() => smoothingFactor(-1, RATE)).toThrow(expect.objectContaining({ code: 'invalid-parameter' }));
    expect(() => smoothingFactor(Number.NaN, RATE)).toThrow(expect.objectContaining({ code: 'invalid-parameter' }));
  });
});

describe('RmsFollower', () => {
  it.each([0.001, 0.05])('brings the power to 63.2 % in %d s, within a sample', (seconds) => {
    const y = new Float64Array(RATE);
    new RmsFollower(seconds, RATE).process(step(), y, 0, RATE);
    const samples = y.findIndex((v) => v * v >= REACHED) + 1;
    expect(Math.abs(samples - seconds * RATE)).toBeLessThanOrEqual(1);
  });

  it('is 0.7071 for a sine, within 0.1 % for 0.1 s at 1 kHz', () => {
    const y = new Float64Array(2 * RATE);
    new RmsFollower(0.1, RATE).process(sine(2 * RATE, 1000, RATE), y, 0, 2 * RATE);
    for (let i = RATE; i < 2 * RATE; i++) expect(Math.abs(y[i] / Math.SQRT1_2 - 1)).toBeLessThan(0.001);
  });
});
