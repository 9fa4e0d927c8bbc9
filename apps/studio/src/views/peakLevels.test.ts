import { describe, expect, it } from 'vitest';
import { fillColumns, levelFor, makeColumns, peaksOf, tilesOf } from './peakLevels.ts';
import { decimalsFor, rulerTicks, spokenTime, timeText } from './ruler.ts';

describe('levelFor', () => {
  it.each([
    [16, 16],
    [255, 16],
    [256, 256],
    [4095, 256],
    [4096, 1024],
    [9000, 1024],
    [270_000, 65_536],
  ])('%d frames a pixel are drawn from %d frames a peak', (framesPerPixel, level) => {
    expect(levelFor(framesPerPixel)).toBe(level);
  });
});

describe('tilesOf', () => {
  it('covers the visible part of the file and nothing else', () => {
    const tile = 2048 * 256;
    expect(tilesOf({ fromFrame: -5, toFrame: 1 }, 256, 1e9)).toEqual([0]);
    expect(tilesOf({ fromFrame: tile - 1, toFrame: tile + 1 }, 256, 1e9)).toEqual([0, 1]);
    expect(tilesOf({ fromFrame: 0, toFrame: 1e9 }, 256, tile)).toEqual([0]);
    expect(tilesOf({ fromFrame: 0, toFrame: 100 }, 256, 0)).toEqual([]);
  });
});

describe('fillColumns', () => {
  const samples = Float32Array.from({ length: 10_000 }, (_, n) => Math.sin(n * n * 1e-5) * (n / 10_000));

  it.each([16, 64, 100, 333.3])('shows the extremes of the samples at %d frames a column', (framesPerColumn) => {
    const count = Math.floor(10_000 / framesPerColumn);
    const columns = makeColumns(count);
    const peaks = peaksOf(samples, 16);
    // In two runs, as tiles come.
    fillColumns(columns, peaks.subarray(0, 2 * 300), 0, 16, 0, framesPerColumn);
    fillColumns(columns, peaks.subarray(2 * 300), 300 * 16, 16, 0, framesPerColumn);
    for (let i = 0; i < count; i++) {
      const inside = samples.slice(Math.ceil(i * framesPerColumn), Math.floor((i + 1) * framesPerColumn));
      expect(columns.max[i]!).toBeGreaterThanOrEqual(Math.max(...inside) - 1e-6);
      expect(columns.min[i]!).toBeLessThanOrEqual(Math.min(...inside) + 1e-6);
      const around = samples.slice(
        Math.max(0, Math.floor(i * framesPerColumn) - 16),
        Math.ceil((i + 1) * framesPerColumn) + 16,
      );
      expect(columns.max[i]!).toBeLessThanOrEqual(Math.max(...around) + 1 / 32768);
      expect(columns.bodyMax[i]!).toBeLessThanOrEqual(columns.max[i]! + 1e-6);
    }
  });

  it('leaves columns without peaks unknown', () => {
    const columns = makeColumns(4);
    fillColumns(columns, Int16Array.of(-5, 5), 100, 100, 0, 100);
    expect([...columns.max].map(Number.isNaN)).toEqual([true, false, true, true]);
  });

  it('fills several columns from one coarse peak', () => {
    const columns = makeColumns(4);
    fillColumns(columns, Int16Array.of(-16384, 16384), 0, 400, 0, 100);
    expect([...columns.max]).toEqual([0.5, 0.5, 0.5, 0.5]);
  });
});

describe('ruler', () => {
  it('writes times', () => {
    expect(timeText(0)).toBe('0:00');
    expect(timeText(63.456, 2)).toBe('1:03.46');
    expect(timeText(7322, 0)).toBe('2:02:02');
    expect(timeText(59.999, 1)).toBe('1:00.0');
    expect(spokenTime(63.2)).toBe('1 minute 3.2 seconds');
    expect(spokenTime(0)).toBe('0 seconds');
    expect(spokenTime(3600)).toBe('1 hour');
    expect([decimalsFor(1), decimalsFor(0.1), decimalsFor(0.005), decimalsFor(0.00001)]).toEqual([0, 1, 3, 5]);
  });

  it.each([1 / 32, 1, 100, 5000, 500_000])(
    'keeps labels apart and different at %d frames a pixel',
    (framesPerPixel) => {
      const ticks = rulerTicks(0, 1000 * framesPerPixel, framesPerPixel, 48000, 80);
      const major = ticks.filter(({ label }) => label !== null);
      expect(major.length).toBeLessThanOrEqual(13);
      for (let k = 1; k < major.length; k++) {
        expect((major[k]!.frame - major[k - 1]!.frame) / framesPerPixel).toBeGreaterThanOrEqual(79.9);
        expect(major[k]!.label).not.toBe(major[k - 1]!.label);
      }
    },
  );
});
