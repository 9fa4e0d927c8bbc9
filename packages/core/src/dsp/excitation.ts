/**
 * Excitation of the ear's filters by a sound: how far it spreads along the frequency scale, and the quiet it has to
 * exceed. From it follows what masks what.
 * Sources: Glasberg and Moore, "Derivation of auditory filter shapes from notched-noise data", Hearing Research 47,
 * 1990: rounded-exponential filters W(g) = (1 + p g) exp(-p g), upper slope p = 4 f / ERB, lower slope falling with the
 * level of the component (eq. 5); threshold in quiet after Terhardt, Hearing Research 1, 1979, eq. 12.
 * The level-dependent slopes come from a table with steps of 2 dB from 20 to 110 dB SPL.
 * Weakness: long-term shapes of normal ears; no forward masking, no combination tones; tones and noise excite alike.
 */
import { erbBandwidthHz } from '../units/index.ts';
import type { Band } from './bands.ts';
import { quickDb } from './quickMath.ts';

/** Level of a component per ERB, in dB SPL, from which the lower slope begins to flatten (Glasberg and Moore 1990). */
const REFERENCE_DB = 51;
/** Change of p per dB at 1 kHz; other frequencies in proportion to their p (eq. 5). */
const SLOPE_PER_DB = 0.38;
const LOWEST_DB = 20;
const HIGHEST_DB = 110;
const STEP_DB = 2;
/** Weights below -60 dB are left out. */
const SMALLEST = 1e-6;
const LEAST_SLOPE = 1;

const slopeAt51 = (hz: number): number => (4 * hz) / erbBandwidthHz(hz);

/** Threshold in quiet in dB SPL. Terhardt 1979, eq. 12. */
export function thresholdInQuietDb(hz: number): number {
  const k = Math.max(0.02, hz / 1000);
  return 3.64 * k ** -0.8 - 6.5 * Math.exp(-0.6 * (k - 3.3) ** 2) + 1e-3 * k ** 4;
}

/** Weight of a component at `hz` with `levelDb` (SPL per ERB) in the filter centred at `filterHz`, as a power factor. */
export function roexWeight(filterHz: number, hz: number, levelDb: number): number {
  const g = Math.abs(hz - filterHz) / filterHz;
  let p = slopeAt51(filterHz);
  // A component below the filter's centre: the louder it is, the further up it reaches.
  if (hz < filterHz) p -= SLOPE_PER_DB * (p / slopeAt51(1000)) * (levelDb - REFERENCE_DB);
  p = Math.max(LEAST_SLOPE, p);
  return (1 + p * g) * Math.exp(-p * g);
}

/** Excitation patterns over fixed bands. */
export class Excitation {
  readonly bands: readonly Band[];
  readonly #fullScaleDb: number;
  /** Per level step and component band: first filter, one past the last, and where their weights start. */
  readonly #first: Int32Array;
  readonly #end: Int32Array;
  readonly #at: Int32Array;
  readonly #weights: Float64Array;
  /** dB to add to a band's power to have its level per ERB. */
  readonly #perErbDb: Float64Array;

  /** `fullScaleDb`: the sound pressure level of a mean square of 1. */
  constructor(bands: readonly Band[], fullScaleDb: number) {
    this.bands = bands;
    this.#fullScaleDb = fullScaleDb;
    const steps = (HIGHEST_DB - LOWEST_DB) / STEP_DB + 1;
    const count = bands.length;
    this.#first = new Int32Array(steps * count);
    this.#end = new Int32Array(steps * count);
    this.#at = new Int32Array(steps * count);
    this.#perErbDb = Float64Array.from(
      bands,
      ({ centreHz, fromHz, toHz }) => 10 * Math.log10(erbBandwidthHz(centreHz) / (toHz - fromHz)),
    );
    const weights: number[] = [];
    for (let s = 0, row = 0; s < steps; s++) {
      for (const component of bands) {
        const all = bands.map((f) => roexWeight(f.centreHz, component.centreHz, LOWEST_DB + s * STEP_DB));
        this.#first[row] = all.findIndex((w) => w >= SMALLEST);
        this.#end[row] = all.findLastIndex((w) => w >= SMALLEST) + 1;
        this.#at[row] = weights.length;
        weights.push(...all.slice(this.#first[row], this.#end[row]));
        row++;
      }
    }
    this.#weights = Float64Array.from(weights);
  }

  /** Excitation (mean square) of every filter by the band powers at `offset`, written to `output` from `at`. */
  pattern(power: Float32Array | Float64Array, offset: number, output: Float64Array, at = 0): void {
    const count = this.bands.length;
    const weights = this.#weights;
    output.fill(0, at, at + count);
    for (let k = 0; k < count; k++) {
      const p = power[offset + k];
      if (!(p > 0)) continue;
      const level = quickDb(p) + this.#fullScaleDb + this.#perErbDb[k];
      const step = Math.round((Math.min(HIGHEST_DB, Math.max(LOWEST_DB, level)) - LOWEST_DB) / STEP_DB);
      const row = step * count + k;
      const end = at + this.#end[row];
      for (let i = at + this.#first[row], w = this.#at[row]; i < end; i++, w++) output[i] += p * weights[w];
    }
  }
}
