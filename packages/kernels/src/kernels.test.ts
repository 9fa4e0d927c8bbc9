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
