import { describe, expect, it } from 'vitest';
import { noise, residueDb } from '../testing/signals.ts';
import { runInPieces } from '../testing/splitting.ts';
import { DeEsser, type DeEsserOptions } from './deEsser.ts';
import { EssFinder } from './essFinder.ts';

const RATE = 48000;

/** Noise around `centreHz`, half as wide: a resonator of two poles, twice. */
function hiss(length: number, centreHz: number, rateHz: number, seed: number): Float64Array {
  const r = Math.exp((-Math.PI * centreHz) / 3 / rateHz);
  const a = 2 * r * Math.cos((2 * Math.PI * centreHz) / rateHz);
  let x = noise(length, seed);
  for (let pass = 0; pass < 2; pass++) {
    let [y1, y2] = [0, 0];
    x = x.map((v) => {
      const y = (1 - r) * v + a * y1 - r * r * y2;
      [y2, y1] = [y1, y];
      return y;
    });
  }
  return x;
}

/** Vowels (160 Hz and overtones falling with frequency) of 0.3 s, and between them esses of 0.1 s that swell in 25 ms. */
function voice(seconds: number, rateHz = RATE): { mix: Float64Array; vowels: Float64Array; esses: Float64Array } {
  const length = seconds * rateHz;
  const vowels = Float64Array.from({ length }, (_, i) => {
    const t = (i / rateHz) % 0.5;
    if (t > 0.32) return 0;
    let sum = 0;
    for (let h = 1; h <= 20; h++) sum += Math.sin((2 * Math.PI * 160 * h * i) / rateHz + h) / h ** 1.5;
    return 0.2 * sum * Math.min(1, t / 0.03, (0.32 - t) / 0.03);
  });
  const s = hiss(length, 6500, rateHz, 3);
  const esses = s.map((v, i) => {
    const t = ((i / rateHz) % 0.5) - 0.34;
    return t < 0 || t > 0.12 ? 0 : 2 * v * Math.min(1, t / 0.025, (0.12 - t) / 0.025);
  });
  return { mix: vowels.map((v, i) => v + esses[i]), vowels, esses };
}

/** Eight hi-hats a second: noise that jumps and decays. */
function hats(seconds: number): Float64Array {
  return hiss(seconds * RATE, 8000, RATE, 5).map((v, i) => 3 * v * Math.exp(-30 * ((i / RATE) % 0.125)));
}

function deEssed(input: readonly Float64Array[], options: Partial<DeEsserOptions> = {}, seed?: number): Float64Array[] {
  const deEsser = new DeEsser({ sampleRateHz: RATE, channels: input.length, ...options });
  const late = deEsser.latencyFrames;
  const padded = input.map((x) => {
    const y = new Float64Array(x.length + late);
    y.set(x);
    return y;
  });
  return runInPieces(deEsser, padded, seed).map((y) => y.slice(late));
}

const energy = (x: Float64Array, from: number, to: number): number =>
  x.subarray(from, to).reduce((a, v) => a + v * v, 0);
const found = (x: Float64Array, rateHz = RATE): ReturnType<EssFinder['findings']> => {
  const finder = new EssFinder(rateHz, 1);
  finder.push([x], 0, x.length);
  return finder.findings();
};

describe('DeEsser', () => {
  it.each([16000, 44100, 48000, 96000, 192000])(
    'lowers esses by the range and leaves vowels alone at %i Hz',
    (rate) => {
      const { mix, vowels } = voice(2, rate);
      const [y] = deEssed([mix], { sampleRateHz: rate, rangeDb: 6 });
      // The second ess and vowel: 0.84 to 0.96 s, 0.5 to 0.82 s.
      const change = 10 * Math.log10(energy(y, 0.86 * rate, 0.94 * rate) / energy(mix, 0.86 * rate, 0.94 * rate));
      expect(change).toBeLessThan(-3);
      expect(change).toBeGreaterThan(-6.2);
      const [from, to] = [0.6 * rate, 0.8 * rate];
      expect(residueDb(y.subarray(from, to), vowels.subarray(from, to))).toBeLessThan(-45);
    },
  );

  it('does not depend on the level', () => {
    const { mix } = voice(2);
    const loud = deEssed([mix])[0];
    const soft = deEssed([mix.map((v) => v / 32)])[0].map((v) => 32 * v);
    expect(residueDb(soft, loud)).toBeLessThan(-60);
  });

  it('passes vowels, silence and a range of 0 dB bit for bit, and low rates', () => {
    const { mix, vowels } = voice(2);
    const same = (a: Float64Array, b: Float64Array): boolean => a.every((v, i) => v === b[i]);
    expect(same(deEssed([vowels])[0], vowels)).toBe(true);
    expect(same(deEssed([mix], { rangeDb: 0 })[0], mix)).toBe(true);
    expect(same(deEssed([mix], { sampleRateHz: 8000 })[0], mix)).toBe(true);
  });

  it('changes hi-hats by 25 dB less than esses', () => {
    const { esses, mix } = voice(4);
    const [y] = deEssed([mix]);
    const ess =
      10 *
      Math.log10(
        energy(
          y.map((v, i) => v - mix[i]),
          0,
          mix.length,
        ) / energy(esses, 0, mix.length),
      );
    const x = hats(4);
    expect(residueDb(deEssed([x])[0], x)).toBeLessThan(Math.min(-30, ess - 25));
  });

  it('gives all channels one gain, and the same for every block size', () => {
    const { mix, vowels } = voice(2);
    const right = mix.map((v) => 0.3 * v);
    const [l, r] = deEssed([mix, right]);
    expect(
      residueDb(
        r,
        l.map((v) => 0.3 * v),
      ),
    ).toBeLessThan(-200);
    const [, other] = deEssed([mix, vowels], {}, 7);
    expect(other).toEqual(deEssed([mix, vowels])[1]);
  });

  it('refuses what it cannot do', () => {
    expect(() => deEssed([noise(10, 1)], { rangeDb: 20 })).toThrow(/0 to 12|range/);
    expect(() => deEssed([noise(10, 1)], { sensitivityDb: 20 })).toThrow(/sensitivity/);
  });
});

describe('EssFinder', () => {
  it('finds the esses of a voice, where they are', () => {
    const esses = found(voice(4).mix);
    expect(esses.length).toBe(8);
    esses.forEach((ess, i) => {
      expect(ess.startFrame / RATE).toBeCloseTo(0.5 * i + 0.345, 1);
      expect(ess.frameCount / RATE).toBeCloseTo(0.12, 1);
      expect(ess.confidence).toBeGreaterThan(0.6);
      expect(ess.ratioDb).toBeGreaterThan(5);
      expect(Math.abs(ess.centroidHz - 6500)).toBeLessThan(1000);
    });
  });

  it('finds none in hi-hats, noise, vowels, silence, and at 8 kHz', () => {
    for (const x of [hats(4), noise(4 * RATE, 1), voice(4).vowels, new Float64Array(RATE)])
      expect(found(x)).toEqual([]);
    expect(found(voice(4).mix, 8000)).toEqual([]);
  });
});
