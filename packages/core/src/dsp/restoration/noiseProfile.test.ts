import { describe, expect, it } from 'vitest';
import { noise } from '../testing/signals.ts';
import { NoiseLearner, noisePower } from './noiseProfile.ts';

const RATE = 48000;

describe('NoiseLearner', () => {
  it('learns the density of white noise, over several regions, at every frame size and rate', () => {
    const learner = new NoiseLearner(RATE, 2);
    for (const seed of [1, 2, 3]) {
      learner.push([noise(RATE, seed), noise(RATE, seed + 10).map((v) => 2 * v)], 0, RATE);
      learner.endRegion();
    }
    const profile = learner.profile();
    expect(profile.seconds).toBe(3);
    for (const [frameSize, rate] of [
      [512, RATE],
      [4096, RATE],
      [4096, 44100],
      [16384, 192000],
    ]) {
      // Uniform noise in ±1 has a power of 1/3 over half the rate; a frame of the window adds up frameSize / 2.
      const density = 1 / 3 / (RATE / 2) / 2;
      const power = noisePower(profile, rate, frameSize, [0], 2);
      const mean = power.subarray(4, 200).reduce((a, v) => a + v, 0) / 196;
      expect(10 * Math.log10(mean / (density * rate * (frameSize / 2)))).toBeCloseTo(0, 0);
      const both = noisePower(profile, rate, frameSize, [0, 1], 2);
      expect(both[50]).toBeCloseTo((power[50] + noisePower(profile, rate, frameSize, [1], 2)[50]) / 2, 10);
    }
  });

  it('does not depend on how a region is cut', () => {
    const x = [noise(30000, 4)];
    const whole = new NoiseLearner(RATE, 1);
    whole.push(x, 0, 30000);
    const pieces = new NoiseLearner(RATE, 1);
    for (let at = 0; at < 30000; at += 1250) pieces.push(x, at, 1250);
    expect(pieces.profile()).toEqual(whole.profile());
  });

  it.each([
    ['too short', noise(9000, 1), /too short/],
    ['silent', new Float64Array(RATE), /silent/],
    ['not a number', noise(RATE, 1).fill(Number.NaN, 5000, 5001), /no numbers/],
  ])('refuses what is %s', (_, x, message) => {
    const learner = new NoiseLearner(RATE, 1);
    learner.push([x], 0, x.length);
    expect(() => learner.profile()).toThrow(message);
  });
});
