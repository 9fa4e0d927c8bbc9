import { gateOf } from './curves.ts';
import type { SpectralFrames } from './spectralFrames.ts';

export type SectionName = 'quiet' | 'middle' | 'loud';
export const SECTION_NAMES: readonly SectionName[] = ['quiet', 'middle', 'loud'];

/** The parts of a song by how loud they are within it, so that a chorus meets a chorus wherever it stands. */
export interface Sections {
  /** By frame: index into {@link SECTION_NAMES}, 255 for rests. */
  readonly of: Uint8Array;
  /** Frames that count of each section, 1 where the frame belongs. */
  readonly chosen: readonly Uint8Array[];
  readonly gate: Uint8Array;
}

/** Loudness is judged over this long. */
const SMOOTHING_SECONDS = 3;
const REST = 255;

/** Thirds of the frames that count, by power over three seconds. */
export function sectionsOf(spectra: SpectralFrames): Sections {
  const gate = gateOf(spectra);
  const smooth = rolling(spectra.total, Math.max(1, Math.round(SMOOTHING_SECONDS / spectra.hopSeconds)));
  const sorted = Float64Array.from(smooth.filter((_, f) => gate[f] === 1)).sort();
  const third = sorted[Math.floor(sorted.length / 3)] ?? 0;
  const twoThirds = sorted[Math.floor((2 * sorted.length) / 3)] ?? 0;
  const of = gate.map((open, f) => {
    if (!open) return REST;
    const power = smooth[f] as number;
    return power < third ? 0 : power < twoThirds ? 1 : 2;
  });
  return { of, gate, chosen: SECTION_NAMES.map((_, s) => of.map((section) => (section === s ? 1 : 0))) };
}

/** Mean of `width` values around each, fewer at the ends. */
export function rolling(values: Float64Array, width: number): Float64Array {
  const sums = new Float64Array(values.length + 1);
  values.forEach((v, i) => {
    sums[i + 1] = (sums[i] as number) + v;
  });
  const before = Math.floor(width / 2);
  return values.map((_, i) => {
    const from = Math.max(0, i - before);
    const to = Math.min(values.length, i - before + width);
    return ((sums[to] as number) - (sums[from] as number)) / Math.max(1, to - from);
  });
}
