import { Prng, typescriptKernels } from '@studiohand/core/dsp';
import { describe, expect, it } from 'vitest';
import { wasmKernels } from './index.ts';

const noise = (length: number, seed: number): Float64Array => {
  const random = new Prng(seed);
  return Float64Array.from({ length }, () => 2 * random.centred());
};
const largestDifference = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i] - b[i]));
  return largest;
};
/** -120 dBFS: what a kernel and its twin may differ by. */
const NULL = 1e-6;

describe('real FFT', () => {
  for (let size = 64; size <= 65536; size *= 2) {
    it(`${size} points: bins null against the twin, the inverse gives the signal back`, () => {
      const wasm = wasmKernels.realFft(size);
      const twin = typescriptKernels.realFft(size);
      const signal = Float32Array.from(noise(size, size));
      wasm.input.set(signal);
      twin.input.set(signal);
      wasm.forward();
      twin.forward();
      // Bins of full-scale noise have a root-mean-square of sqrt(size/3).
      const scale = Math.sqrt(size / 3);
      expect(largestDifference(wasm.re, twin.re) / scale).toBeLessThan(NULL);
      expect(largestDifference(wasm.im, twin.im) / scale).toBeLessThan(NULL);
      wasm.input.fill(0);
      wasm.im[0] = 5;
      wasm.im[size / 2] = -3;
      wasm.inverse();
      expect(largestDifference(wasm.input, signal)).toBeLessThan(NULL);
    });
  }

  it('plans of several sizes do not disturb each other', () => {
    const small = wasmKernels.realFft(64);
    small.input.fill(1);
    const large = wasmKernels.realFft(65536);
    large.input.fill(-1);
    small.forward();
    large.forward();
    expect(small.re[0]).toBe(64);
    expect(large.re[0]).toBe(-65536);
  });

  it('refuses other sizes', () => {
    for (const size of [0, 32, 96, 131072, 64.5]) expect(() => wasmKernels.realFft(size)).toThrow(RangeError);
  });
});

describe('K-weighting', () => {
  for (const channels of [1, 2, 3, 6]) {
    it(`${channels} channels in pieces of any length`, () => {
      const signal = Array.from({ length: channels }, (_, c) => noise(30000, c + 1));
      const wasm = wasmKernels.kWeighting(44100, channels);
      const twin = typescriptKernels.kWeighting(44100, channels);
      const a = new Float64Array(channels);
      const b = new Float64Array(channels);
      let at = 0;
      for (const frames of [1, 0, 441, 7, 10000, 4096, 8192, 3000]) {
        wasm.process(signal, at, frames, a);
        twin.process(signal, at, frames, b);
        for (let c = 0; c < channels; c++) expect(Math.abs(a[c] - b[c])).toBeLessThanOrEqual(1e-12 * frames);
        at += frames;
      }
    });
  }

  it('silence after sound ends in exact zeros, and reset forgets', () => {
    const kernel = wasmKernels.kWeighting(48000, 1);
    const sums = new Float64Array(1);
    kernel.process([noise(4800, 3)], 0, 4800, sums);
    const silence = [new Float64Array(480000)];
    for (let i = 0; i < 4; i++) kernel.process(silence, 0, 480000, sums);
    expect(sums[0]).toBe(0);
    kernel.process([noise(4800, 3)], 0, 4800, sums);
    kernel.reset();
    kernel.process(silence, 0, 480, sums);
    expect(sums[0]).toBe(0);
  });
});

describe('true peak', () => {
  it('nulls against the twin over pieces of any length', () => {
    const signal = [noise(60000, 5), noise(60000, 6).map((v, i) => v * (i / 60000) ** 2)];
    const wasm = wasmKernels.truePeak(2);
    const twin = typescriptKernels.truePeak(2);
    const a = new Float64Array(2);
    const b = new Float64Array(2);
    let at = 0;
    for (const frames of [1, 2, 3, 5, 17, 31, 33, 4800, 0, 20000, 4410, 9000]) {
      wasm.process(signal, at, frames, a);
      twin.process(signal, at, frames, b);
      expect(largestDifference(a, b)).toBeLessThan(NULL);
      at += frames;
    }
    wasm.flush(a);
    twin.flush(b);
    expect(largestDifference(a, b)).toBeLessThan(NULL);
    wasm.reset();
    wasm.flush(a);
    expect(Array.from(a)).toEqual([0, 0]);
  });
});

describe('polyphase', () => {
  for (const [taps, phases, step, count] of [
    [8, 1, 1, 100],
    [24, 160, 147, 40000],
    [16, 147, 160, 1000],
    [64, 1, 4, 9000],
    [32, 5, 3, 50000],
    [16, 3, 1000, 200],
  ] as const) {
    it(`${taps} taps, ${phases} phases, step ${step}: equal to the twin bit for bit`, () => {
      const table = noise(taps * phases, 7);
      const input = noise(Math.ceil((count * step) / phases) + taps + 40, 8);
      const a = new Float64Array(count);
      const b = new Float64Array(count);
      wasmKernels.polyphase(table, taps, phases).process(input, 13, phases - 1, step, a, count);
      typescriptKernels.polyphase(table, taps, phases).process(input, 13, phases - 1, step, b, count);
      expect(a).toEqual(b);
    });
  }
});

describe('spectral resampler', () => {
  for (const [inputSize, outputSize] of [
    [4, 8],
    [60, 28],
    [1024, 1024],
    [4704, 5120],
    [7680, 3528],
    [2520, 16384],
    [73500, 4],
  ] as const) {
    it(`${inputSize} to ${outputSize} frames: equal to the twin bit for bit, and again`, () => {
      const gains = noise(Math.min(inputSize, outputSize) / 2, 9);
      const wasm = wasmKernels.spectralResampler(inputSize, outputSize, gains);
      const twin = typescriptKernels.spectralResampler(inputSize, outputSize, gains);
      for (let seed = 1; seed < 4; seed++) {
        for (const c of [0, 1] as const) {
          const input = noise(inputSize, seed + 10 * c);
          wasm.inputs[c].set(input);
          twin.inputs[c].set(input);
        }
        wasm.process();
        twin.process();
        for (const c of [0, 1] as const) {
          expect(wasm.outputs[c].length).toBe(outputSize);
          expect(largestDifference(wasm.outputs[c], twin.outputs[c])).toBe(0);
        }
      }
    });
  }

  it('interpolates a tone of each channel and does not mix them', () => {
    const kernel = wasmKernels.spectralResampler(4704, 5120, new Float64Array(2352).fill(1));
    const tone = (n: number, size: number): number => Math.cos((2 * Math.PI * 2000 * n) / size + 0.3);
    for (let n = 0; n < 4704; n++) kernel.inputs[0][n] = tone(n, 4704);
    kernel.process();
    for (let n = 0; n < 5120; n++) {
      expect(Math.abs(kernel.outputs[0][n] - tone(n, 5120))).toBeLessThan(1e-11);
      expect(Math.abs(kernel.outputs[1][n])).toBe(0);
    }
  });
});

describe('biquads', () => {
  const lengths = [[0], [1], [2, 2], [4, 4], [9, 3], [5, 0, 7], [6, 6, 6, 6]];
  for (const sections of lengths) {
    it(`chains of ${sections.join(', ')} sections in pieces of any length, bit for bit`, () => {
      const chains = sections.map((count, c) =>
        Array.from({ length: count }, (_, k) => {
          const turn = 0.01 + 0.25 * (k + c);
          const radius = 0.9 + 0.01 * k;
          return { b0: 0.9, b1: -0.5 - 0.01 * c, b2: 0.2, a1: -2 * radius * Math.cos(turn), a2: radius ** 2 };
        }),
      );
      const [a, b] = [wasmKernels.biquads(chains), typescriptKernels.biquads(chains)];
      const x = sections.map((_, c) => noise(12000, c + 1));
      const y = x.map((v) => v.slice());
      let at = 0;
      for (const frames of [1, 0, 441, 7, 5000, 1024, 2048, 3000]) {
        a.process(x, at, frames);
        b.process(y, at, frames);
        at += frames;
      }
      x.forEach((v, c) => {
        expect(largestDifference(v, y[c])).toBe(0);
      });
      a.reset();
      const one = [noise(100, 9), noise(100, 9), noise(100, 9), noise(100, 9)].slice(0, x.length);
      const two = one.map((v) => v.slice());
      a.process(one, 0, 100);
      typescriptKernels.biquads(chains).process(two, 0, 100);
      expect(one).toEqual(two);
    });
  }
});

describe('crossover', () => {
  for (const crossings of [[], [1000], [120, 1000, 6000], [50, 100, 200, 400, 800, 1600]])
    for (const channels of [1, 2, 5]) {
      it(`${crossings.length + 1} bands of ${channels} channels in pieces of any length, bit for bit`, () => {
        const wasm = wasmKernels.crossover(48000, channels, crossings);
        const twin = typescriptKernels.crossover(48000, channels, crossings);
        const x = Array.from({ length: channels }, (_, c) => noise(6000, c + 1));
        const bands = (): Float64Array[][] =>
          Array.from({ length: crossings.length + 1 }, () => x.map(() => new Float64Array(6000)));
        const [a, b] = [bands(), bands()];
        for (const again of [false, true]) {
          if (again) wasm.reset();
          let at = 0;
          for (const frames of [1, 0, 441, 7, 2500, 512, 1024, 1515]) {
            wasm.split(x, at, frames, a);
            if (!again) twin.split(x, at, frames, b);
            at += frames;
          }
          a.forEach((band, k) => {
            band.forEach((v, c) => {
              expect(largestDifference(v, b[k][c])).toBe(0);
            });
          });
        }
      });
    }
});

describe('dither', () => {
  for (const channels of [1, 2, 3])
    it(`${channels} channels, bit for bit, clipped at the ends`, () => {
      const seeds = Array.from({ length: channels }, (_, c) => 77 + c);
      for (const bits of [2, 16, 24]) {
        const [a, b] = [wasmKernels.dither(bits, seeds), typescriptKernels.dither(bits, seeds)];
        for (const frames of [1, 0, 441, 5000]) {
          const x = seeds.map((_, c) => noise(frames, c + 1).map((v) => 1.3 * v));
          const y = x.map((v) => v.slice());
          a.process(x, frames);
          b.process(y, frames);
          expect(x).toEqual(y);
        }
      }
    });
});
