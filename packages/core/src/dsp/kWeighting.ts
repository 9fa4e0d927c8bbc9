/**
 * K-weighting of ITU-R BS.1770-5 Annex 1 for any sample rate: a high shelf and a high-pass, bilinear from the analogue
 * prototype whose parameters reproduce the 48 kHz table of the recommendation to 1e-14. The numerator of the high-pass
 * stays [1, -2, 1] at every rate, as in the table.
 * Weakness: at low rates (8 kHz) the bilinear transform bends the shelf near Nyquist; below 4 kHz it is meaningless.
 */

/** Coefficients of both sections: shelf b0 b1 b2 a1 a2, then high-pass b0 b1 b2 a1 a2; a0 = 1. */
export function kWeightingCoefficients(sampleRateHz: number): Float64Array {
  // Shelf prototype: corner, gain and Q that give BS.1770-5 Annex 1 table 1 at 48 kHz.
  const shelf = Math.tan(Math.PI * Math.min(0.49, 1681.974450955533 / sampleRateHz));
  const shelfQ = 0.7071752369554196;
  const high = 10 ** (3.999843853973347 / 20);
  const band = high ** 0.4996667741545416;
  const a0 = 1 + shelf / shelfQ + shelf * shelf;
  // High-pass prototype for Annex 1 table 2.
  const pass = Math.tan(Math.PI * Math.min(0.49, 38.13547087602444 / sampleRateHz));
  const passQ = 0.5003270373238773;
  const c0 = 1 + pass / passQ + pass * pass;
  return Float64Array.of(
    (high + (band * shelf) / shelfQ + shelf * shelf) / a0,
    (2 * (shelf * shelf - high)) / a0,
    (high - (band * shelf) / shelfQ + shelf * shelf) / a0,
    (2 * (shelf * shelf - 1)) / a0,
    (1 - shelf / shelfQ + shelf * shelf) / a0,
    1,
    -2,
    1,
    (2 * (pass * pass - 1)) / c0,
    (1 - pass / passQ + pass * pass) / c0,
  );
}

/** Filter state below this is set to zero at the end of a piece, so that digital silence never runs on denormals. */
export const STATE_FLOOR = 1e-30;
