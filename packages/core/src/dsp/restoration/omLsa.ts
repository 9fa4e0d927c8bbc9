/**
 * Gains of the optimally modified log-spectral amplitude estimator for one frame size: Ephraim and Malah 1985
 * (decision-directed a priori ratio, log-spectral amplitude gain), Cohen and Berdugo 2001 (signal presence from the
 * smoothed ratio of the bin, its surroundings and the frame; geometric blend with the floor). The noise power is a
 * learned profile, not tracked: tracking takes held notes for noise.
 * One call per frame, in order; nothing is allocated. Weakness: noise that changes is removed only as far as learned.
 */
import { quickDb } from '../quickMath.ts';
import { absenceAt, entryOf, halfIntegralAt, LARGEST_PRIOR, logWiener, quickExp } from './lsaTables.ts';

/** Weight of the frame before in the a priori ratio. */
const DECISION = 0.92;
/** Least a priori ratio, -18 dB: what keeps lone bins from sounding. */
const LEAST_RATIO = 10 ** -1.8;
const LARGEST_POSTERIOR = 1e4;
/** Smoothing of the ratio that decides about presence (Cohen and Berdugo 2001). */
const SMOOTHING = 0.7;
/** Bins to either side that decide with a bin about presence in its surroundings. */
const SURROUNDINGS = 16;
/** The frame as a whole speaks against a signal by this factor at most. */
const LEAST_FRAME_PRESENCE = 0.3;
const LEAST_PRESENCE = 0.05;
/** Ratio that speaks against presence altogether, -10 dB. */
const NO_PRESENCE = 0.1;
/** Least logarithm of a gain, -60.8 dB: the range of the exponential's table. */
const LEAST_LOG = -7;

/** Presence from a smoothed ratio: 0 at -10 dB, 1 at 0 dB. */
function presenceOf(ratio: number): number {
  if (ratio <= NO_PRESENCE) return 0;
  return ratio >= 1 ? 1 : 1 + quickDb(ratio) / 10;
}

export class OmLsa {
  readonly #noise: Float64Array;
  readonly #perNoise: Float64Array;
  readonly #logFloor: Float64Array;
  /** Gain squared times a posteriori ratio of the frame before. */
  readonly #before: Float64Array;
  readonly #prior: Float64Array;
  readonly #posterior: Float64Array;
  readonly #smooth: Float64Array;
  readonly #sums: Float64Array;
  readonly #wide: Float64Array;

  /** `noise`: power per bin, above 0; `floor`: least gain per bin, above 0 to 1. */
  constructor(noise: Float64Array, floor: Float64Array) {
    const bins = noise.length;
    this.#noise = noise;
    this.#perNoise = noise.map((v) => 1 / v);
    this.#logFloor = floor.map((v) => Math.log(v));
    this.#before = new Float64Array(bins);
    this.#prior = new Float64Array(bins);
    this.#posterior = new Float64Array(bins);
    this.#smooth = new Float64Array(bins);
    this.#sums = new Float64Array(bins + 1);
    this.#wide = new Float64Array(bins);
    this.reset();
  }

  reset(): void {
    this.#before.fill(1);
    this.#smooth.fill(LEAST_RATIO);
  }

  /** `gains[k]` for the frame's `power[k]`. */
  process(power: Float64Array, gains: Float64Array): void {
    const frame = this.#ratios(power);
    const bins = power.length;
    const smooth = this.#smooth;
    const wide = this.#wide;
    const before = this.#before;
    const priors = this.#prior;
    const posteriors = this.#posterior;
    const logFloors = this.#logFloor;
    let below = 0;
    let here = smooth[0];
    for (let k = 0; k < bins; k++) {
      const above = k < bins - 1 ? smooth[k + 1] : 0;
      const near = 0.25 * (below + above) + 0.5 * here;
      below = here;
      here = above;
      const prior = priors[k];
      const posterior = posteriors[k];
      const logFloor = logFloors[k];
      const entry = entryOf((prior / (1 + prior)) * posterior);
      const lsa = logWiener(prior) + halfIntegralAt(entry);
      const logGain = lsa < 0 ? (lsa > LEAST_LOG ? lsa : LEAST_LOG) : 0;
      const gain = quickExp(logGain);
      before[k] = gain * gain * posterior;
      let expected = LEAST_PRESENCE;
      if (near > NO_PRESENCE) expected = Math.max(presenceOf(near) * presenceOf(wide[k]) * frame, LEAST_PRESENCE);
      // presence / (1 - presence), from Bayes
      const odds = (1 / expected - 1) * (1 + prior) * absenceAt(entry);
      const blended = (logGain + odds * logFloor) / (1 + odds);
      gains[k] = quickExp(blended > logFloor ? blended : logFloor);
    }
  }

  /** A priori ratios, their smoothed course and its surroundings; presence of the frame as a whole. */
  #ratios(power: Float64Array): number {
    const bins = power.length;
    const prior = this.#prior;
    const smooth = this.#smooth;
    const sums = this.#sums;
    const before = this.#before;
    const perNoise = this.#perNoise;
    const posteriors = this.#posterior;
    for (let k = 0; k < bins; k++) {
      const ratio = power[k] * perNoise[k];
      const posterior = ratio < LARGEST_POSTERIOR ? ratio : LARGEST_POSTERIOR;
      posteriors[k] = posterior;
      const now = DECISION * before[k] + (posterior > 1 ? (1 - DECISION) * (posterior - 1) : 0);
      prior[k] = now < LEAST_RATIO ? LEAST_RATIO : now > LARGEST_PRIOR ? LARGEST_PRIOR : now;
      smooth[k] = SMOOTHING * smooth[k] + (1 - SMOOTHING) * prior[k];
      sums[k + 1] = sums[k] + smooth[k];
    }
    // Two running means of 16: a triangle, close to the Hann weights of the source.
    const wide = this.#wide;
    const reach = SURROUNDINGS / 2;
    for (let k = 0; k < bins; k++)
      wide[k] = (sums[Math.min(bins, k + reach)] - sums[Math.max(0, k - reach)]) / SURROUNDINGS;
    const mean = sums[bins] / bins;
    for (let k = 0; k < bins; k++) sums[k + 1] = sums[k] + wide[k];
    for (let k = 0; k < bins; k++)
      wide[k] = (sums[Math.min(bins, k + 1 + reach)] - sums[Math.max(0, k + 1 - reach)]) / SURROUNDINGS;
    return Math.max(presenceOf(mean), LEAST_FRAME_PRESENCE);
  }

  /** Expected error power under gains of the bins `from` to `to`: noise left plus signal lost. */
  risk(power: Float64Array, gains: Float64Array, from: number, to: number): number {
    const noise = this.#noise;
    let sum = 0;
    for (let k = from; k < to; k++) {
      const gain = gains[k];
      const lost = power[k] > noise[k] ? (1 - gain) * (1 - gain) * (power[k] - noise[k]) : 0;
      sum += gain * gain * noise[k] + lost;
    }
    return sum;
  }
}
