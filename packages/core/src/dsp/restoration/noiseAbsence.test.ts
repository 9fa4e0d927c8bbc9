import { describe, expect, it } from 'vitest';
import { NoiseAbsence } from './noiseAbsence.ts';
import { NOISE_BANDS } from './noiseBands.ts';

const TILE_SECONDS = 1024 / 48000;
/** What Gaussian noise leaves of min(ratio, 1) in the mean when it is `ratio` times as strong as expected. */
const meanAt = (ratio: number): number => ratio * (1 - Math.exp(-1 / ratio));

/** Noise of the given power against what was learned for some seconds, judged under the present shares. */
function pushNoise(absence: NoiseAbsence, power: number, seconds: number): void {
  const means = new Float64Array(NOISE_BANDS);
  for (let t = 0; t < seconds; t += TILE_SECONDS) {
    for (let b = 0; b < NOISE_BANDS; b++) means[b] = meanAt(power / absence.shares[b]);
    absence.push(means, false);
  }
}

describe('NoiseAbsence', () => {
  it('takes noise at the learned level, and music over it, for what was learned', () => {
    const absence = new NoiseAbsence(TILE_SECONDS, []);
    pushNoise(absence, 1, 3);
    pushNoise(absence, 100, 1);
    expect([...absence.shares]).toEqual(new Array(NOISE_BANDS).fill(1));
  });

  it('takes it for softer where it is away, by 20 dB at most, and for what was learned again within two seconds', () => {
    const absence = new NoiseAbsence(TILE_SECONDS, []);
    pushNoise(absence, 1, 0.5);
    pushNoise(absence, 1e-6, 1);
    for (const share of absence.shares) expect(share).toBeCloseTo(0.01, 3);
    pushNoise(absence, 1, 2);
    for (const share of absence.shares) expect(10 * Math.log10(share)).toBeGreaterThan(-1.5);
  });

  it('learns nothing from digital silence and starts afresh after reset', () => {
    const absence = new NoiseAbsence(TILE_SECONDS, []);
    for (let i = 0; i < 100; i++) absence.push(new Float64Array(NOISE_BANDS), true);
    expect(Math.min(...absence.shares)).toBe(1);
    pushNoise(absence, 1e-6, 1);
    absence.reset();
    expect(Math.min(...absence.shares)).toBe(1);
  });

  it('bears with noise that was unsteady when it was learned', () => {
    const steady = new NoiseAbsence(TILE_SECONDS, []);
    const unsteady = new NoiseAbsence(TILE_SECONDS, new Array(NOISE_BANDS).fill(2));
    for (const absence of [steady, unsteady]) pushNoise(absence, 0.5, 1);
    expect(steady.shares[3]).toBeLessThan(0.8);
    expect(unsteady.shares[3]).toBe(1);
  });
});
