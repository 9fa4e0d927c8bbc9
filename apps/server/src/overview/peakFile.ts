/**
 * A peak pyramid as a file: 32 bytes of header ("SHPK", version, channels as uint32, frame count as float64), then the
 * levels as PeakPyramid lays them out, 16-bit little-endian. Derived data: it can be computed again at any time, so a
 * file that is not whole is treated as absent.
 */
import { type FileHandle, open, writeFile } from 'node:fs/promises';
import { type PeakLevel, peakLevels, peakValues } from './peakPyramid.ts';

const HEADER_BYTES = 32;
const MAGIC = 0x4b504853;
const VERSION = 1;

/** Writes the file at a new path. */
export async function writePeakFile(
  path: string,
  channels: number,
  frameCount: number,
  values: Int16Array,
): Promise<void> {
  const header = new DataView(new ArrayBuffer(HEADER_BYTES));
  header.setUint32(0, MAGIC, true);
  header.setUint32(4, VERSION, true);
  header.setUint32(8, channels, true);
  header.setFloat64(16, frameCount, true);
  const handle = await open(path, 'wx');
  try {
    await handle.writeFile(new Uint8Array(header.buffer));
    await writeFile(handle, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  } finally {
    await handle.close();
  }
}

/** Peaks of one level, planar; `peakCount` may be smaller than asked for at the end. */
export interface PeakSlice {
  readonly peakCount: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** The part of a level asked for, cut to what there is. */
export function clampPeaks(level: PeakLevel, fromPeak: number, peakCount: number): { from: number; count: number } {
  const from = Math.min(fromPeak, level.peakCount);
  return { from, count: Math.min(peakCount, level.peakCount - from) };
}

/**
 * Reads a part of the level with this many frames per peak. Undefined when the file is absent, not whole, or of
 * another audio; null when there is no such level.
 */
export async function readPeakFile(
  path: string,
  audio: { readonly channels: number; readonly frameCount: number },
  framesPerPeak: number,
  fromPeak: number,
  peakCount: number,
): Promise<PeakSlice | null | undefined> {
  const { channels, frameCount } = audio;
  const level = peakLevels(channels, frameCount).find((l) => l.framesPerPeak === framesPerPeak);
  const handle = await open(path, 'r').catch(() => undefined);
  if (handle === undefined) return undefined;
  try {
    if (!(await isWhole(handle, channels, frameCount))) return undefined;
    if (level === undefined) return null;
    const { from, count } = clampPeaks(level, fromPeak, peakCount);
    const bytes = new Uint8Array(channels * count * 4);
    for (let c = 0; c < channels; c++) {
      const position = HEADER_BYTES + (level.offset + (c * level.peakCount + from) * 2) * 2;
      await handle.read(bytes, c * count * 4, count * 4, position);
    }
    return { peakCount: count, bytes };
  } finally {
    await handle.close();
  }
}

async function isWhole(handle: FileHandle, channels: number, frameCount: number): Promise<boolean> {
  const header = new DataView(new ArrayBuffer(HEADER_BYTES));
  const { bytesRead } = await handle.read(header, 0, HEADER_BYTES, 0);
  const { size } = await handle.stat();
  return (
    bytesRead === HEADER_BYTES &&
    header.getUint32(0, true) === MAGIC &&
    header.getUint32(4, true) === VERSION &&
    header.getUint32(8, true) === channels &&
    header.getFloat64(16, true) === frameCount &&
    size === HEADER_BYTES + peakValues(channels, frameCount) * 2
  );
}
