/**
 * Gains of the optimally modified log-spectral amplitude estimator for one frame size: Ephraim and Malah 1985
 * (decision-directed a priori ratio, log-spectral amplitude gain), Cohen and Berdugo 2001 (signal presence from the
 * smoothed ratio of the bin and its surroundings; geometric blend with the floor). The noise power is a learned profile,
 * not tracked: tracking takes held notes for noise. Our own: the decision leans on the frame before the less the more the
 * power of 17 bins together stands out of the noise, so that attacks open at once and noise alone does not sparkle.
 * One call per frame, in order; nothing is allocated. Weakness: noise that changes is removed only as far as learned.
 */
import { quickDb } from '../quickMath.ts';
import { absenceAt, entryOf, halfIntegralAt, LARGEST_PRIOR, logWiener, quickExp } from './lsaTables.ts';

/** Weight of the frame before in the a priori ratio: over noise alone and within a signal. */
const DECISION_NOISE = 0.98;
const DECISION_SIGNAL = 0.9;
/** Mean ratio of 17 bins up to which they count for noise, and from which they count for a signal. */
const NOISE_UP_TO = 1.5;
const SIGNAL_FROM = 4;
/** Least a priori ratio, -18 dB: what keeps lone bins from sounding. */
const LEAST_PRIOR = 10 ** -1.8;
const LARGEST_POSTERIOR = 1e4;
/** Smoothing over frames of the ratio that decides about presence (Cohen and Berdugo 2001: 0.7). */
const SMOOTHING = 0.6;
/** Bins to either side that decide with a bin. */
const SURROUNDINGS = 8;
const LEAST_PRESENCE = 0.005;
/** Ratio that speaks against presence altogether, -10 dB. */
const NO_PRESENCE = 0.1;
/** Least logarithm of the estimator's gain, -60.8 dB: the range of the exponential's table. */
const LEAST_LOG = -7;

/** Presence from a smoothed ratio: 0 at -10 dB, 1 at 0 dB. */
function presenceOf(ratio: number): number {
  if (ratio <= NO_PRESENCE) return 0;
  // The table rounds what lies just below 1 to just above it, and a presence above 1 has no logarithm to blend by.
  return ratio >= 1 ? 1 : Math.min(1, 1 + quickDb(ratio) / 10);
}

/** Mean of the values around `k`, fewer at the ends. */
function meanAround(sums: Float64Array, k: number, bins: number): number {
  const from = k > SURROUNDINGS ? k - SURROUNDINGS : 0;
  const to = k + SURROUNDINGS < bins ? k + SURROUNDINGS + 1 : bins;
  return (sums[to] - sums[from]) / (to - from);
}

export class OmLsa {
  /** Gain squared times a posteriori ratio of the frame before. */
  readonly #before: Float64Array;
  readonly #prior: Float64Array;
  readonly #posterior: Float64Array;
  readonly #smooth: Float64Array;
  readonly #sums: Float64Array;

  constructor(bins: number) {
    this.#before = new Float64Array(bins);
    this.#prior = new Float64Array(bins);
    this.#posterior = new Float64Array(bins);
    this.#smooth = new Float64Array(bins);
    this.#sums = new Float64Array(bins + 1);
    this.reset();
  }

  reset(): void {
    this.#before.fill(1);
    this.#smooth.fill(LEAST_PRIOR);
  }

  /** `gains[k]` for the frame's `power[k]`, expected `noise[k]` above 0 and the logarithm of the least gain. */
  process(power: Float64Array, noise: Float32Array, logFloor: Float32Array, gains: Float64Array): void {
    this.#ratios(power, noise);
    const bins = gains.length;
    const smooth = this.#smooth;
    const sums = this.#sums;
    const before = this.#before;
    const priors = this.#prior;
    const posteriors = this.#posterior;
    let below = 0;
    let here = smooth[0];
    for (let k = 0; k < bins; k++) sums[k + 1] = sums[k] + smooth[k];
    for (let k = 0; k < bins; k++) {
      const above = k < bins - 1 ? smooth[k + 1] : 0;
      const near = 0.25 * (below + above) + 0.5 * here;
      below = here;
      here = above;
      let expected = LEAST_PRESENCE;
      if (near > NO_PRESENCE)
        expected = Math.max(presenceOf(near) * presenceOf(meanAround(sums, k, bins)), LEAST_PRESENCE);
      const prior = priors[k];
      const posterior = posteriors[k];
      const floor = logFloor[k];
      const entry = entryOf((prior / (1 + prior)) * posterior);
      const lsa = logWiener(prior) + halfIntegralAt(entry);
      const logGain = lsa < 0 ? (lsa > LEAST_LOG ? lsa : LEAST_LOG) : 0;
      const gain = quickExp(logGain);
      before[k] = gain * gain * posterior;
      // presence / (1 - presence), from Bayes
      const odds = (1 / expected - 1) * (1 + prior) * absenceAt(entry);
      const blended = (logGain + odds * floor) / (1 + odds);
      gains[k] = quickExp(blended > floor ? blended : floor);
    }
  }

  /** A posteriori and a priori ratios and their smoothed course. */
  #ratios(power: Float64Array, noise: Float32Array): void {
    const bins = power.length;
    const posteriors = this.#posterior;
    const priors = this.#prior;
    const smooth = this.#smooth;
    const before = this.#before;
    const sums = this.#sums;
    for (let k = 0; k < bins; k++) {
      const ratio = power[k] / noise[k];
      const posterior = ratio < LARGEST_POSTERIOR ? ratio : LARGEST_POSTERIOR;
      posteriors[k] = posterior;
      sums[k + 1] = sums[k] + posterior;
    }
    for (let k = 0; k < bins; k++) {
      const local = (meanAround(sums, k, bins) - NOISE_UP_TO) / (SIGNAL_FROM - NOISE_UP_TO);
      const signal = local <= 0 ? 0 : local >= 1 ? 1 : local;
      const decision = DECISION_NOISE + signal * (DECISION_SIGNAL - DECISION_NOISE);
      const over = posteriors[k] - 1;
      const now = decision * before[k] + (over > 0 ? (1 - decision) * over : 0);
      const prior = now < LEAST_PRIOR ? LEAST_PRIOR : now > LARGEST_PRIOR ? LARGEST_PRIOR : now;
      priors[k] = prior;
      smooth[k] = SMOOTHING * smooth[k] + (1 - SMOOTHING) * prior;
    }
  }
}
