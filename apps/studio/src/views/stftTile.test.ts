import { typescriptKernels } from '@studiohand/core/dsp';
import { wasmKernels } from '@studiohand/kernels';
import { describe, expect, it } from 'vitest';
import { byteToDb, hopFor, TILE_COLUMNS, TileComputer, type TilePlan, tilePlan } from './stftTile.ts';

const RATE_HZ = 48000;
const FFT = 2048;

function sine(hz: number, amplitude: number, frames: number): Float32Array {
  return Float32Array.from({ length: frames }, (_, n) => amplitude * Math.sin((2 * Math.PI * hz * n) / RATE_HZ));
}

/** What the store does with a plan: joins its stretches, silence outside the file. */
function joined(plan: TilePlan, file: Float32Array): Float32Array {
  return Float32Array.from(
    plan.reads.flatMap(({ fromFrame, frames }) => Array.from({ length: frames }, (_, i) => file[fromFrame + i] ?? 0)),
  );
}

describe('hopFor', () => {
  it.each([
    [1, 128],
    [100, 128],
    [255, 128],
    [1000, 512],
    [9000, 8192],
    [20_000, 32_768],
    [270_000, 524_288],
  ])('at %d frames a pixel it is %d', (framesPerPixel, hop) => {
    expect(hopFor(framesPerPixel, FFT)).toBe(hop);
  });
});

describe('tilePlan', () => {
  it.each([128, 1024, 8192, 16_384, 262_144])('centres the transforms on columns of %d frames', (hop) => {
    const plan = tilePlan(FFT, hop, 1, 1e9);
    expect(plan.starts).toHaveLength(TILE_COLUMNS);
    const whole = plan.reads.length === 1;
    for (const column of [0, 7, 255]) {
      const start = whole ? plan.reads[0]!.fromFrame + plan.starts[column]! : plan.reads[column]!.fromFrame;
      const centre = start + plan.span / 2;
      expect(Math.abs(centre - (TILE_COLUMNS * hop + (column + 0.5) * hop))).toBeLessThanOrEqual(1);
    }
    expect(plan.reads.reduce((sum, { frames }) => sum + frames, 0)).toBeLessThan(2.3e6);
  });

  it('ends with the file', () => {
    expect(tilePlan(FFT, 1024, 0, 10_000).starts).toHaveLength(10);
    expect(tilePlan(FFT, 1024, 1, 10_000).reads).toEqual([]);
  });
});

describe('TileComputer', () => {
  it.each([
    [256, 'typescript'],
    [1024, 'wasm'],
    [16_384, 'wasm'],
  ])('shows a full-scale sine at 0 dBFS in its row: hop %d, %s', (hop, kernels) => {
    const frames = 40 * hop;
    const hz = (100 * RATE_HZ) / FFT;
    const plan = tilePlan(FFT, hop, 0, frames);
    const computer = new TileComputer(kernels === 'wasm' ? wasmKernels : typescriptKernels, FFT);
    const bytes = computer.compute(plan, [joined(plan, sine(hz, 1, frames))]);
    const at = (bin: number, column: number): number => byteToDb(bytes[bin * TILE_COLUMNS + column]!);
    expect(at(100, 20)).toBeGreaterThan(-0.6);
    expect(at(101, 20)).toBeCloseTo(-6, 0);
    expect(at(140, 20)).toBeLessThan(-100);
    expect(bytes[100 * TILE_COLUMNS + 41]).toBe(0);
  });

  it('takes the mean power of the channels', () => {
    const plan = tilePlan(FFT, 1024, 0, 40 * 1024);
    const samples = joined(plan, sine((100 * RATE_HZ) / FFT, 1, 40 * 1024));
    const bytes = new TileComputer(typescriptKernels, FFT).compute(plan, [samples, new Float32Array(samples.length)]);
    expect(byteToDb(bytes[100 * TILE_COLUMNS + 20]!)).toBeCloseTo(-3, 0);
  });
});
