/**
 * Digital minimum-phase sections of an equaliser band: matched biquads ({@link matchedBiquad}), each followed by up to
 * two biquads that are fitted to what is left of the difference to the analogue prototype, where that is over 0.03 dB.
 * Measured in eq.test.ts up to 0.45 of the sample rate. Weakness: a design is an iteration (one to three
 * milliseconds): make it when a setting changes, not per sample.
 */
import type { BiquadCoefficients } from './biquad.ts';
import { biquadGainsDb } from './biquadResponse.ts';
import { checkBelowNyquist } from './cookbookBiquad.ts';
import { type EqBand, type EqSection, eqSections, sectionGainDb } from './eqBand.ts';
import { matchedBiquad } from './matchedBiquad.ts';
import { powerFactor } from './powerFactor.ts';
import { fitPower } from './powerFit.ts';

/** Differences under this are left. */
const GOOD_DB = 0.03;
const MOST_CORRECTIONS = 2;
/** Part of the rate up to which the corrections look. */
const FIT_TOP = 0.475;
/** Points over the whole range, as many again in the top octaves where the difference lies, and around the frequency. */
const POINTS = 32;
/** Stop bands count less the deeper they are: half at this attenuation. */
const STOP_DB = 15;
/** Fits per start; each weighs the points by the error that the one before left (Lawson 1961). */
const ROUNDS = 5;
/** Squared denominators 1 + d1 y + d2 y² to start from, y = sin²(w/2): poles towards Nyquist, and in the middle. */
const STARTS: readonly (readonly [number, number])[] = [
  [-0.8, 0.1],
  [-0.3, 0],
  [2, 1],
];

/** The biquads of a band, in series, its gain included. Throws AudioError 'invalid-parameter'. */
export function eqBiquads(band: EqBand, sampleRateHz: number): BiquadCoefficients[] {
  checkBelowNyquist(band.frequencyHz, sampleRateHz);
  const { sections, gainDb } = eqSections(band);
  const biquads = sections.flatMap((section) => sectionBiquads(section, sampleRateHz));
  const first = biquads[0];
  if (gainDb === 0 || !first) return biquads;
  const gain = 10 ** (gainDb / 20);
  return [{ ...first, b0: first.b0 * gain, b1: first.b1 * gain, b2: first.b2 * gain }, ...biquads.slice(1)];
}

function sectionBiquads(section: EqSection, sampleRateHz: number): BiquadCoefficients[] {
  const main =
    'q' in section
      ? matchedBiquad(section, sampleRateHz)
      : firstOrder(section.type === 'firstHighpass', section.frequencyHz, sampleRateHz);
  const hz = fitPoints(section.frequencyHz, sampleRateHz);
  const wantedDb = hz.map((f) => sectionGainDb(section, f));
  const weight = wantedDb.map((db) => 1 / (1 + Math.min(0, db / STOP_DB) ** 4));
  const biquads = [main];
  while (biquads.length <= MOST_CORRECTIONS) {
    const gotDb = biquadGainsDb(biquads, hz, sampleRateHz);
    const leftDb = wantedDb.map((db, i) => db - gotDb[i]);
    if (!(worst(leftDb, weight) > GOOD_DB)) break;
    const correction = correct(hz, leftDb, weight, sampleRateHz);
    if (!correction) break;
    biquads.push(correction);
  }
  return biquads;
}

/** One pole where impulse invariance puts it; the high-pass with its zero at DC and its gain right at high frequencies. */
function firstOrder(high: boolean, frequencyHz: number, sampleRateHz: number): BiquadCoefficients {
  const pole = Math.exp((-2 * Math.PI * frequencyHz) / sampleRateHz);
  return high
    ? { b0: (1 + pole) / 2, b1: -(1 + pole) / 2, b2: 0, a1: -pole, a2: 0 }
    : { b0: 1 - pole, b1: 0, b2: 0, a1: -pole, a2: 0 };
}

function fitPoints(frequencyHz: number, sampleRateHz: number): Float64Array {
  const low = Math.min(20, sampleRateHz / 100);
  const points: number[] = [];
  for (let i = 0; i < POINTS; i++) {
    points.push(low * ((0.1 * sampleRateHz) / low) ** (i / POINTS));
    points.push(sampleRateHz * (0.1 + ((FIT_TOP - 0.1) * i) / (POINTS - 1)));
    const octaves = Math.sinh((6 * i) / POINTS - 3) / Math.sinh(3);
    points.push(frequencyHz * 4 ** octaves);
  }
  return Float64Array.from(points.filter((hz) => hz <= FIT_TOP * sampleRateHz));
}

const worst = (errorsDb: Float64Array, weight: Float64Array): number =>
  errorsDb.reduce((most, error, i) => Math.max(most, weight[i] * Math.abs(error)), 0);

/** The biquad nearest to a curve around 0 dB; undefined when none brings it nearer. */
function correct(
  hz: Float64Array,
  targetDb: Float64Array,
  weight: Float64Array,
  sampleRateHz: number,
): BiquadCoefficients | undefined {
  const y = hz.map((f) => Math.sin((Math.PI * f) / sampleRateHz) ** 2);
  // No weight, but a fit that is negative at Nyquist is none.
  const along = Float64Array.of(...y, 1);
  const curve = Float64Array.of(...targetDb, 0);
  let best = worst(targetDb, weight);
  let found: BiquadCoefficients | undefined;
  for (const [s1, s2] of STARTS) {
    const terms = Float64Array.of(s1, s2, 1, s1, s2);
    const points = { y: along, targetDb: curve, weight: Float64Array.of(...weight, 0) };
    for (let round = 0; round < ROUNDS; round++) {
      fitPower(terms, [0, 1, 2, 3, 4], points);
      const [d1, d2, n0, n1, n2] = terms;
      const d = powerFactor(1, d1, d2, 1);
      const n = powerFactor(n0, n1, n2, 1);
      const candidate = { b0: n.c0 / d.c0, b1: n.c1 / d.c0, b2: n.c2 / d.c0, a1: d.c1 / d.c0, a2: d.c2 / d.c0 };
      const gotDb = biquadGainsDb([candidate], hz, sampleRateHz);
      const leftDb = targetDb.map((db, i) => db - gotDb[i]);
      const reached = worst(leftDb, weight);
      if (reached < best) {
        best = reached;
        found = candidate;
      }
      for (let i = 0; i < hz.length; i++) points.weight[i] *= 0.2 + (weight[i] * Math.abs(leftDb[i])) / reached;
    }
  }
  return found;
}
