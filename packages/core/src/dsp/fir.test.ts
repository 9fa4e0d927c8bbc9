import { describe, expect, it } from 'vitest';
import { type KaiserFirSpec, kaiserFir, kaiserTaps, linearPhaseFir } from './fir.ts';
import { gainsDbOf, spectrumOf } from './testing/response.ts';
import { windowOf } from './window.ts';

const RATE = 48000;
const SIZE = 65536;
const hzOf = (bin: number): number => (bin * RATE) / SIZE;

/** Whether a frequency lies in a pass or a stop band, or in a transition. */
function bandOf({ type, edgesHz, transitionHz }: KaiserFirSpec, hz: number): 'pass' | 'stop' | 'between' {
  if (edgesHz.some((edge) => Math.abs(hz - edge) < transitionHz / 2)) return 'between';
  const below = edgesHz.filter((edge) => edge < hz).length % 2 === 0;
  return below === (type === 'lowpass' || type === 'bandstop') ? 'pass' : 'stop';
}

describe('kaiserFir', () => {
  const types: [KaiserFirSpec['type'], number[]][] = [
    ['lowpass', [5000]],
    ['highpass', [5000]],
    ['bandpass', [3000, 9000]],
    ['bandstop', [3000, 9000]],
  ];
  const cases = types.flatMap(([type, edgesHz]) =>
    [30, 60, 80, 120, 150].map((attenuationDb): [string, number, KaiserFirSpec] => [
      type,
      attenuationDb,
      { type, edgesHz, transitionHz: 700, attenuationDb },
    ]),
  );

  it.each(cases)('%s of %i dB keeps its attenuation and ripple in every band', (type, attenuationDb, spec) => {
    const gains = gainsDbOf(kaiserFir(spec, RATE), SIZE);
    // The errors of two edges add up.
    const edges = type.startsWith('band') ? 6.1 : 0;
    const ripple = 20 * Math.log10(1 + 10 ** (-(attenuationDb - edges) / 20));
    let stop = Number.NEGATIVE_INFINITY;
    let pass = 0;
    gains.forEach((gain, k) => {
      const band = bandOf(spec, hzOf(k));
      if (band === 'stop') stop = Math.max(stop, gain);
      else if (band === 'pass') pass = Math.max(pass, Math.abs(gain));
    });
    expect(stop).toBeLessThan(-attenuationDb + edges);
    expect(pass).toBeLessThan(ripple * 1.05);
  });

  it('is -6 dB at its edge, symmetric, and delays by (taps - 1) / 2', () => {
    const filter = kaiserFir({ type: 'lowpass', edgesHz: [6000], transitionHz: 1000, attenuationDb: 90 }, RATE);
    expect(gainsDbOf(filter, SIZE)[SIZE / 8]).toBeCloseTo(-6.02, 2);
    expect([...filter]).toEqual([...filter].reverse());
    const { re, im } = spectrumOf(filter, SIZE);
    const delay = (filter.length - 1) / 2;
    for (let k = 0; hzOf(k) < 5000; k += 111) {
      const turn = (2 * Math.PI * k * delay) / SIZE;
      expect(Math.abs(im[k] * Math.cos(turn) + re[k] * Math.sin(turn))).toBeLessThan(1e-13);
    }
  });

  it('takes an odd number of taps that grows with the demand', () => {
    expect(kaiserTaps(1000, 80, 48000)).toBe(243);
    expect(kaiserTaps(500, 80, 48000)).toBe(483);
    expect(kaiserTaps(1000, 20, 48000) % 2).toBe(1);
  });

  it.each<[string, Partial<KaiserFirSpec>]>([
    ['one edge for a band', { type: 'bandpass' }],
    ['an edge over half the rate', { edgesHz: [24000] }],
    ['falling edges', { type: 'bandstop', edgesHz: [3000, 2000] }],
    ['no transition', { transitionHz: 0 }],
  ])('refuses %s', (_, change) => {
    const spec: KaiserFirSpec = { type: 'lowpass', edgesHz: [1000], transitionHz: 100, attenuationDb: 60, ...change };
    expect(() => kaiserFir(spec, RATE)).toThrow(expect.objectContaining({ code: 'invalid-parameter' }));
  });
});

describe('linearPhaseFir', () => {
  const bump = (hz: number): number => 10 ** ((6 * Math.exp(-(Math.log2(Math.max(hz, 1) / 3000) ** 2) / 0.5)) / 20);

  it('has the wanted magnitude within 0.03 dB where the taps resolve it, and is symmetric', () => {
    const filter = linearPhaseFir(bump, 511, RATE);
    const gains = gainsDbOf(filter, SIZE);
    for (let k = 0; k < gains.length; k += 7)
      expect(Math.abs(gains[k] - 20 * Math.log10(bump(hzOf(k))))).toBeLessThan(0.03);
    for (let n = 0; n < 255; n++) expect(filter[n]).toBe(filter[510 - n]);
  });

  it('is a delayed impulse for a gain of one', () => {
    const filter = linearPhaseFir(() => 1, 21, RATE, windowOf('rectangular', 21));
    filter.forEach((v, n) => {
      expect(v).toBeCloseTo(n === 10 ? 1 : 0, 14);
    });
  });

  it('refuses even taps, a window of another length and gains that are no numbers', () => {
    const refused = expect.objectContaining({ code: 'invalid-parameter' });
    expect(() => linearPhaseFir(() => 1, 20, RATE)).toThrow(refused);
    expect(() => linearPhaseFir(() => 1, 21, RATE, windowOf('hann', 20))).toThrow(refused);
    expect(() => linearPhaseFir((hz) => 1 / hz, 21, RATE)).toThrow(refused);
  });
});
