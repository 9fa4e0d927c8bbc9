/** A frequency band: centre and edges. */
export interface Band {
  readonly centreHz: number;
  readonly fromHz: number;
  readonly toHz: number;
}

/**
 * Power inside a band from a one-sided power spectrum (bin k at k * binHz, the last at half the rate). A bin is one bin
 * wide, the first and the last half a bin; it counts by the part of it that lies inside, so that adjoining bands add up
 * exactly. Weakness: bands narrower than the main lobe of the window (four bins for Hann) smear.
 */
export function bandPower(power: Float64Array, binHz: number, { fromHz, toHz }: Pick<Band, 'fromHz' | 'toHz'>): number {
  const from = Math.max(0, fromHz / binHz);
  const to = Math.min(power.length - 1, toHz / binHz);
  const first = Math.floor(from + 0.5);
  const last = Math.min(power.length - 1, Math.ceil(to - 0.5));
  const part = (k: number): number => {
    const overlap = Math.min(to, k + 0.5) - Math.max(from, k - 0.5);
    return overlap > 0 ? power[k] * (k === 0 || k === power.length - 1 ? 2 * overlap : overlap) : 0;
  };
  // Two bins at each end may lie inside in part; between them all are whole.
  let sum = 0;
  for (let k = first; k <= Math.min(last, first + 1); k++) sum += part(k);
  for (let k = first + 2; k < last - 1; k++) sum += power[k];
  for (let k = Math.max(first + 2, last - 1); k <= last; k++) sum += part(k);
  return sum;
}

/** {@link bandPower} of several bands. */
export function bandPowers(power: Float64Array, binHz: number, bands: readonly Band[]): Float64Array {
  return Float64Array.from(bands, (band) => bandPower(power, binHz, band));
}
