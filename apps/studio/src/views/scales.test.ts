import { describe, expect, it } from 'vitest';
import { colorMap } from './colorMap.ts';
import { type FrequencyScale, frequencyText, frequencyTicks, hzOfPart, partOfHz } from './frequencyAxis.ts';
import { bandLevel, FallingNeedle, levelPart, levelText } from './meterScale.ts';

describe('frequency axis', () => {
  it.each(['linear', 'log', 'mel'] as FrequencyScale[])('%s runs from end to end and back', (scale) => {
    const axis = { scale, fromHz: 20, toHz: 20_000 };
    expect(partOfHz(axis, 20)).toBe(0);
    expect(partOfHz(axis, 20_000)).toBe(1);
    for (const hz of [20, 55, 440, 1000, 9999]) expect(hzOfPart(axis, partOfHz(axis, hz))).toBeCloseTo(hz, 6);
  });

  it('puts 500 mel at 391 Hz', () => {
    expect(partOfHz({ scale: 'mel', fromHz: 0, toHz: 1000 }, 1000)).toBe(1);
    expect(hzOfPart({ scale: 'mel', fromHz: 0, toHz: 1000 }, 0.5)).toBeCloseTo(390.9, 1);
  });

  it.each(['linear', 'log', 'mel'] as FrequencyScale[])('%s keeps its labels apart', (scale) => {
    for (const lengthPx of [60, 300, 1200]) {
      const ticks = frequencyTicks({ scale, fromHz: 20, toHz: 22_050 }, lengthPx, 24);
      expect(ticks.length).toBeGreaterThan(1);
      for (let k = 1; k < ticks.length; k++)
        expect((ticks[k]!.part - ticks[k - 1]!.part) * lengthPx).toBeGreaterThanOrEqual(23.999);
    }
  });

  it('writes frequencies', () => {
    expect([20, 1000, 2500, 22_050].map(frequencyText)).toEqual(['20', '1k', '2.5k', '22.05k']);
  });
});

describe('meter scale', () => {
  it('limits and writes levels', () => {
    expect([
      levelPart(-60, -60, 0),
      levelPart(-30, -60, 0),
      levelPart(3, -60, 0),
      levelPart(Number.NaN, -60, 0),
    ]).toEqual([0, 0.5, 1, 0]);
    expect([levelText(-12.34), levelText(-0.04), levelText(Number.NEGATIVE_INFINITY), levelText(null)]).toEqual([
      '-12.3',
      '0.0',
      '-∞',
      '–',
    ]);
  });

  it('falls 20 dB in 1.7 s and jumps up at once', () => {
    const needle = new FallingNeedle();
    needle.update(-3, 0.1);
    for (let k = 0; k < 17; k++) needle.update(-90, 0.1);
    expect(needle.db).toBeCloseTo(-23, 6);
    expect(needle.update(-6, 0.1)).toBe(-6);
  });

  it('takes the highest bin of a band and a line between bins below that', () => {
    const bins = [-90, -80, -20, -60, -70, -50];
    expect(bandLevel(bins, 10, 10, 40)).toBe(-20);
    expect(bandLevel(bins, 10, 2, 8)).toBe(-85);
    expect(bandLevel([Number.NEGATIVE_INFINITY, -80], 10, 0, 1)).toBe(-80);
  });
});

describe('colorMap', () => {
  it.each(['magma', 'viridis', 'grey'] as const)('%s grows lighter with every step', (name) => {
    const colors = colorMap(name);
    const linear = (byte: number): number => (byte <= 10 ? byte / 3294.6 : ((byte / 255 + 0.055) / 1.055) ** 2.4);
    let last = -1;
    for (let i = 0; i < 256; i += 8) {
      const [r, g, b] = [0, 1, 2].map((c) => linear(colors[4 * i + c]!)) as [number, number, number];
      const luminance = 0.2126 * r + 0.7152 * g + 0.0722 * b;
      expect(luminance).toBeGreaterThan(last);
      last = luminance;
      expect(colors[4 * i + 3]).toBe(255);
    }
  });
});
