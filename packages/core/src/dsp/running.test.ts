import { describe, expect, it } from 'vitest';
import { LevelHistogram } from './levelHistogram.ts';
import { loudnessRange } from './loudnessRange.ts';
import { Prng } from './prng.ts';
import { peakToShortTermDb, psrSeries, RunningPsr } from './psr.ts';
import { RunningLoudnessRange } from './runningLoudnessRange.ts';

/** Short-term values that wander as music does, some of them silence. */
function wandering(count: number): Float64Array {
  const random = new Prng(7);
  let level = -20;
  return Float64Array.from({ length: count }, (_, n) => {
    level = Math.max(-60, Math.min(-6, level + 2 * random.centred()));
    return n % 50 === 0 ? Number.NEGATIVE_INFINITY : level;
  });
}

describe('LevelHistogram', () => {
  it('gives percentiles to half a bin and leaves out NaN', () => {
    const histogram = new LevelHistogram(0, 10, 0.1);
    for (let n = 0; n <= 100; n++) histogram.add(n / 10);
    histogram.add(Number.NaN);
    expect(histogram.total).toBe(101);
    expect(Math.abs(histogram.percentile(50) - 5)).toBeLessThanOrEqual(0.051);
    expect(Math.abs(histogram.percentile(0, 3) - 3)).toBeLessThanOrEqual(0.051);
    histogram.clear();
    expect(histogram.percentile(50)).toBeNaN();
  });
});

describe('RunningLoudnessRange', () => {
  it('is within 0.02 LU of the range of the whole at every length', () => {
    const values = wandering(6000);
    const running = new RunningLoudnessRange();
    expect(running.rangeLu).toBeNaN();
    for (let n = 0; n < values.length; n++) {
      running.add(values[n] as number);
      if (n % 500 === 499) {
        const whole = loudnessRange(values.slice(0, n + 1).filter((l) => l > Number.NEGATIVE_INFINITY));
        expect(Math.abs(running.rangeLu - whole)).toBeLessThanOrEqual(0.0201);
      }
    }
  });

  it('follows Tech 3342 test 1: 20 s at -20 and 20 s at -30 LUFS are 10 LU', () => {
    const running = new RunningLoudnessRange();
    for (let n = 0; n < 400; n++) running.add(n < 200 ? -20 : -30);
    expect(running.rangeLu).toBeCloseTo(10, 1);
    running.clear();
    expect(running.rangeLu).toBeNaN();
  });
});

describe('PSR', () => {
  it('takes the highest peak of the 3 s that end at each value', () => {
    const hopPeaks = Array.from({ length: 100 }, (_, h) => (h === 40 ? 1 : 0.5));
    const series = psrSeries(new Float32Array(100).fill(-20), hopPeaks, -20);
    expect(series.slice(0, 29).every(Number.isNaN)).toBe(true);
    expect(series[39]).toBeCloseTo(20 - 6.02, 2);
    expect(series[40]).toBeCloseTo(20, 6);
    expect(series[69]).toBeCloseTo(20, 6);
    expect(series[70]).toBeCloseTo(20 - 6.02, 2);
  });

  it('runs to the median and the lowest of the series', () => {
    const running = new RunningPsr();
    const shortTerm = wandering(2000);
    const values: number[] = [];
    for (const short of shortTerm) {
      const psr = peakToShortTermDb(0.9, short);
      running.add(psr, short, -40);
      if (short >= -40) values.push(psr);
    }
    const sorted = values.sort((x, y) => x - y);
    expect(running.lowestDb).toBe(sorted[0]);
    expect(Math.abs(running.medianDb - (sorted[Math.floor((sorted.length - 1) / 2 + 0.5)] as number))).toBeLessThan(
      0.051,
    );
  });
});
