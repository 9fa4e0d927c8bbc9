/**
 * Spectral factor of a second-order squared magnitude, in closed form (Vicanek, "Matched Second Order Digital
 * Filters", 2016, section 2): the minimum-phase c0 + c1 z^-1 + c2 z^-2 whose squared magnitude at w is
 * scale² (p0 + p1 y + p2 y²) with y = sin²(w/2) / scale. Range: the polynomial has to be positive for y from 0 to
 * 1/scale; what rounding leaves below zero counts as zero.
 */
export function powerFactor(p0: number, p1: number, p2: number, scale: number): { c0: number; c1: number; c2: number } {
  const rootDc = scale * Math.sqrt(Math.max(0, p0));
  const rootNyquist = Math.sqrt(Math.max(0, p0 * scale * scale + p1 * scale + p2));
  // Vicanek's W² + B2 with the terms that cancel left out.
  const rest = Math.max(0, (2 * p0 * scale * scale + p1 * scale + 2 * rootDc * rootNyquist) / 4);
  const c0 = ((rootDc + rootNyquist) / 2 + Math.sqrt(rest)) / 2;
  return { c0, c1: (rootDc - rootNyquist) / 2, c2: p2 / (16 * c0) };
}
