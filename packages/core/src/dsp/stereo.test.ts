import { describe, expect, it } from 'vitest';
import { bandPower } from './bands.ts';
import { mixChannels } from './channelMix.ts';
import { typescriptKernels } from './kernels/typescriptKernels.ts';
import { SpectrumMeter } from './powerSpectrum.ts';
import { bandWidths, correlation, MID_SIDE_DECODE, MID_SIDE_ENCODE } from './stereo.ts';
import { noise, residueDb, sine } from './testing/signals.ts';
import { thirdOctaveBands } from './thirdOctave.ts';

const RATE = 48000;
const LONG = 4 * RATE;
const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, v, i) => sum + v * b[i], 0);
const correlationOf = (l: Float64Array, r: Float64Array): number => correlation(dot(l, r), dot(l, l), dot(r, r));

function spectrumOf(...channels: Float64Array[]): ReturnType<SpectrumMeter['finish']> {
  const format = { sampleRateHz: RATE, channels: channels.length, layout: [] };
  const meter = new SpectrumMeter(format, typescriptKernels);
  meter.push({ channels, frames: channels[0].length });
  return meter.finish();
}

describe('correlation', () => {
  it('is 1 for equal, -1 for opposed, 0 for unrelated channels, the cosine for a phase difference', () => {
    const a = noise(LONG, 1);
    expect(correlationOf(a, a)).toBe(1);
    expect(
      correlationOf(
        a,
        a.map((v) => -0.3 * v),
      ),
    ).toBeCloseTo(-1, 12);
    expect(Math.abs(correlationOf(a, noise(LONG, 2)))).toBeLessThan(0.01);
    const shifted = Float64Array.from(a, (_, i) => Math.sin((2 * Math.PI * 1000 * i) / RATE + 1));
    expect(correlationOf(sine(LONG, 1000, RATE), shifted)).toBeCloseTo(Math.cos(1), 9);
  });

  it('is NaN when a channel is silent', () => {
    expect(correlation(0, 0, 1)).toBeNaN();
    expect(correlation(0, 1, 1e-22)).toBeNaN();
  });
});

describe('mid and side', () => {
  it('come back with a residue under -300 dB', () => {
    const left = noise(1000, 3);
    const right = noise(1000, 4);
    const middle = [new Float64Array(1000), new Float64Array(1000)];
    const back = [new Float64Array(1000), new Float64Array(1000)];
    mixChannels(MID_SIDE_ENCODE, [left, right], middle, 1000);
    mixChannels(MID_SIDE_DECODE, middle, back, 1000);
    expect(residueDb(back[0], left)).toBeLessThan(-300);
    expect(residueDb(back[1], right)).toBeLessThan(-300);
    mixChannels(MID_SIDE_ENCODE, [left, left], middle, 1000);
    expect(middle[0]).toEqual(left);
    expect(middle[1].every((v) => v === 0)).toBe(true);
  });
});

describe('bandWidths', () => {
  const bands = thirdOctaveBands(RATE).filter(({ centreHz }) => centreHz > 300);
  const sharesOf = (l: Float64Array, r: Float64Array): number[] => {
    const { mid, side, binHz } = spectrumOf(l, r);
    return bandWidths(mid as Float64Array, side as Float64Array, binHz, bands).map((width) => width.sideShare);
  };

  it('are 0 for mono, 1 for opposition and about a half for unrelated channels', () => {
    const a = noise(LONG, 5);
    for (const share of sharesOf(a, a)) expect(share).toBe(0);
    const opposed = a.map((v) => -v);
    for (const share of sharesOf(a, opposed)) expect(share).toBe(1);
    for (const share of sharesOf(a, noise(LONG, 6))) expect(Math.abs(share - 0.5)).toBeLessThan(0.1);
  });

  it('are NaN for silence', () => {
    for (const share of sharesOf(new Float64Array(RATE), new Float64Array(RATE))) expect(share).toBeNaN();
  });
});

describe('SpectrumMeter', () => {
  it('adds up to the mean square, and puts a sine into its band', () => {
    const { power, binHz, mid } = spectrumOf(sine(LONG, 1000, RATE));
    expect(power.reduce((sum, v) => sum + v, 0)).toBeCloseTo(0.5, 5);
    expect(bandPower(power, binHz, { fromHz: 980, toHz: 1020 })).toBeCloseTo(0.5, 5);
    expect(bandPower(power, binHz, { fromHz: 1100, toHz: 24000 })).toBeLessThan(1e-9);
    expect(mid).toBeUndefined();
    const white = noise(LONG, 7);
    const mean = dot(white, white) / LONG;
    expect(Math.abs(spectrumOf(white).power.reduce((sum, v) => sum + v, 0) / mean - 1)).toBeLessThan(0.01);
  });

  it('splits the power of two channels into mid and side', () => {
    const { power, mid, side } = spectrumOf(noise(LONG, 8), noise(LONG, 9));
    const total = (values: Float64Array | undefined): number => (values ?? power).reduce((sum, v) => sum + v, 0);
    expect((total(mid) + total(side)) / total(power)).toBeCloseTo(1, 5);
  });

  it('does not depend on the blocks, and takes streams shorter than its window', () => {
    const x = noise(40000, 10);
    const format = { sampleRateHz: RATE, channels: 1, layout: [] };
    const cut = new SpectrumMeter(format, typescriptKernels);
    for (let at = 0; at < x.length; at += 997)
      cut.push({ channels: [x.subarray(at)], frames: Math.min(997, x.length - at) });
    expect(cut.finish().power).toEqual(spectrumOf(x).power);
    const short = sine(2000, 3000, RATE);
    expect(spectrumOf(short).power.reduce((sum, v) => sum + v, 0)).toBeCloseTo(0.5, 2);
  });
});
