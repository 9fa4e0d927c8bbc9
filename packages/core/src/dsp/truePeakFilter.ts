import { kaiserAt } from './kaiser.ts';

/** Oversampling of the true-peak meter; ITU-R BS.1770-5 Annex 2 asks for at least four times at 48 kHz. */
export const TRUE_PEAK_PHASES = 4;
/** Taps of each interpolated phase; the ITU example filter has 12. */
export const TRUE_PEAK_TAPS = 16;
/** Kaiser shape: about 60 dB of image rejection with 16 taps (Kaiser 1974). */
const BETA = 5.6;

/**
 * The three interpolating phases (1/4, 1/2, 3/4 of a sample) of a Kaiser-windowed sinc; phase 0 is the sample itself.
 * Row p holds the weights of x[n-8+1 .. n+8] for the value p/4 after x[n]; each row sums to 1, so DC reads exactly.
 */
export function truePeakFilter(): Float64Array[] {
  const half = TRUE_PEAK_TAPS / 2;
  return [1, 2, 3].map((phase) => {
    const row = Float64Array.from({ length: TRUE_PEAK_TAPS }, (_, j) => {
      const t = j - (half - 1) - phase / TRUE_PEAK_PHASES;
      return (Math.sin(Math.PI * t) / (Math.PI * t)) * kaiserAt(t / half, BETA);
    });
    const sum = row.reduce((a, b) => a + b, 0);
    return row.map((v) => v / sum);
  });
}

/** Largest L1 norm of the phases: no interpolated value exceeds it times the largest sample. */
export function truePeakBound(filter: readonly Float64Array[]): number {
  return Math.max(...filter.map((row) => row.reduce((sum, weight) => sum + Math.abs(weight), 0)));
}

/**
 * How far a phase strays from the line between its two middle samples: at most `overshoot` times the largest second
 * difference under the filter (summation by parts, twice), and `moment` times the last step, which a row leaves over
 * whose first moment is not exactly its phase.
 */
export function truePeakOvershoot(filter: readonly Float64Array[]): { overshoot: number; moment: number } {
  const half = TRUE_PEAK_TAPS / 2;
  let overshoot = 0;
  let moment = 0;
  filter.forEach((row, p) => {
    const phase = (p + 1) / TRUE_PEAK_PHASES;
    let once = 0;
    let twice = 0;
    let norm = 0;
    row.forEach((weight, j) => {
      once += weight - (j === half - 1 ? 1 - phase : j === half ? phase : 0);
      twice += once;
      norm += Math.abs(twice);
    });
    overshoot = Math.max(overshoot, norm);
    moment = Math.max(moment, Math.abs(twice));
  });
  return { overshoot, moment };
}
