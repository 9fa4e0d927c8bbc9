/** The only unit conversions of the project. Every function is pure; every name says what goes in and what comes out. */

/** Gain (linear amplitude factor) of a level change in dB. -Infinity gives 0. */
export function dbToGain(db: number): number {
  return 10 ** (db / 20);
}

/** Level in dB of a linear amplitude factor. 0 gives -Infinity. */
export function gainToDb(gain: number): number {
  return 20 * Math.log10(Math.abs(gain));
}

/** Level in dB of a power (mean square) ratio. 0 gives -Infinity. */
export function powerToDb(power: number): number {
  return 10 * Math.log10(power);
}

/** Power ratio of a level in dB. */
export function dbToPower(db: number): number {
  return 10 ** (db / 10);
}

/** Nearest whole frame to a time, at least 0. */
export function secondsToFrames(seconds: number, sampleRateHz: number): number {
  return Math.max(0, Math.round(seconds * sampleRateHz));
}

/** Time in seconds of a frame index or frame count. */
export function framesToSeconds(frames: number, sampleRateHz: number): number {
  return frames / sampleRateHz;
}

/** Equal-tempered MIDI note number of a frequency (69 = 440 Hz). */
export function hzToMidi(hz: number): number {
  return 69 + 12 * Math.log2(hz / 440);
}

/** Frequency of a MIDI note number (69 = 440 Hz). */
export function midiToHz(note: number): number {
  return 440 * 2 ** ((note - 69) / 12);
}

/** ERB-rate (Cams) of a frequency. Glasberg and Moore 1990, eq. 4. */
export function hzToErbRate(hz: number): number {
  return 21.4 * Math.log10(1 + 0.00437 * hz);
}

/** Frequency of an ERB-rate in Cams. Inverse of {@link hzToErbRate}. */
export function erbRateToHz(erbRate: number): number {
  return (10 ** (erbRate / 21.4) - 1) / 0.00437;
}

/** Equivalent rectangular bandwidth in Hz at a centre frequency. Glasberg and Moore 1990, eq. 3. */
export function erbBandwidthHz(hz: number): number {
  return 24.7 * (1 + 0.00437 * hz);
}

/** Bark value of a frequency. Traunmüller 1990. Weak below 200 Hz, where the measured scale bends. */
export function hzToBark(hz: number): number {
  return (26.81 * hz) / (1960 + hz) - 0.53;
}
