/**
 * Figures as JSON carries them: rounded, and null where there is none (silence has no level in dB; JSON has no
 * infinity). Rounding also hides the last bits that depend on how a stream was cut into blocks.
 */

/** A measured value, or null where it does not exist. */
export type Figure = number | null;

/** `value` to `digits` decimals; null when it is infinite or not a number. */
export function figure(value: number, digits = 2): Figure {
  if (!Number.isFinite(value)) return null;
  const scale = 10 ** digits;
  return Math.round(value * scale) / scale + 0;
}

/** A series of figures. */
export function figures(values: ArrayLike<number>, digits = 2): Figure[] {
  return Array.from(values, (value) => figure(value, digits));
}

/** The `percent` percentile by nearest rank of values in any order; NaN when there are none. */
export function percentile(values: readonly number[], percent: number): number {
  if (values.length === 0) return Number.NaN;
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.round(((sorted.length - 1) * percent) / 100)] ?? Number.NaN;
}
