import { describe, expect, it } from 'vitest';
import { erbBandwidthHz, hzToErbRate } from '../units/index.ts';
import { erbBands } from './erb.ts';
import { Excitation, roexWeight, thresholdInQuietDb } from './excitation.ts';

const bands = erbBands(48000, 0.5);
const at = (hz: number): number =>
  bands.reduce((best, b, i) => (Math.abs(b.centreHz - hz) < Math.abs((bands[best]?.centreHz ?? 0) - hz) ? i : best), 0);

function pattern(hz: number, levelDb: number): Float64Array {
  const power = new Float64Array(bands.length);
  power[at(hz)] = 10 ** ((levelDb - 100) / 10);
  const out = new Float64Array(bands.length);
  new Excitation(bands, 100).pattern(power, 0, out);
  return out;
}

const slopeDb = (out: Float64Array, from: number, to: number): number =>
  (10 * Math.log10((out[at(to)] as number) / (out[at(from)] as number))) / (hzToErbRate(to) - hzToErbRate(from));

describe('excitation', () => {
  it('has the equivalent rectangular bandwidth of the paper at 51 dB per ERB', () => {
    for (const centre of [100, 1000, 4000]) {
      let area = 0;
      for (let hz = 1; hz < 4 * centre; hz++) area += roexWeight(centre, hz, 51);
      expect(area / erbBandwidthHz(centre)).toBeCloseTo(1, 1);
    }
  });

  it('spreads further up the louder the component, and not further down', () => {
    const soft = pattern(1000, 40);
    const loud = pattern(1000, 90);
    expect(slopeDb(loud, 1100, 2000)).toBeGreaterThan(slopeDb(soft, 1100, 2000) + 4);
    expect(slopeDb(loud, 900, 600)).toBeCloseTo(slopeDb(soft, 900, 600), 6);
  });

  it('adds up over components of the same level', () => {
    const one = pattern(500, 60);
    const other = pattern(2000, 60);
    const power = new Float64Array(bands.length);
    power[at(500)] = 1e-4;
    power[at(2000)] = 1e-4;
    const both = new Float64Array(bands.length);
    new Excitation(bands, 100).pattern(power, 0, both);
    both.forEach((value, i) => {
      expect(value).toBeCloseTo((one[i] as number) + (other[i] as number), 12);
    });
  });

  it('hears best between 3 and 4 kHz', () => {
    const levels = [50, 100, 1000, 3300, 10000, 16000].map(thresholdInQuietDb);
    expect(Math.min(...levels)).toBe(levels[3]);
    expect(levels[2]).toBeCloseTo(3.4, 0);
  });
});
