/** The gate of a cut that is in only while another stem sounds. */
import { gateOpening } from '../keyedBell.ts';
import { framesOf, SONG_FRAMES, spread } from './askedFrames.ts';
import type { Clash } from './clashes.ts';
import type { Tracks } from './tracks.ts';

/** The gate is half open this far under the mean level of the range while it sounds. */
const GATE_BELOW_MEAN_DB = -9;

/** Opens while another stem sounds in a range of bands. */
export interface Gate {
  readonly stem: number;
  readonly fromBand: number;
  readonly toBand: number;
  /** Mean square over both ears (mono counts once) at which it is half open; 6 dB from shut to open. */
  readonly halfOpenPower: number;
}

/** Power of a stem in a range of bands of a frame: both ears, mono once. */
function rangePower({ tracks, bands }: Tracks, stem: number, frame: number, from: number, to: number): number {
  const { ears, power } = tracks[stem];
  let sum = 0;
  for (let e = 0; e < ears; e++)
    for (let b = from, at = (frame * ears + e) * bands.length; b < to; b++) sum += power[at + b];
  return sum;
}

/** A gate keyed by the stem that a clash masks, set by its level in the passages of the clash. */
export function gateFor(clash: Clash, tracks: Tracks): Gate {
  const { masked: stem, fromBand, toBand } = clash;
  const frames = spread(framesOf(clash, tracks), 4 * SONG_FRAMES);
  let sum = 0;
  for (const frame of frames) sum += rangePower(tracks, stem, frame, fromBand, toBand);
  return {
    stem,
    fromBand,
    toBand,
    halfOpenPower: (sum / Math.max(1, frames.length)) * 10 ** (GATE_BELOW_MEAN_DB / 10),
  };
}

/** How far a gate is open in a frame, 0 to 1; no gate is always open. */
export function gateOpen(gate: Gate | null, tracks: Tracks, frame: number): number {
  if (!gate) return 1;
  return gateOpening(rangePower(tracks, gate.stem, frame, gate.fromBand, gate.toBand), gate.halfOpenPower);
}
