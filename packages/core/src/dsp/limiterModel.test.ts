import { describe, expect, it } from 'vitest';
import { typescriptKernels } from './kernels/typescriptKernels.ts';
import { LevelSeriesMeter } from './levelSeries.ts';
import { modelLimiter, solveGainDb } from './limiterModel.ts';
import { LoudnessMeter } from './loudness.ts';
import { noise } from './testing/signals.ts';
import { TruePeakLimiter } from './truePeakLimiter.ts';

/** Hits of noise and a low tone over a bed, stereo. */
function song(rate: number, seconds: number): Float64Array[] {
  return [1, 2].map((seed) => {
    const n = noise(rate * seconds, seed);
    return n.map((v, i) => {
      const t = i / rate;
      const hit = Math.exp(-((t % 0.5) * 18)) * (0.4 + 0.6 * Math.sin(0.7 * t) ** 2);
      return 0.3 * v * hit + 0.2 * Math.sin(2 * Math.PI * 55 * t) + 0.05 * Math.sin(2 * Math.PI * 440 * t * seed);
    });
  });
}

describe('limiterModel', () => {
  const limiter = { ceilingDbtp: -1, lookaheadMs: 5, release: 'balanced' } as const;

  it.each([44100, 48000, 96000])('gives the loudness of the limiter itself within 0.02 LU at %d Hz', (rate) => {
    const channels = song(rate, 6);
    const format = { sampleRateHz: rate, channels: 2, layout: ['L', 'R'] as const };
    const frames = channels[0].length;
    const meter = new LevelSeriesMeter(format, typescriptKernels, 0.01);
    meter.push({ channels, frames });
    const series = meter.finish();
    const loudness = (x: readonly Float64Array[]): number => {
      const l = new LoudnessMeter(format, typescriptKernels);
      l.push({ channels: x, frames });
      return l.finish().integratedLufs;
    };
    for (const gainDb of [-10, 6, 12]) {
      const run = new TruePeakLimiter({ sampleRateHz: rate, channels: 2, ...limiter });
      const late = run.latencyFrames;
      const loud = channels.map((x) => {
        const y = new Float64Array(frames + late);
        x.forEach((v, i) => {
          y[i] = v * 10 ** (gainDb / 20);
        });
        return y;
      });
      run.process(loud, frames + late);
      const wanted = loudness(loud.map((x) => x.slice(late)));
      expect(Math.abs(modelLimiter(series, { ...limiter, gainDb }).integratedLufs - wanted)).toBeLessThan(0.02);
    }
    for (const target of [-40, -12, -9]) {
      const gainDb = solveGainDb(series, target, limiter);
      expect(Math.abs(modelLimiter(series, { ...limiter, gainDb }).integratedLufs - target)).toBeLessThan(0.005);
    }
  });

  it('has no gain for silence', () => {
    const meter = new LevelSeriesMeter({ sampleRateHz: 48000, channels: 1, layout: ['M'] }, typescriptKernels, 0.1);
    meter.push({ channels: [new Float64Array(48000)], frames: 48000 });
    expect(solveGainDb(meter.finish(), -14, limiter)).toBeNaN();
  });

  it('does not depend on how blocks are cut', () => {
    const channels = song(44100, 2);
    const format = { sampleRateHz: 44100, channels: 2, layout: ['L', 'R'] as const };
    const of = (piece: number): unknown => {
      const meter = new LevelSeriesMeter(format, typescriptKernels, 0.1);
      for (let at = 0; at < channels[0].length; at += piece) {
        const part = channels.map((x) => x.slice(at, at + piece));
        meter.push({ channels: part, frames: part[0].length });
      }
      return meter.finish();
    };
    expect(of(331)).toEqual(of(88200));
  });
});
