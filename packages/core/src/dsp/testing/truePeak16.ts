import { kaiserAt } from '../kaiser.ts';

const FACTOR = 16;
const HALF = 32;
const rows: Float64Array[] = Array.from({ length: FACTOR }, (_, phase) =>
  Float64Array.from({ length: 2 * HALF }, (_, j) => {
    const t = j - (HALF - 1) - phase / FACTOR;
    return t === 0 ? 1 : (Math.sin(Math.PI * t) / (Math.PI * t)) * kaiserAt(t / HALF, 10);
  }),
);

/** Largest value (linear) at 16 times the rate: 64 taps per phase, Kaiser with beta 10, cut at half the rate. */
export function truePeak16(x: Float64Array): number {
  const padded = new Float64Array(x.length + 4 * HALF);
  padded.set(x, 2 * HALF);
  let peak = 0;
  for (const row of rows) {
    for (let i = 0; i + 2 * HALF <= padded.length; i++) {
      let y = 0;
      for (let j = 0; j < 2 * HALF; j++) y += row[j] * padded[i + j];
      peak = Math.max(peak, Math.abs(y));
    }
  }
  return peak;
}
