/**
 * ITU-T G.711 (11/88) expansion of one code byte to full scale ±1. The 14-bit (mu-law, table 2) and 13-bit (A-law,
 * table 1) values are scaled as the usual 16-bit tables have them, so a decode fits 16-bit PCM exactly.
 */

/** Mu-law code byte to ±1 (largest value 32124/32768). */
export function expandMuLaw(code: number): number {
  const bits = ~code & 0xff;
  // Bias 33 in units of the 14-bit scale, 132 in 16 bits.
  const magnitude = ((((bits & 0x0f) << 3) + 132) << ((bits >> 4) & 7)) - 132;
  return (bits & 0x80 ? -magnitude : magnitude) / 32768;
}

/** A-law code byte to ±1 (largest value 32256/32768). */
export function expandALaw(code: number): number {
  // Even bits are inverted on the line (G.711 section 3.3).
  const bits = code ^ 0x55;
  const segment = (bits >> 4) & 7;
  const step = ((bits & 0x0f) << 4) + 8;
  const magnitude = segment === 0 ? step : (step + 0x100) << (segment - 1);
  return (bits & 0x80 ? magnitude : -magnitude) / 32768;
}
