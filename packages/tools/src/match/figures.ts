/** A level or ratio in JSON; null where it does not exist (silence). */
export type Figure = number | null;

/** Rounded to `digits` decimals; null for NaN and infinities. */
export function figure(value: number, digits = 2): Figure {
  if (!Number.isFinite(value)) return null;
  const scale = 10 ** digits;
  return Math.round(value * scale) / scale;
}

export function figures(values: ArrayLike<number>, digits = 2): Figure[] {
  return Array.from(values, (value) => figure(value, digits));
}

/** Value at a percentile, 0 to 100, with interpolation between ranks; NaN of none. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.filter((v) => Number.isFinite(v)).sort((a, b) => a - b);
  const at = ((sorted.length - 1) * percent) / 100;
  const low = sorted[Math.floor(at)];
  const high = sorted[Math.ceil(at)];
  return low === undefined || high === undefined ? Number.NaN : low + (high - low) * (at - Math.floor(at));
}
