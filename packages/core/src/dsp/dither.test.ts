import { describe, expect, it } from 'vitest';
import { Ditherer, type DitherOptions, SHAPING_COEFFICIENTS } from './dither.ts';
import { RealFft } from './fft.ts';
import { Prng } from './prng.ts';
import { sine } from './testing/signals.ts';
import { windowOf } from './window.ts';

const RATE = 44100;
const SIZE = 4096;
const db = (power: number): number => 10 * Math.log10(power);
/** dBFS of a power by AES17: a full-scale sine, power 1/2, is 0. */
const dbfs = (power: number): number => db(2 * power);

function dithered(x: Float64Array, options: Partial<DitherOptions> = {}): Float64Array {
  const y = x.slice();
  new Ditherer({ bits: 16, channels: 1, mode: 'tpdf', sampleRateHz: RATE, seed: 1, ...options }).process([y], y.length);
  return y;
}

/** Mean power per bin (Welch, Hann, half overlap); all bins add up to the mean square. */
function spectrum(x: Float64Array): Float64Array {
  const fft = new RealFft(SIZE);
  const window = windowOf('hann', SIZE);
  const energy = window.reduce((sum, w) => sum + w * w, 0);
  const power = new Float64Array(fft.bins);
  const re = new Float64Array(fft.bins);
  const im = new Float64Array(fft.bins);
  let windows = 0;
  for (let at = 0; at + SIZE <= x.length; at += SIZE / 2, windows++) {
    fft.forward(
      x.subarray(at, at + SIZE).map((v, i) => v * window[i]),
      re,
      im,
    );
    for (let k = 0; k < power.length; k++) power[k] += re[k] ** 2 + im[k] ** 2;
  }
  return power.map((p, k) => (p * (k === 0 || k === SIZE / 2 ? 1 : 2)) / (SIZE * energy * windows));
}

const minute = sine(60 * RATE, 1000, RATE).map((v) => v * 10 ** (-90 / 20));

describe('24 to 16 bit, 1 kHz at -90 dBFS', () => {
  it('TPDF: floor at -93.3 dBFS within 0.3 dB, the tone kept, no harmonic above the floor', () => {
    const y = dithered(minute);
    const error = y.map((v, i) => v - minute[i]);
    expect(dbfs(error.reduce((sum, e) => sum + e * e, 0) / error.length)).toBeCloseTo(-93.32, 1);
    const power = spectrum(y);
    const bin = (hz: number): number => Math.round((hz * SIZE) / RATE);
    const around = (k: number, reach: number): number =>
      power.subarray(k - reach, k + reach + 1).reduce((sum, p) => sum + p, 0);
    expect(dbfs(around(bin(1000), 4))).toBeCloseTo(-90, 1);
    const floor = (around(bin(15000), 100) / 201) * 3;
    for (let harmonic = 2; harmonic <= 20; harmonic++) {
      expect(db(around(bin(1000 * harmonic), 1) / floor), `harmonic ${harmonic}`).toBeLessThan(1);
    }
  });

  it('without dither the harmonics are there: the test can fail', () => {
    const power = spectrum(dithered(minute, { mode: 'none' }));
    const harmonics = Array.from({ length: 19 }, (_, h) => power[Math.round(((h + 2) * 1000 * SIZE) / RATE)]);
    expect(dbfs(Math.max(...harmonics))).toBeGreaterThan(-110);
  });

  it('shaped: the floor follows the published curve within 0.5 dB in every band', () => {
    const silence = new Float64Array(60 * RATE);
    const power = spectrum(dithered(silence, { mode: 'shaped' }));
    // TPDF and rounding together: LSB²/4, spread over SIZE/2 bins.
    const flat = (2 ** -15) ** 2 / 4 / (SIZE / 2);
    const width = 16;
    for (let k = 8; k + width < SIZE / 2; k += width) {
      let wanted = 0;
      let got = 0;
      for (let i = k; i < k + width; i++) {
        const angle = (2 * Math.PI * i) / SIZE;
        let re = 1;
        let im = 0;
        SHAPING_COEFFICIENTS.forEach((c, n) => {
          re -= c * Math.cos(angle * (n + 1));
          im += c * Math.sin(angle * (n + 1));
        });
        wanted += flat * (re * re + im * im);
        got += power[i];
      }
      expect(Math.abs(db(got / wanted)), `${Math.round((k * RATE) / SIZE)} Hz`).toBeLessThan(0.5);
    }
  });
});

describe('dither', () => {
  it('makes mean and variance of the error independent of the signal', () => {
    const lsb = 2 ** -15;
    for (const part of [0, 0.1, 0.25, 0.5, 0.77]) {
      const x = new Float64Array(400000).fill((100 + part) * lsb);
      const error = dithered(x).map((v) => (v - x[0]) / lsb);
      const mean = error.reduce((a, b) => a + b, 0) / error.length;
      const variance = error.reduce((a, b) => a + (b - mean) ** 2, 0) / error.length;
      expect(Math.abs(mean)).toBeLessThan(0.005);
      expect(Math.abs(variance - 0.25)).toBeLessThan(0.003);
    }
  });

  it('gives the same bytes for the same seed and any splitting, others for another seed or channel', () => {
    const options: DitherOptions = { bits: 16, channels: 2, mode: 'shaped', sampleRateHz: RATE, seed: 7 };
    const make = (): Float64Array[] => [minute.slice(0, 9000), minute.slice(0, 9000)];
    const whole = make();
    new Ditherer(options).process(whole, 9000);
    const split = make();
    const ditherer = new Ditherer(options);
    for (const [from, to] of [
      [0, 1],
      [1, 4097],
      [4097, 9000],
    ])
      ditherer.process(
        split.map((x) => x.subarray(from, to)),
        to - from,
      );
    expect(split).toEqual(whole);
    expect(whole[0]).not.toEqual(whole[1]);
    const other = make();
    new Ditherer({ ...options, seed: 8 }).process(other, 9000);
    expect(other[0]).not.toEqual(whole[0]);
  });

  it('never leaves the range of the depth and lands on its steps', () => {
    const random = new Prng(9);
    for (const bits of [8, 16, 20, 24]) {
      for (const mode of ['none', 'tpdf', 'shaped'] as const) {
        const y = dithered(
          Float64Array.from({ length: 20000 }, () => 2.4 * random.centred()),
          { bits, mode },
        );
        const steps = y.map((v) => v * 2 ** (bits - 1));
        expect(steps.every((v) => Number.isInteger(v) && v >= -(2 ** (bits - 1)) && v < 2 ** (bits - 1))).toBe(true);
      }
    }
  });

  it('shapes only at the rates the filter was made for', () => {
    const shaping = (sampleRateHz: number): boolean =>
      new Ditherer({ bits: 16, channels: 1, mode: 'shaped', sampleRateHz, seed: 1 }).shaping;
    expect([22050, 44100, 48000, 96000].map(shaping)).toEqual([false, true, true, false]);
  });
});

it('the triangular numbers are the sums of the uniform ones, and the sequence goes on', () => {
  const one = new Prng(7);
  const other = new Prng(7);
  const drawn = new Float64Array(100);
  one.fillTriangular(drawn, 100);
  for (const value of drawn) expect(value).toBe(other.centred() + other.centred());
  expect(one.next()).toBe(other.next());
});
