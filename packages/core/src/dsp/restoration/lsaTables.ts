/**
 * The functions of the log-spectral amplitude estimator (Ephraim and Malah 1985, eq. 20) by table: the upper bits of a
 * 32-bit float pick the entry, as in quickMath.ts. The gain is off by 0.03 dB at most (two halves of a step of 2^-8), and by less the
 * closer the gain is to one, so that a clean signal stays clean (lsaTables.test.ts).
 */

/** Bits of the mantissa that count. */
const MANTISSA_BITS = 8;
const SHIFT = 23 - MANTISSA_BITS;
const word = new Int32Array(1);
const float = new Float32Array(word.buffer);

/** Exponential integral E1(x) for x above 0: series below 1, continued fraction above (Abramowitz and Stegun 5.1). */
export function exponentialIntegral(x: number): number {
  if (x <= 1) {
    let sum = -0.5772156649015329 - Math.log(x);
    let term = -1;
    for (let k = 1; k < 30; k++) {
      term *= -x / k;
      sum += term / k;
    }
    return sum;
  }
  let fraction = 0;
  for (let k = 60; k > 0; k--) fraction = k / (1 + k / (x + fraction));
  return Math.exp(-x) / (x + fraction);
}

function indexOf(x: number): number {
  float[0] = x;
  return word[0] >>> SHIFT;
}

function table(least: number, largest: number, value: (x: number) => number): Float32Array {
  const first = indexOf(least);
  return Float32Array.from({ length: indexOf(largest) - first + 1 }, (_, i) => {
    // The middle of the interval that the entry stands for.
    word[0] = ((first + i) << SHIFT) | (1 << (SHIFT - 1));
    return value(float[0]);
  });
}

const LEAST_V = 2 ** -20;
const LARGEST_V = 64;
const FIRST_V = indexOf(LEAST_V);
const halfIntegral = table(LEAST_V, LARGEST_V, (v) => 0.5 * exponentialIntegral(v));
const absence = table(LEAST_V, LARGEST_V, (v) => Math.exp(-v));

/** Range of the a priori signal-to-noise ratio that {@link logWiener} takes. */
export const LEAST_PRIOR: number = 2 ** -10;
export const LARGEST_PRIOR: number = 2 ** 16;
const FIRST_PRIOR = indexOf(LEAST_PRIOR);
const wiener = table(LEAST_PRIOR, LARGEST_PRIOR, (prior) => -Math.log1p(1 / prior));

/** ln(prior / (1 + prior)) for a prior from {@link LEAST_PRIOR} to {@link LARGEST_PRIOR}. */
export function logWiener(prior: number): number {
  float[0] = prior;
  return wiener[(word[0] >>> SHIFT) - FIRST_PRIOR];
}

/** Entry of {@link halfIntegralAt} and {@link absenceAt} for v of 0 or more. */
export function entryOf(v: number): number {
  float[0] = v < LEAST_V ? LEAST_V : v > LARGEST_V ? LARGEST_V : v;
  return (word[0] >>> SHIFT) - FIRST_V;
}

/** E1(v) / 2: what the log-spectral amplitude gain has over the Wiener gain, in nepers. */
export function halfIntegralAt(entry: number): number {
  return halfIntegral[entry];
}

/** e^-v. */
export function absenceAt(entry: number): number {
  return absence[entry];
}

const STEPS_PER_NEPER = 1024;
const exponentials = Float32Array.from({ length: 8 * STEPS_PER_NEPER }, (_, i) => Math.exp(-i / STEPS_PER_NEPER));

/** e^x for x from -7.9 to 0, within 0.05 %; exactly 1 for 0. */
export function quickExp(x: number): number {
  return exponentials[(0.5 - STEPS_PER_NEPER * x) | 0];
}
