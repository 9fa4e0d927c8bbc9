/**
 * Relations of two channels. Mid is (L+R)/2 and side (L-R)/2, so that equal channels have mid = L and decoding adds no
 * gain; as matrices for {@link mixChannels}.
 */
import { type Band, bandPower } from './bands.ts';
import type { ChannelMatrix } from './channelMix.ts';

/** Left and right to mid and side. */
export const MID_SIDE_ENCODE: ChannelMatrix = [
  [0.5, 0.5],
  [0.5, -0.5],
];

/** Mid and side to left and right. */
export const MID_SIDE_DECODE: ChannelMatrix = [
  [1, 1],
  [1, -1],
];

/** Energies under this are what subtracting sums leaves of a silent channel, no signal. */
const SILENT_ENERGY = 1e-20;

/**
 * Correlation of two channels, -1 to 1, from the sum of their products and their energies (no means removed, as
 * correlation meters do): 1 equal, 0 unrelated, -1 opposed. NaN when a channel is silent.
 */
export function correlation(product: number, leftEnergy: number, rightEnergy: number): number {
  if (!(leftEnergy > SILENT_ENERGY) || !(rightEnergy > SILENT_ENERGY)) return Number.NaN;
  return Math.max(-1, Math.min(1, product / Math.sqrt(leftEnergy * rightEnergy)));
}

/** Side and mid in one band. */
export interface BandWidth {
  readonly band: Band;
  /** Side power over mid power: 0 mono, 1 unrelated channels, infinite for pure opposition; NaN for silence. */
  readonly sideToMid: number;
  /** Part of the side in the band's power: 0 mono, 0.5 unrelated, 1 pure opposition; NaN for silence. */
  readonly sideShare: number;
}

/** Width of each band from the power spectra of mid and side. */
export function bandWidths(mid: Float64Array, side: Float64Array, binHz: number, bands: readonly Band[]): BandWidth[] {
  return bands.map((band) => {
    const m = bandPower(mid, binHz, band);
    const s = bandPower(side, binHz, band);
    return { band, sideToMid: s / m, sideShare: s / (m + s) };
  });
}
