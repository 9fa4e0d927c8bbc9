import { LoudnessMeter, typescriptKernels } from '@studiohand/core/dsp';
import { dbToGain } from '@studiohand/core/units';
import { describe, expect, it } from 'vitest';
import { AbMixer, matchGains, modeCoefficients, SWITCH_SECONDS } from './mixer.ts';
import type { ListenMode } from './program.ts';
import { largestStep, RATE_HZ, sine } from './testRig.ts';

const FADE = SWITCH_SECONDS * RATE_HZ;

function mix(a: Float32Array, b: Float32Array, switches: readonly (readonly [number, ListenMode])[]): Float32Array {
  const mixer = new AbMixer(RATE_HZ);
  const out = new Float32Array(a.length);
  const none = { offsetDb: null, aDb: 0, bDb: 0 };
  let done = 0;
  for (const [at, mode] of [...switches, [a.length, 'a'] as const]) {
    for (; done < at; done += Math.min(128, at - done)) mixer.process([a], [b], [out], done, Math.min(128, at - done));
    const { a: ga, b: gb } = modeCoefficients(mode, none);
    mixer.set(ga, gb);
  }
  return out;
}

describe('AbMixer', () => {
  const a = sine(997, 0.9, RATE_HZ);
  const b = sine(311, 0.7, RATE_HZ);

  it('switches without a step larger than the signals and the slope of the fade make', () => {
    const heard = mix(a, b, [
      [5000, 'b'],
      [12345, 'a'],
      [20000, 'delta'],
      [30001, 'a'],
    ]);
    const signals = largestStep(a) + largestStep(b);
    expect(largestStep(heard)).toBeLessThan(signals + (2 * 0.9 + 0.7) / FADE);
  });

  it('turns back in the middle of a fade without a step', () => {
    const heard = mix(a, b, [
      [5000, 'b'],
      [5000 + Math.round(FADE / 3), 'a'],
      [5000 + Math.round(FADE / 2), 'delta'],
    ]);
    expect(largestStep(heard)).toBeLessThan(largestStep(a) + largestStep(b) + (2 * 0.9 + 0.7) / FADE);
  });

  it('keeps the level when both sides are the same: no dip', () => {
    const heard = mix(a, a, [[5000, 'b']]);
    expect(heard.every((v, n) => Math.abs(v - a[n]!) < 2 ** -23)).toBe(true);
  });

  it('plays exactly A before and exactly B after the fade', () => {
    const heard = mix(a, b, [[5000, 'b']]);
    expect(heard.subarray(0, 5000)).toEqual(a.subarray(0, 5000));
    expect(heard.subarray(5000 + FADE)).toEqual(b.subarray(5000 + FADE));
  });

  it('nulls equal sides to digital silence', () => {
    const heard = mix(a, a, [[0, 'delta']]);
    expect(Math.max(...heard.subarray(FADE).map(Math.abs))).toBe(0);
  });
});

describe('matchGains', () => {
  it('turns only the louder side down', () => {
    expect(matchGains(-14, -9)).toEqual({ offsetDb: 5, aDb: 0, bDb: -5 });
    expect(matchGains(-9, -14)).toEqual({ offsetDb: -5, aDb: -5, bDb: 0 });
  });

  it('matches nothing without both figures', () => {
    expect(matchGains(null, -9)).toEqual({ offsetDb: null, aDb: 0, bDb: 0 });
    expect(matchGains(Number.NEGATIVE_INFINITY, -9).offsetDb).toBeNull();
  });

  it('makes the loudness of both sides equal within 0.1 LU', () => {
    const lufs = (samples: Float32Array): number => {
      const meter = new LoudnessMeter({ sampleRateHz: RATE_HZ, channels: 1, layout: ['M'] }, typescriptKernels);
      meter.push({ channels: [Float64Array.from(samples)], frames: samples.length });
      return meter.finish().integratedLufs;
    };
    const quiet = sine(997, 0.1, 3 * RATE_HZ);
    const loud = sine(440, 0.8, 3 * RATE_HZ).map((v, n) => v + 0.1 * Math.sin(n * 0.7));
    const gains = matchGains(lufs(quiet), lufs(loud));
    const scaled = (x: Float32Array, db: number): Float32Array => x.map((v) => v * dbToGain(db));
    expect(Math.abs(lufs(scaled(quiet, gains.aDb)) - lufs(scaled(loud, gains.bDb)))).toBeLessThan(0.1);
  });
});
