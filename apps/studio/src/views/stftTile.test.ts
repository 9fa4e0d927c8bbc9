import { typescriptKernels } from '@studiohand/core/dsp';
import { wasmKernels } from '@studiohand/kernels';
import { describe, expect, it } from 'vitest';
import {
  byteToDb,
  emptyTile,
  hopFor,
  TILE_COLUMNS,
  TileComputer,
  type TilePart,
  type TilePlan,
  tileParts,
  tilePlan,
} from './stftTile.ts';

const RATE_HZ = 48000;
const FFT = 2048;

function sine(hz: number, amplitude: number, frames: number): Float32Array {
  return Float32Array.from({ length: frames }, (_, n) => amplitude * Math.sin((2 * Math.PI * hz * n) / RATE_HZ));
}

/** What the store does with a plan or a part: joins its stretches, silence outside the file. */
function joined(reads: TilePlan['reads'], file: Float32Array): Float32Array {
  const all = new Float32Array(reads.reduce((sum, { frames }) => sum + frames, 0));
  let at = 0;
  for (const { fromFrame, frames } of reads) {
    all.set(file.subarray(Math.max(0, fromFrame), Math.max(0, fromFrame + frames)), at + Math.max(0, -fromFrame));
    at += frames;
  }
  return all;
}

/** A plan as one part. */
const whole = ({ reads, starts }: TilePlan): TilePart => ({ firstColumn: 0, reads, starts });

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
    const together = plan.reads.length === 1;
    for (const column of [0, 7, 255]) {
      const start = together ? plan.reads[0]!.fromFrame + plan.starts[column]! : plan.reads[column]!.fromFrame;
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
    const bytes = emptyTile(FFT);
    computer.compute(plan, whole(plan), [joined(plan.reads, sine(hz, 1, frames))], bytes);
    const at = (bin: number, column: number): number => byteToDb(bytes[bin * TILE_COLUMNS + column]!);
    expect(at(100, 20)).toBeGreaterThan(-0.6);
    expect(at(101, 20)).toBeCloseTo(-6, 0);
    expect(at(140, 20)).toBeLessThan(-100);
    expect(bytes[100 * TILE_COLUMNS + 41]).toBe(0);
  });

  it('takes the mean power of the channels', () => {
    const plan = tilePlan(FFT, 1024, 0, 40 * 1024);
    const samples = joined(plan.reads, sine((100 * RATE_HZ) / FFT, 1, 40 * 1024));
    const bytes = emptyTile(FFT);
    const channels = [samples, new Float32Array(samples.length)];
    new TileComputer(typescriptKernels, FFT).compute(plan, whole(plan), channels, bytes);
    expect(byteToDb(bytes[100 * TILE_COLUMNS + 20]!)).toBeCloseTo(-3, 0);
  });

  it.each([4096, 32_768])('gives the same tile in parts as in one go: hop %d', (hop) => {
    const plan = tilePlan(FFT, hop, 0, 4e6);
    const parts = tileParts(plan, 1);
    expect(parts.length).toBeGreaterThan(1);
    const file = sine(1234, 0.5, 4e6);
    const computer = new TileComputer(wasmKernels, FFT);
    const [once, inParts] = [emptyTile(FFT), emptyTile(FFT)];
    computer.compute(plan, whole(plan), [joined(plan.reads, file)], once);
    for (const part of parts) {
      const samples = joined(part.reads, file);
      expect(samples.length).toBeLessThanOrEqual(262_144);
      computer.compute(plan, part, [samples], inParts);
    }
    expect(inParts).toEqual(once);
  });
});
