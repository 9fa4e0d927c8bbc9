/**
 * The numbers the audio thread shares with the page, as one Float64Array: in shared memory where the page is
 * cross-origin isolated, else copied 50 times a second.
 */
import { METER_CHANNELS, type PlayerLevels } from './levels.ts';

const FIRST_CHANNEL = 17;

/** Indices of the state block. */
export const STATE = {
  /** Place in the file of the next frame to leave the audio thread, and the context time at which it does. */
  frame: 0,
  time: 1,
  generation: 2,
  /** 1 while sound comes out. */
  sounding: 3,
  /** 1 while play was asked for and chunks are missing. */
  starved: 4,
  momentaryLufs: 5,
  shortTermLufs: 6,
  correlation: 7,
  nullDepthDb: 8,
  channels: 9,
  /** Frames since playing began or wrapped, and the frame it wrapped from; NaN where it began. */
  sinceJump: 10,
  jumpedFrom: 11,
  /** Percentiles the loudness range lies between. */
  rangeLowLufs: 12,
  rangeHighLufs: 13,
  psrDb: 14,
  psrMedianDb: 15,
  psrLowestDb: 16,
  peak: FIRST_CHANNEL,
  rms: FIRST_CHANNEL + METER_CHANNELS,
  peakHold: FIRST_CHANNEL + 2 * METER_CHANNELS,
  truePeakHold: FIRST_CHANNEL + 3 * METER_CHANNELS,
} as const;

/** Length of the state block. */
export const STATE_LENGTH: number = FIRST_CHANNEL + 4 * METER_CHANNELS;

/** A reading of nothing. */
export function silentLevels(): PlayerLevels {
  const levels = {
    channels: 1,
    peak: new Float32Array(METER_CHANNELS),
    rms: new Float32Array(METER_CHANNELS),
    peakHold: new Float32Array(METER_CHANNELS),
    truePeakHold: new Float32Array(METER_CHANNELS),
    momentaryLufs: 0,
    shortTermLufs: 0,
    correlation: 0,
    nullDepthDb: 0,
    rangeLowLufs: 0,
    rangeHighLufs: 0,
    psrDb: 0,
    psrMedianDb: 0,
    psrLowestDb: 0,
  };
  const block = new Float64Array(STATE_LENGTH);
  clearLevels(block);
  readLevels(block, levels);
  return levels;
}

/** Makes the meters' part of a state block read as nothing, where the audio thread sleeps and cannot. */
export function clearLevels(block: Float64Array): void {
  block[STATE.momentaryLufs] = Number.NEGATIVE_INFINITY;
  block[STATE.shortTermLufs] = Number.NEGATIVE_INFINITY;
  block[STATE.correlation] = Number.NaN;
  block[STATE.nullDepthDb] = Number.NaN;
  block.fill(Number.NaN, STATE.rangeLowLufs, FIRST_CHANNEL);
  block.fill(0, FIRST_CHANNEL);
}

/** Copies the meters' part of a state block into `levels`. */
export function readLevels(block: Float64Array, levels: PlayerLevels): void {
  levels.channels = Math.max(1, block[STATE.channels]!);
  levels.momentaryLufs = block[STATE.momentaryLufs]!;
  levels.shortTermLufs = block[STATE.shortTermLufs]!;
  levels.correlation = block[STATE.correlation]!;
  levels.nullDepthDb = block[STATE.nullDepthDb]!;
  levels.rangeLowLufs = block[STATE.rangeLowLufs]!;
  levels.rangeHighLufs = block[STATE.rangeHighLufs]!;
  levels.psrDb = block[STATE.psrDb]!;
  levels.psrMedianDb = block[STATE.psrMedianDb]!;
  levels.psrLowestDb = block[STATE.psrLowestDb]!;
  for (let c = 0; c < METER_CHANNELS; c++) {
    levels.peak[c] = block[STATE.peak + c]!;
    levels.rms[c] = block[STATE.rms + c]!;
    levels.peakHold[c] = block[STATE.peakHold + c]!;
    levels.truePeakHold[c] = block[STATE.truePeakHold + c]!;
  }
}
