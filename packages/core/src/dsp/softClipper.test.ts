import { describe, expect, it } from 'vitest';
import { RealFft } from './fft.ts';
import { Oversampler } from './oversampler.ts';
import { Saturator } from './saturator.ts';
import { SoftClipper } from './softClipper.ts';
import { noise, residueDb } from './testing/signals.ts';
import { type InPlace, largestDifference, runInPieces } from './testing/splitting.ts';

const SIZE = 32768;
const RATE = 48000;

/** Power of the harmonics 1, 2, 3 ... of a sine with a whole number of periods, and of everything else to 20 kHz, in dB. */
function spectrumOf(processor: InPlace, hz: number, amplitude: number): { harmonicsDb: number[]; aliasesDb: number } {
  const bin = 2 * Math.floor((hz / RATE) * (SIZE / 2)) + 1;
  const x = Float64Array.from({ length: 2 * SIZE }, (_, i) => amplitude * Math.sin((2 * Math.PI * bin * i) / SIZE));
  const [y] = runInPieces(processor, [x]);
  const fft = new RealFft(SIZE);
  const re = new Float64Array(fft.bins);
  const im = new Float64Array(fft.bins);
  fft.forward(y.slice(SIZE), re, im);
  const power = re.map((v, k) => v * v + im[k] * im[k]);
  const base = power[bin];
  const harmonicsDb: number[] = [];
  for (let k = bin; k < power.length; k += bin) {
    harmonicsDb.push(10 * Math.log10(power[k] / base));
    power[k] = 0;
  }
  power[0] = 0;
  power.fill(0, Math.round((20000 / RATE) * SIZE));
  return { harmonicsDb, aliasesDb: 10 * Math.log10(power.reduce((a, v) => a + v, 0) / base) };
}

describe('Oversampler', () => {
  it.each([1, 2, 4, 8] as const)(
    'times %d: no change leaves the signal bit for bit, late by whole frames',
    (factor) => {
      const x = noise(5000, factor);
      const oversampler = new Oversampler(1, factor);
      const y = x.slice();
      oversampler.process([y], y.length, (samples, count) => samples.fill(0, 0, count));
      const late = oversampler.latencyFrames;
      expect(Number.isInteger(late)).toBe(true);
      expect(y.subarray(late)).toEqual(x.subarray(0, x.length - late));
    },
  );

  it.each([2, 4, 8] as const)(
    'times %d: a change of minus the signal cancels it up to 0.45 of the rate within 0.001 dB',
    (factor) => {
      const oversampler = new Oversampler(1, factor);
      for (const frequency of [0.001, 0.1, 0.3, 0.449]) {
        const x = Float64Array.from({ length: 8000 }, (_, i) => Math.sin(2 * Math.PI * frequency * i));
        const y = x.slice();
        oversampler.reset();
        oversampler.process([y], y.length, (samples, count) => {
          for (let i = 0; i < count; i++) samples[i] = -samples[i];
        });
        expect(
          residueDb(
            y.subarray(2000).map((v, i) => v + x[2000 + i]),
            x.subarray(2000),
          ),
        ).toBeLessThan(-80);
      }
    },
  );
});

describe('SoftClipper', () => {
  it('leaves what is under the knee alone, bit for bit', () => {
    const x = noise(5000, 1).map((v) => 0.15 * v);
    const clipper = new SoftClipper({ channels: 1, ceilingDbfs: 0, kneeDb: 6 });
    const y = x.slice();
    clipper.process([y], y.length);
    expect(y.subarray(clipper.latencyFrames)).toEqual(x.subarray(0, x.length - clipper.latencyFrames));
    expect(clipper.largestCut).toBe(0);
  });

  it('bends towards its ceiling and never past it for slow signals', () => {
    const x = Float64Array.from({ length: 48000 }, (_, i) => (4 * i) / 48000);
    const clipper = new SoftClipper({ channels: 1, ceilingDbfs: -1, kneeDb: 6 });
    clipper.process([x], x.length);
    const ceiling = 10 ** (-1 / 20);
    expect(Math.max(...x.subarray(0, 47000))).toBeLessThan(ceiling + 1e-4);
    expect(x[47000]).toBeGreaterThan(0.999 * ceiling);
  });

  it.each([
    [1, -38],
    [2, -52],
    [4, -75],
    [8, -88],
  ] as const)('times %d: aliases of 5 kHz driven 6 dB into it lie under %d dB', (oversampling, limitDb) => {
    const clipper = new SoftClipper({ channels: 1, ceilingDbfs: -6, kneeDb: 6, oversampling });
    expect(spectrumOf(clipper, 5000, 1).aliasesDb).toBeLessThan(limitDb);
  });

  it('makes odd harmonics only, fewer the less it clips', () => {
    const thirds = [-3, 0, 3].map((db) => {
      const clipper = new SoftClipper({ channels: 1, ceilingDbfs: 0, kneeDb: 6 });
      const { harmonicsDb } = spectrumOf(clipper, 1000, 10 ** (db / 20));
      expect(harmonicsDb[1]).toBeLessThan(-150);
      return harmonicsDb[2];
    });
    expect(thirds[0]).toBeLessThan(thirds[1]);
    expect(thirds[1]).toBeLessThan(thirds[2]);
    expect(thirds[1]).toBeLessThan(-25);
  });
});

describe('Saturator', () => {
  it('makes a third harmonic of (d A)² / 12', () => {
    const { harmonicsDb } = spectrumOf(new Saturator({ channels: 1, driveDb: 0 }), 1000, 0.1);
    expect(Math.abs(harmonicsDb[2] - 20 * Math.log10(0.01 / 12))).toBeLessThan(0.1);
    expect(harmonicsDb[1]).toBeLessThan(-150);
  });

  it('with bias makes even harmonics too', () => {
    const { harmonicsDb } = spectrumOf(new Saturator({ channels: 1, driveDb: 0, bias: 0.3 }), 1000, 0.1);
    expect(harmonicsDb[1]).toBeGreaterThan(harmonicsDb[2]);
  });

  it('keeps aliases of 5 kHz at full scale under -90 dB with 6 dB of drive', () => {
    expect(spectrumOf(new Saturator({ channels: 1, driveDb: 6 }), 5000, 1).aliasesDb).toBeLessThan(-90);
  });
});

it('gives the same samples for every way of cutting blocks', () => {
  const x = [noise(9000, 1), noise(9000, 2)].map((c) => c.map((v) => 2 * v));
  const makers: (() => InPlace)[] = [
    () => new SoftClipper({ channels: 2, ceilingDbfs: -3 }),
    () => new Saturator({ channels: 2, driveDb: 6, bias: 0.2, mix: 0.5 }),
  ];
  for (const make of makers) expect(largestDifference(runInPieces(make(), x), runInPieces(make(), x, 9))).toBe(0);
});
