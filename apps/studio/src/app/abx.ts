/** Hidden order and statistics of blind listening tests. */

/** Fills an array with random bytes; `crypto.getRandomValues` in the studio. */
export type RandomBytes = (into: Uint8Array<ArrayBuffer>) => unknown;

/** Which of two is behind the mask in each trial: true for B. One random bit each, even chance. */
export function hiddenOrder(trials: number, random: RandomBytes = (into) => crypto.getRandomValues(into)): boolean[] {
  if (!Number.isInteger(trials) || trials < 1) throw new RangeError(`${trials} trials cannot be held.`);
  const bytes = new Uint8Array(trials);
  random(bytes);
  return Array.from(bytes, (byte) => (byte & 1) === 1);
}

/**
 * Chance of `hits` or more right answers in `trials` by guessing: upper tail of the binomial distribution with p = 1/2.
 * Exact to rounding for up to 1000 trials.
 */
export function guessingChance(hits: number, trials: number): number {
  check(hits, trials);
  let tail = 0;
  for (let k = hits; k <= trials; k++) tail += Math.exp(logChoose(trials, k) - trials * Math.LN2);
  return Math.min(1, tail);
}

/** Two-sided chance of a split at least as uneven as `hits` of `trials` when neither side is preferred. */
export function evenChance(hits: number, trials: number): number {
  check(hits, trials);
  return Math.min(1, 2 * guessingChance(Math.max(hits, trials - hits), trials));
}

function check(hits: number, trials: number): void {
  if (!Number.isInteger(hits) || !Number.isInteger(trials) || hits < 0 || trials < 1 || hits > trials) {
    throw new RangeError(`${hits} of ${trials} is not a count of answers.`);
  }
}

/** Natural logarithm of n over k. */
function logChoose(n: number, k: number): number {
  let sum = 0;
  for (let i = 1; i <= Math.min(k, n - k); i++) sum += Math.log((n - i + 1) / i);
  return sum;
}

/** A p-value for people: "0.011", "below 0.001". */
export function chanceText(p: number): string {
  return p < 0.001 ? 'below 0.001' : p.toFixed(3);
}

/** What an ABX result means, in words; 0.05 is the customary bound. */
export function abxVerdict(hits: number, trials: number): string {
  const p = guessingChance(hits, trials);
  if (p <= 0.05) return `You heard the difference: ${hits} of ${trials} right, by guessing ${chanceText(p)}.`;
  return `No proof that the difference was heard: ${hits} of ${trials} right, by guessing ${chanceText(p)}.`;
}

/** What a preference result means, in words. */
export function preferenceVerdict(hits: number, trials: number): string {
  const p = evenChance(hits, trials);
  const chance = `Without any preference, a split this uneven comes with chance ${chanceText(p)}.`;
  if (p > 0.05) return `No clear preference: the take ${hits} of ${trials} times. ${chance}`;
  return `You preferred the ${2 * hits > trials ? 'take' : 'source'}: the take ${hits} of ${trials} times. ${chance}`;
}
