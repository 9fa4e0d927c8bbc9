import { describe, expect, it } from 'vitest';
import { noise, residueDb } from '../testing/signals.ts';
import { runInPieces } from '../testing/splitting.ts';
import { NoiseLearner, type NoiseProfile } from './noiseProfile.ts';
import { NoiseReducer, type NoiseReducerOptions } from './noiseReducer.ts';

const RATE = 48000;

function profileOf(channels: Float64Array[], sampleRateHz = RATE): NoiseProfile {
  const learner = new NoiseLearner(sampleRateHz, channels.length);
  learner.push(channels, 0, channels[0].length);
  learner.endRegion();
  return learner.profile();
}

/** Behind the latency, as long as the input. */
function reduced(input: readonly Float64Array[], options: NoiseReducerOptions, seed?: number): Float64Array[] {
  const reducer = new NoiseReducer(options);
  const late = reducer.latencyFrames;
  const padded = input.map((x) => {
    const y = new Float64Array(x.length + late);
    y.set(x);
    return y;
  });
  return runInPieces(reducer, padded, seed).map((y) => y.slice(late));
}

/** Five decaying notes a second with eight harmonics, between silences. */
function notes(length: number, sampleRateHz: number): Float64Array {
  return Float64Array.from({ length }, (_, i) => {
    const t = i / sampleRateHz;
    const inNote = t % 0.5;
    let sum = 0;
    for (let h = 1; h <= 8; h++) sum += Math.sin(2 * Math.PI * 220 * h * t) / h;
    return 0.3 * sum * Math.exp(-6 * inNote) * Math.min(1, inNote / 0.005);
  });
}

const scaled = (x: Float64Array, gain: number): Float64Array => x.map((v) => gain * v);
const sum = (a: Float64Array, b: Float64Array): Float64Array => a.map((v, i) => v + b[i]);
const energy = (x: Float64Array): number => x.reduce((s, v) => s + v * v, 0);

describe('NoiseReducer', () => {
  it.each([8000, 44100, 48000, 96000, 192000])('takes noise off notes at %i Hz', (rate) => {
    const length = 2 * rate;
    const clean = notes(length, rate);
    const hiss = scaled(noise(length, 1), 0.03);
    const profile = profileOf([scaled(noise(rate, 2), 0.03)], rate);
    const [y] = reduced([sum(clean, hiss)], { sampleRateHz: rate, channels: 1, profile });
    const improvement = residueDb(sum(clean, hiss), clean) - residueDb(y, clean);
    expect(improvement).toBeGreaterThan(rate < 44100 ? 8 : 12);
  });

  it('lowers noise alone by the reduction and not further', () => {
    const hiss = scaled(noise(2 * RATE, 3), 0.1);
    const profile = profileOf([scaled(noise(RATE, 4), 0.1)]);
    for (const reductionDb of [6, 12, 20]) {
      const [y] = reduced([hiss], { sampleRateHz: RATE, channels: 1, profile, reductionDb });
      const lowered = 10 * Math.log10(energy(hiss) / energy(y));
      expect(lowered).toBeGreaterThan(reductionDb - 2);
      expect(lowered).toBeLessThan(reductionDb + 0.5);
    }
  });

  it('returns the input for a reduction of 0 dB, in time and to -130 dB', () => {
    const x = noise(30000, 5);
    const profile = profileOf([noise(RATE, 6)]);
    const [y] = reduced([x], { sampleRateHz: RATE, channels: 1, profile, reductionDb: 0 });
    expect(y.length).toBe(x.length);
    expect(residueDb(y, x)).toBeLessThan(-130);
  });

  it('keeps clean notes when the profile lies 40 dB down', () => {
    const x = notes(3 * RATE, RATE);
    const gain = Math.sqrt(energy(x) / x.length / 1e4 / (1 / 3));
    const profile = profileOf([scaled(noise(RATE, 7), gain)]);
    const [y] = reduced([x], { sampleRateHz: RATE, channels: 1, profile });
    expect(residueDb(y, x)).toBeLessThan(-50);
  });

  it('does not depend on the blocks, and starts afresh after reset', () => {
    const input = [0, 1, 2].map((c) => noise(40000, 10 + c));
    const profile = profileOf(input.map((x) => scaled(x, 0.1)));
    const options = { sampleRateHz: RATE, channels: 3, profile, groups: [[0, 2], [1]] };
    const whole = reduced(input, options);
    expect(reduced(input, options, 9)).toEqual(whole);
    const reducer = new NoiseReducer(options);
    const first = runInPieces(reducer, input);
    reducer.reset();
    expect(runInPieces(reducer, input, 3)).toEqual(first);
  });

  it('keeps the image of linked channels: one gain, swapped in gives swapped out', () => {
    const [a, b] = [noise(30000, 20), scaled(noise(30000, 20), 0.25)];
    const profile = profileOf([scaled(noise(RATE, 21), 0.2), scaled(noise(RATE, 22), 0.2)]);
    const options = { sampleRateHz: RATE, channels: 2, profile };
    const [left, right] = reduced([a, b], options);
    expect(residueDb(scaled(right, 4), left)).toBeLessThan(-120);
    const [swappedLeft, swappedRight] = reduced([b, a], options);
    expect(residueDb(swappedLeft, right)).toBeLessThan(-120);
    expect(residueDb(swappedRight, left)).toBeLessThan(-120);
  });

  it('survives samples that are no numbers', () => {
    const x = noise(30000, 30);
    x[12000] = Number.NaN;
    x[12001] = Number.POSITIVE_INFINITY;
    const profile = profileOf([scaled(noise(RATE, 31), 0.1)]);
    const [y] = reduced([x], { sampleRateHz: RATE, channels: 1, profile });
    expect(y.every((v) => Number.isFinite(v))).toBe(true);
  });

  it('works points of reduction', () => {
    const hiss = scaled(noise(2 * RATE, 40), 0.1);
    const profile = profileOf([scaled(noise(RATE, 41), 0.1)]);
    const points = [
      { frequencyHz: 999, reductionDb: 0 },
      { frequencyHz: 1000, reductionDb: 30 },
    ];
    const [y] = reduced([hiss], { sampleRateHz: RATE, channels: 1, profile, reductionDb: points });
    // 1000 of 24,000 Hz stay.
    expect(10 * Math.log10(energy(hiss) / energy(y))).toBeCloseTo(10 * Math.log10(24), 0);
  });

  it('takes a profile of another count of channels by its mean', () => {
    const x = [0, 1, 2].map((c) => scaled(noise(30000, 60 + c), 0.05));
    const quietAndLoud = profileOf([scaled(noise(RATE, 63), 0.02), scaled(noise(RATE, 64), 0.06)]);
    const mean: NoiseProfile = {
      ...quietAndLoud,
      densities: quietAndLoud.densities.map(({ hzPerBin, channels: [a, b] }) => ({
        hzPerBin,
        channels: [a.map((v, k) => (v + b[k]) / 2)],
      })),
    };
    const options = { sampleRateHz: RATE, channels: 3, groups: [[0], [1, 2]] };
    const byMean = reduced(x, { ...options, profile: mean });
    reduced(x, { ...options, profile: quietAndLoud }).forEach((y, c) => {
      expect(residueDb(y, byMean[c])).toBeLessThan(-120);
    });
  });

  it('refuses what makes no sense', () => {
    const profile = profileOf([noise(RATE, 50), noise(RATE, 51)]);
    const with_ = (options: Partial<NoiseReducerOptions>) => () =>
      new NoiseReducer({ sampleRateHz: RATE, channels: 2, profile, ...options });
    expect(with_({ reductionDb: 70 })).toThrow(/0 to 60 dB/);
    expect(with_({ reductionDb: [] })).toThrow(/0 to 60 dB/);
    expect(with_({ sensitivityDb: Number.NaN })).toThrow(/sensitivity/);
    expect(with_({ groups: [[0]] })).toThrow(/every channel/);
  });
});
