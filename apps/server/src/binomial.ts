/** Chances of listening tests under the hypothesis that the listener guesses: each trial hits with chance 1/2. */

/** P(at least `hits` of `trials`), the one-sided test of ABX. */
export function chanceOfAtLeast(hits: number, trials: number): number {
  let term = 1;
  let scale = 0;
  // Terms C(n, k) from k = n downwards, kept within range by powers of two.
  let sum = 0;
  for (let k = trials; k >= hits; k--) {
    sum += term;
    term *= k / (trials - k + 1);
    if (sum > 2 ** 500) {
      sum /= 2 ** 500;
      term /= 2 ** 500;
      scale += 500;
    }
  }
  return Math.min(1, sum * 2 ** (scale - trials));
}

/** Twice the smaller tail, at most 1: the two-sided test of a preference. */
export function chanceBothSides(hits: number, trials: number): number {
  return Math.min(1, 2 * chanceOfAtLeast(Math.max(hits, trials - hits), trials));
}
