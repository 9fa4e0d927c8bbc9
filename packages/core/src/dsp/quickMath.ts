/**
 * Powers and levels by table, for numbers that only weigh and compare: the upper bits of the 32-bit float pick the
 * entry. Relative error of x^0.3 under 0.06 %, of a level under 0.01 dB (quickMath.test.ts).
 */

/** Exponent and the upper 8 bits of the mantissa of a positive float: 65,536 entries. */
const SHIFT = 15;
const ENTRIES = 1 << 16;
const word = new Int32Array(1);
const float = new Float32Array(word.buffer);

function table(value: (x: number) => number): Float64Array {
  return Float64Array.from({ length: ENTRIES }, (_, i) => {
    // The middle of the interval that the entry stands for.
    word[0] = (i << SHIFT) | (1 << (SHIFT - 1));
    return Number.isFinite(float[0]) ? value(float[0]) : 0;
  });
}

const loudness = table((x) => x ** 0.3);
const level = table((x) => 10 * Math.log10(x));

/** x^0.3 (Stevens 1957) for x of 0 or more. */
export function loudnessOf(power: number): number {
  float[0] = power;
  return loudness[word[0] >>> SHIFT];
}

/** 10 log10(x) for x above 0. */
export function quickDb(power: number): number {
  float[0] = power;
  return level[word[0] >>> SHIFT];
}
