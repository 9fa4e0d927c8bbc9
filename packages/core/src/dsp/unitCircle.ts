/** Cosines and sines of `count` angles. */
export interface UnitCircle {
  readonly cos: Float64Array;
  readonly sin: Float64Array;
}

/**
 * cos and sin of 2π·numerator(k)/denominator for k = 0 .. count-1, both whole numbers. The angle is reduced to
 * ±45 degrees in exact integers first, so every value is right to the last bit or the one before, and quarter turns
 * are exactly 0 and ±1. Range: 4·numerator below 2^53.
 */
export function unitCircle(count: number, denominator: number, numerator: (k: number) => number): UnitCircle {
  const cos = new Float64Array(count);
  const sin = new Float64Array(count);
  for (let k = 0; k < count; k++) {
    const turns = 4 * numerator(k);
    const quarter = Math.round(turns / denominator);
    const angle = ((Math.PI / 2) * (turns - quarter * denominator)) / denominator;
    const c = Math.cos(angle);
    const s = Math.sin(angle);
    const turned = ((quarter % 4) + 4) % 4;
    cos[k] = turned === 0 ? c : turned === 1 ? -s : turned === 2 ? -c : s;
    sin[k] = turned === 0 ? s : turned === 1 ? c : turned === 2 ? -s : -c;
  }
  return { cos, sin };
}
