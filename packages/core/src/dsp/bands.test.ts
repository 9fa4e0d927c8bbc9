import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { erbBandwidthHz, hzToErbRate } from '../units/index.ts';
import { bandPower, bandPowers } from './bands.ts';
import { erbBands } from './erb.ts';
import { noise } from './testing/signals.ts';
import { thirdOctaveBands } from './thirdOctave.ts';

const BINS = 2049;
const BIN_HZ = 44100 / 4096;

describe('bandPower', () => {
  it('adds up exactly over adjoining bands, however they are cut', () => {
    const power = noise(BINS, 1).map((v) => v * v);
    const total = power.reduce((sum, v) => sum + v, 0);
    const cuts = fc.array(fc.double({ min: 0, max: 22050, noNaN: true }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(cuts, (inner) => {
        const edges = [0, ...inner.toSorted((a, b) => a - b), 22050];
        const bands = edges.slice(1).map((toHz, i) => ({ fromHz: edges[i], toHz, centreHz: 0 }));
        const sum = bandPowers(power, BIN_HZ, bands).reduce((a, v) => a + v, 0);
        return Math.abs(sum / total - 1) < 1e-12;
      }),
    );
  });

  it('splits a bin by the part that lies inside', () => {
    const power = Float64Array.of(0, 0, 8, 0, 0);
    expect(bandPower(power, 10, { fromHz: 0, toHz: 20 })).toBe(4);
    expect(bandPower(power, 10, { fromHz: 17.5, toHz: 20 })).toBe(2);
    expect(bandPower(power, 10, { fromHz: 15, toHz: 25 })).toBe(8);
    expect(bandPower(power, 10, { fromHz: 25, toHz: 30 })).toBe(0);
  });

  it('counts DC and Nyquist whole, and nothing above half the rate', () => {
    const power = Float64Array.of(3, 0, 0, 0, 5);
    expect(bandPower(power, 10, { fromHz: 0, toHz: 5 })).toBe(3);
    expect(bandPower(power, 10, { fromHz: 30, toHz: 90 })).toBe(5);
    expect(bandPower(power, 10, { fromHz: 50, toHz: 90 })).toBe(0);
  });
});

describe('thirdOctaveBands', () => {
  const bands = thirdOctaveBands(48000);

  it('are thirty, from 25 Hz to 20 kHz, with the exact centres and edges of IEC 61260-1', () => {
    expect(bands.length).toBe(30);
    expect(bands[0].centreHz).toBeCloseTo(25.1189, 4);
    expect(bands[16].centreHz).toBe(1000);
    expect(bands[16].fromHz).toBeCloseTo(891.251, 3);
    expect(bands[16].toHz).toBeCloseTo(1122.018, 3);
    expect(bands[29].centreHz).toBeCloseTo(19952.62, 2);
    for (let i = 10; i < 30; i++) expect(bands[i].centreHz / bands[i - 10].centreHz).toBeCloseTo(10, 12);
    for (let i = 1; i < 30; i++) expect(bands[i].fromHz / bands[i - 1].toHz).toBeCloseTo(1, 12);
  });

  it('carry the nominal centres', () => {
    const nominal = bands.map((band) => band.nominalHz);
    expect(nominal.slice(0, 11)).toEqual([25, 31.5, 40, 50, 63, 80, 100, 125, 160, 200, 250]);
    expect(nominal.slice(-4)).toEqual([10000, 12500, 16000, 20000]);
    for (const band of bands) expect(Math.abs(band.nominalHz / band.centreHz - 1)).toBeLessThan(0.011);
  });

  it('stop where half the rate would cut one', () => {
    expect(thirdOctaveBands(44100).at(-1)?.nominalHz).toBe(16000);
    expect(thirdOctaveBands(8000).at(-1)?.nominalHz).toBe(3150);
  });
});

describe('erbBands', () => {
  it('adjoin, one step each on the ERB-rate scale, from 20 Hz', () => {
    const bands = erbBands(44100);
    expect(bands.length).toBe(40);
    expect(bands[0].fromHz).toBeCloseTo(20, 9);
    bands.forEach(({ fromHz, toHz, centreHz }, i) => {
      expect(hzToErbRate(toHz) - hzToErbRate(fromHz)).toBeCloseTo(1, 9);
      expect(Math.abs((toHz - fromHz) / erbBandwidthHz(centreHz) - 1)).toBeLessThan(0.01);
      if (i > 0) expect(fromHz).toBeCloseTo(bands[i - 1].toHz, 9);
    });
    expect(erbBands(44100, 0.5).length).toBe(81);
    expect(erbBands(8000).at(-1)?.toHz).toBeLessThanOrEqual(4000);
  });
});
