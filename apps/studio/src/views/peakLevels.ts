/** Which peaks a zoom needs, and how they become the columns of a picture. */
import type { FrameRange } from '../audio/program.ts';

/** Finest level the server keeps. */
export const BASE_FRAMES_PER_PEAK = 256;
/** Levels grow by this. */
export const LEVEL_RATIO = 4;
/** Level between the server's finest and single frames, made here from samples. */
export const LOCAL_FRAMES_PER_PEAK = 16;
/** Peaks of one tile. */
export const TILE_PEAKS = 2048;
/** Below this zoom, in frames per device pixel, single frames are drawn. */
export const SAMPLES_BELOW = LOCAL_FRAMES_PER_PEAK;

/**
 * Frames per peak to draw `framesPerPixel` with: the coarsest level with at least four peaks a pixel, so that a body
 * can be told from the peaks, never finer than 16.
 */
export function levelFor(framesPerPixel: number): number {
  const wanted = framesPerPixel / LEVEL_RATIO;
  if (wanted < BASE_FRAMES_PER_PEAK / 2)
    return framesPerPixel >= BASE_FRAMES_PER_PEAK ? BASE_FRAMES_PER_PEAK : LOCAL_FRAMES_PER_PEAK;
  let level = BASE_FRAMES_PER_PEAK;
  while (level * LEVEL_RATIO <= wanted) level *= LEVEL_RATIO;
  return level;
}

/** Indices of the tiles of a level that a range touches. */
export function tilesOf({ fromFrame, toFrame }: FrameRange, framesPerPeak: number, frameCount: number): number[] {
  const frames = framesPerPeak * TILE_PEAKS;
  const first = Math.floor(Math.max(0, fromFrame) / frames);
  const last = Math.ceil(Math.min(frameCount, toFrame) / frames) - 1;
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
}

/** What a column shows: extremes and body, ±1, for `count` columns. NaN where nothing is known. */
export interface Columns {
  readonly min: Float32Array;
  readonly max: Float32Array;
  readonly bodyMin: Float32Array;
  readonly bodyMax: Float32Array;
}

export function makeColumns(count: number): Columns {
  const make = (): Float32Array => new Float32Array(count).fill(Number.NaN);
  return { min: make(), max: make(), bodyMin: make(), bodyMax: make() };
}

/**
 * Fills the columns that one run of peaks covers. Column i shows frames from `fromFrame + i * framesPerColumn`; the
 * run starts at frame `runFrame` and holds min, max pairs in 1/32768. Peaks belong to each column they touch; the body
 * is the mean of a column's minima and of its maxima.
 */
export function fillColumns(
  columns: Columns,
  peaks: Int16Array,
  runFrame: number,
  framesPerPeak: number,
  fromFrame: number,
  framesPerColumn: number,
): void {
  const total = peaks.length >> 1;
  const count = columns.min.length;
  const first = Math.max(0, Math.floor((runFrame - fromFrame) / framesPerColumn));
  const last = Math.min(count - 1, Math.ceil((runFrame + total * framesPerPeak - fromFrame) / framesPerColumn) - 1);
  for (let i = first; i <= last; i++) {
    const start = (fromFrame + i * framesPerColumn - runFrame) / framesPerPeak;
    const from = Math.max(0, Math.floor(start));
    const to = Math.min(total, Math.max(from + 1, Math.ceil(start + framesPerColumn / framesPerPeak - 1e-9)));
    let min = 32767;
    let max = -32768;
    let low = 0;
    let high = 0;
    for (let p = from; p < to; p++) {
      const a = peaks[2 * p]!;
      const b = peaks[2 * p + 1]!;
      if (a < min) min = a;
      if (b > max) max = b;
      low += a;
      high += b;
    }
    if (to <= from) continue;
    const scale = 1 / 32768;
    const seen = !Number.isNaN(columns.min[i]!);
    columns.min[i] = seen ? Math.min(columns.min[i]!, min * scale) : min * scale;
    columns.max[i] = seen ? Math.max(columns.max[i]!, max * scale) : max * scale;
    columns.bodyMin[i] = seen ? (columns.bodyMin[i]! + (low * scale) / (to - from)) / 2 : (low * scale) / (to - from);
    columns.bodyMax[i] = seen ? (columns.bodyMax[i]! + (high * scale) / (to - from)) / 2 : (high * scale) / (to - from);
  }
}

/** Peaks of samples, `framesPerPeak` frames each, as min, max pairs in 1/32768, clamped. */
export function peaksOf(samples: Float32Array, framesPerPeak: number): Int16Array {
  const total = Math.ceil(samples.length / framesPerPeak);
  const peaks = new Int16Array(2 * total);
  for (let p = 0; p < total; p++) {
    let min = Number.POSITIVE_INFINITY;
    let max = Number.NEGATIVE_INFINITY;
    const end = Math.min(samples.length, (p + 1) * framesPerPeak);
    for (let i = p * framesPerPeak; i < end; i++) {
      const v = samples[i]!;
      if (v < min) min = v;
      if (v > max) max = v;
    }
    peaks[2 * p] = Math.max(-32768, Math.floor(min * 32768));
    peaks[2 * p + 1] = Math.min(32767, Math.ceil(max * 32768));
  }
  return peaks;
}
