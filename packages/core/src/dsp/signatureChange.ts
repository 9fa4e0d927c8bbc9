/**
 * What processing did to hits, dynamics and image, from the signatures of both versions (signature.ts). Every figure is
 * independent of level. Negative changes are losses.
 */
import { powerToDb } from '../units/index.ts';
import { findOnsets, onsetShare, punchDb } from './punch.ts';
import { SIGNATURE_HOPS_PER_SECOND, type Signature, type SignatureBand } from './signature.ts';

/** Figures of one band, before and after; NaN where there is nothing to measure. */
export interface BandChange {
  readonly name: string;
  readonly fromHz: number;
  readonly toHz: number;
  /** How far hits stand out (punch.ts). */
  readonly punchDb: readonly [number, number];
  /** Share of the energy that hits have after, relative to before; 1 is all of it. */
  readonly transientsKept: number;
  /** 95th less 10th percentile of the level of 400 ms, over what is within 40 dB of the loudest. */
  readonly rangeDb: readonly [number, number];
  /** Side over mid; NaN unless stereo. */
  readonly widthDb: readonly [number, number];
}

export interface SignatureChange {
  /** Hits found in the first version. */
  readonly onsets: number;
  /** Of the whole band. */
  readonly punchDb: readonly [number, number];
  readonly transientsKept: number;
  readonly bands: readonly BandChange[];
}

const WINDOW_HOPS = Math.round(0.4 * SIGNATURE_HOPS_PER_SECOND);
const STEP_HOPS = Math.round(0.1 * SIGNATURE_HOPS_PER_SECOND);
const FLOOR = 1e-4;

/** Powers of 400 ms windows every 100 ms. */
function windows(power: Float64Array): number[] {
  const result: number[] = [];
  for (let from = 0; from + WINDOW_HOPS <= power.length; from += STEP_HOPS) {
    let sum = 0;
    for (let h = from; h < from + WINDOW_HOPS; h++) sum += power[h];
    result.push(sum / WINDOW_HOPS);
  }
  return result;
}

function range(power: Float64Array): number {
  const all = windows(power);
  const most = all.reduce((a, v) => Math.max(a, v), 0);
  const kept = all.filter((v) => v > FLOOR * most).sort((a, b) => a - b);
  if (kept.length < 2) return Number.NaN;
  const at = (part: number): number => kept[Math.round((kept.length - 1) * part)];
  return powerToDb(at(0.95) / at(0.1));
}

function widthDb({ midPower, sidePower }: SignatureBand): number {
  return midPower > 0 && sidePower > 0 ? powerToDb(sidePower / midPower) : Number.NaN;
}

/** Compares two versions of a programme of the same length; a surplus of hops is left out. */
export function compareSignatures(before: Signature, after: Signature): SignatureChange {
  const hops = Math.min(before.hops, after.hops);
  const cut = (power: Float64Array): Float64Array => power.subarray(0, hops);
  const a = cut(before.power);
  const b = cut(after.power);
  const onsets = findOnsets(a);
  return {
    onsets: onsets.length,
    punchDb: [punchDb(a, onsets), punchDb(b, onsets, a)],
    transientsKept: onsetShare(b, onsets) / onsetShare(a, onsets),
    bands: before.bands.slice(0, after.bands.length).map((band, k) => {
      const other = after.bands[k];
      const x = cut(band.power);
      const y = cut(other.power);
      const own = findOnsets(x);
      return {
        name: band.name,
        fromHz: band.fromHz,
        toHz: band.toHz,
        punchDb: [punchDb(x, own), punchDb(y, own, x)],
        transientsKept: onsetShare(y, own) / onsetShare(x, own),
        rangeDb: [range(x), range(y)],
        widthDb: [widthDb(band), widthDb(other)],
      };
    }),
  };
}
