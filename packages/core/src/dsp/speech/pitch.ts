/** Lags of 400 Hz and 70 Hz at 8 kHz. */
const MIN_HZ = 70;
const MAX_HZ = 400;
/** Normalised autocorrelation from which a frame is voiced. */
const VOICED = 0.5;
/** A longer period must be better by this, or it is the octave below. */
const BETTER = 1.02;
const correlations = new Float64Array(1024);

/**
 * Fundamental of `count` samples from `at` in Hz, 70 to 400, or 0 where there is no clear one. Normalised
 * autocorrelation (Rabiner 1977) with parabolic interpolation; reads up to a period of 70 Hz beyond the frame.
 */
export function pitchOf(samples: Float64Array, at: number, count: number, sampleRateHz: number): number {
  const first = Math.floor(sampleRateHz / MAX_HZ);
  const last = Math.min(Math.ceil(sampleRateHz / MIN_HZ), correlations.length - 1);
  let power = 0;
  let shifted = 0;
  for (let i = 0; i < count; i++) {
    power += samples[at + i] ** 2;
    shifted += samples[at + i + first] ** 2;
  }
  for (let lag = first; lag <= last; lag++) {
    let sum = 0;
    for (let i = 0; i < count; i++) sum += samples[at + i] * samples[at + i + lag];
    correlations[lag] = sum / Math.sqrt(power * shifted + 1e-12);
    shifted += samples[at + lag + count] ** 2 - samples[at + lag] ** 2;
  }
  let best = VOICED;
  let period = 0;
  for (let lag = first + 1; lag < last; lag++) {
    const value = correlations[lag];
    if (value <= correlations[lag - 1] || value < correlations[lag + 1] || value <= best * BETTER) continue;
    best = value;
    period = lag;
  }
  if (period === 0) return 0;
  const [before, peak, after] = [correlations[period - 1], correlations[period], correlations[period + 1]];
  return sampleRateHz / (period + (0.5 * (before - after)) / (before - 2 * peak + after));
}
