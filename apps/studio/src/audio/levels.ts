/** What the meters show: computed where the sound is made, read by the views without events. */

/** Channels metered at most. */
export const METER_CHANNELS = 8;

/** A reading of the sound as heard. The object is the same for each read; copy what you keep. */
export interface PlayerLevels {
  /** Channels in use, 1 to {@link METER_CHANNELS}. */
  channels: number;
  /** Largest sample of the last 50 ms per channel, linear. */
  readonly peak: Float32Array;
  /** Root mean square over the last 300 ms per channel, linear. */
  readonly rms: Float32Array;
  /** Highest sample since the last reset per channel, linear. */
  readonly peakHold: Float32Array;
  /** Highest true peak (BS.1770-5 Annex 2) since the last reset per channel, linear. */
  readonly truePeakHold: Float32Array;
  /** BS.1770-5 momentary (400 ms) and short-term (3 s) loudness; -Infinity before the first full window. */
  momentaryLufs: number;
  shortTermLufs: number;
  /** -1..1 between the first two channels over 300 ms; 1 for mono; NaN in silence. */
  correlation: number;
  /**
   * Level of B minus A under the level of A over the last 400 ms, dB; -Infinity where they are equal, NaN without a
   * take or in silence.
   */
  nullDepthDb: number;
  /**
   * 10th and 95th percentile of the short-term loudness heard since the last reset; the loudness range (EBU Tech 3342)
   * lies between. NaN before the first window.
   */
  rangeLowLufs: number;
  rangeHighLufs: number;
  /** Highest true peak of the last 3 s less their loudness, dB; NaN before the first window and below the gate. */
  psrDb: number;
  /** Over what was heard since the last reset, one value per 100 ms; NaN before the first. */
  psrMedianDb: number;
  psrLowestDb: number;
}
