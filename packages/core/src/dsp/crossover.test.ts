import { describe, expect, it } from 'vitest';
import { bandBuffers, Crossover, sumBands } from './crossover.ts';
import { LinearPhaseCrossover } from './linearPhaseCrossover.ts';
import { MultibandCompressor } from './multibandCompressor.ts';
import { gainsDbOf } from './testing/response.ts';
import { noise, residueDb, sine } from './testing/signals.ts';
import { largestDifference, runInPieces } from './testing/splitting.ts';

const RATES = [8000, 44100, 48000, 96000, 192000];
const SETS = [[120], [120, 1000], [120, 1000, 3500], [60, 120, 250, 500, 1000, 2000, 3000]];
const SIZE = 65536;

type Splitter = Crossover | LinearPhaseCrossover;

/** Responses of the bands and their sum to an impulse. */
function impulses(splitter: Splitter): { bands: Float64Array[]; sum: Float64Array } {
  const x = new Float64Array(SIZE);
  x[0] = 1;
  const bands = bandBuffers(splitter.bandCount, 1, SIZE);
  splitter.split([x], 0, SIZE, bands);
  const sum = new Float64Array(SIZE);
  sumBands(bands, [sum], 0, SIZE);
  return { bands: bands.map(([b]) => b), sum };
}

describe('Crossover', () => {
  it('adds up flat within 1e-6 dB, for any number of bands at every rate', () => {
    for (const sampleRateHz of RATES)
      for (const frequenciesHz of SETS) {
        const { sum } = impulses(new Crossover({ sampleRateHz, channels: 1, frequenciesHz }));
        const worst = gainsDbOf(sum, SIZE).reduce((most, v) => Math.max(most, Math.abs(v)), 0);
        expect(worst).toBeLessThan(1e-6);
      }
  });

  it('is 6 dB down at a crossing and falls by 24 dB per octave', () => {
    const { bands } = impulses(new Crossover({ sampleRateHz: 48000, channels: 1, frequenciesHz: [1000] }));
    const [low, high] = bands.map((b) => gainsDbOf(b, SIZE));
    const at = (hz: number): number => Math.round((hz * SIZE) / 48000);
    expect(Math.abs(low[at(1000)] + 6.02)).toBeLessThan(0.02);
    expect(Math.abs(high[at(1000)] + 6.02)).toBeLessThan(0.02);
    expect(low[at(4000)]).toBeLessThan(-47.5);
    expect(high[at(250)]).toBeLessThan(-47.5);
  });

  it('keeps neighbouring bands in phase: their sum never dips', () => {
    const { bands } = impulses(new Crossover({ sampleRateHz: 48000, channels: 1, frequenciesHz: [120, 1000, 6000] }));
    const pair = bands[1].map((v, i) => v + bands[2][i]);
    const gains = gainsDbOf(pair, SIZE);
    for (let k = Math.round((500 * SIZE) / 48000); k < (2000 * SIZE) / 48000; k++)
      expect(gains[k]).toBeGreaterThan(-0.7);
  });

  it('refuses crossings that do not rise below half the rate', () => {
    for (const frequenciesHz of [[0], [500, 400], [30000]])
      expect(() => new Crossover({ sampleRateHz: 48000, channels: 1, frequenciesHz })).toThrow(/crossover/);
  });
});

describe('LinearPhaseCrossover', () => {
  it.each(RATES)('adds up to the delayed signal at %d Hz', (sampleRateHz) => {
    const splitter = new LinearPhaseCrossover({ sampleRateHz, channels: 1, frequenciesHz: [120, 1000, 3500] });
    const x = noise(20000, 4);
    const bands = bandBuffers(4, 1, x.length);
    splitter.split([x], 0, x.length, bands);
    const sum = new Float64Array(x.length);
    sumBands(bands, [sum], 0, x.length);
    const late = splitter.latencyFrames;
    expect(residueDb(sum.subarray(late), x.subarray(0, x.length - late))).toBeLessThan(-280);
  });

  it('turns no phase and is 80 dB down an octave away', () => {
    const splitter = new LinearPhaseCrossover({ sampleRateHz: 48000, channels: 1, frequenciesHz: [200, 2000] });
    const { bands } = impulses(splitter);
    for (const band of bands)
      for (let i = 1; i <= splitter.latencyFrames; i++)
        expect(Math.abs(band[splitter.latencyFrames + i] - band[splitter.latencyFrames - i])).toBeLessThan(1e-12);
    const [low, , high] = bands.map((b) => gainsDbOf(b, SIZE));
    const at = (hz: number): number => Math.round((hz * SIZE) / 48000);
    expect(low[at(400)]).toBeLessThan(-80);
    expect(high[at(900)]).toBeLessThan(-80);
  });
});

describe('MultibandCompressor', () => {
  const band = { thresholdDb: -20, ratio: 4, kneeDb: 6, attackMs: 5, releaseMs: 80 };
  const make = (phase: 'minimum' | 'linear', thresholdDb = -20): MultibandCompressor =>
    new MultibandCompressor({
      sampleRateHz: 48000,
      channels: 2,
      frequenciesHz: [120, 1000, 6000],
      bands: [{ ...band, thresholdDb }, undefined, undefined, { ...band, thresholdDb }],
      phase,
      lookaheadMs: 2,
    });

  it.each(['minimum', 'linear'] as const)('is flat within 0.01 dB without reduction (%s)', (phase) => {
    const processor = make(phase, 20);
    const x = new Float64Array(SIZE);
    x[0] = 1;
    const [y] = runInPieces(processor, [x, x]);
    expect(Math.max(...gainsDbOf(y, SIZE).map(Math.abs))).toBeLessThan(0.01);
    expect(Math.max(...processor.reductionDb)).toBe(0);
  });

  it('reduces only the band that is loud', () => {
    const processor = make('minimum');
    const x = sine(48000, 60, 48000);
    runInPieces(processor, [x, x]);
    expect(processor.reductionDb[0]).toBeGreaterThan(10);
    expect(processor.reductionDb[3]).toBe(0);
  });

  it.each(['minimum', 'linear'] as const)('gives the same samples for every way of cutting blocks (%s)', (phase) => {
    const x = [noise(20000, 1), noise(20000, 2)];
    expect(largestDifference(runInPieces(make(phase), x), runInPieces(make(phase), x, 3))).toBe(0);
  });
});
