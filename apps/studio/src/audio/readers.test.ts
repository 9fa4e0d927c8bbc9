import { Resampler, typescriptKernels } from '@studiohand/core/dsp';
import { describe, expect, it } from 'vitest';
import { heardFrame } from './position.ts';
import { SideReader } from './sideReader.ts';
import { MemoryReader, RATE_HZ } from './testRig.ts';

const noise = (frames: number): Float32Array => {
  let state = 1;
  return Float32Array.from({ length: frames }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state / 2 ** 32;
  });
};

describe('SideReader', () => {
  it.each([44100, 96000, 32000, 11025])('resamples pieces of %i Hz as the whole file would be', async (fromHz) => {
    const samples = noise(40_000);
    const reader = new MemoryReader({ x: [samples] });
    const side = new SideReader(reader, reader.side('x', fromHz), RATE_HZ, 1);
    const whole = new Resampler({ fromHz, toHz: RATE_HZ, channels: 1, kernels: typescriptKernels });
    const body = whole.process({ channels: [Float64Array.from(samples)], frames: samples.length });
    const expected = [...body.channels[0]!.slice(0, body.frames)];
    const tail = whole.flush();
    expected.push(...tail.channels[0]!.slice(0, tail.frames));
    expect(side.frameCount).toBe(expected.length);
    for (const from of [0, 4_097, Math.floor(expected.length / 2), expected.length - 300]) {
      const piece = (await side.read(from, 500))[0]!;
      expect(piece.every((v, n) => Math.abs(v - (expected[from + n] ?? 0)) < 1e-6)).toBe(true);
    }
  });

  it('puts mono on both sides and keeps stereo', async () => {
    const reader = new MemoryReader({
      m: [Float32Array.of(0.5, 0.25)],
      s: [Float32Array.of(1, 0), Float32Array.of(0, 1)],
    });
    expect(await new SideReader(reader, reader.side('m'), RATE_HZ, 2).read(0, 3)).toEqual([
      Float32Array.of(0.5, 0.25, 0),
      Float32Array.of(0.5, 0.25, 0),
    ]);
    expect(await new SideReader(reader, reader.side('s'), RATE_HZ, 2).read(1, 1)).toEqual([
      Float32Array.of(0),
      Float32Array.of(1),
    ]);
  });
});

describe('heardFrame', () => {
  const loop = { fromFrame: 1000, toFrame: 2000 };
  const place = { frame: 48_000, timeSeconds: 1, sinceJump: 1e6, jumpedFrom: Number.NaN };

  it('moves with the clock and lags by the latency', () => {
    expect(heardFrame(place, 1.5, 0.1, 48_000, null)).toBeCloseTo(48_000 + 0.4 * 48_000, 6);
    expect(heardFrame(place, 1, 0.1, 48_000, null)).toBeCloseTo(48_000 - 4800, 6);
  });

  it('crosses the seam of the loop in both directions', () => {
    expect(heardFrame({ ...place, frame: 1990 }, 1 + 20 / 48_000, 0, 48_000, loop)).toBeCloseTo(1010, 6);
    const wrapped = { frame: 1005, timeSeconds: 0, sinceJump: 5, jumpedFrom: 2000 };
    expect(heardFrame(wrapped, 0, 25 / 48_000, 48_000, loop)).toBeCloseTo(1980, 6);
  });

  it('waits at the first frame until it is heard', () => {
    expect(heardFrame({ ...place, sinceJump: 100 }, 1, 0.1, 48_000, null)).toBe(47_900);
  });
});
