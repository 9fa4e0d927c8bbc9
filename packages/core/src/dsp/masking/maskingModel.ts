/**
 * Who masks whom, where and when. A unit (half an ERB, one frame) of a stem is lost under another when, at every ear at
 * which it could be heard, its excitation lies more than 5.5 dB under the other's: the masking of a tone by noise of
 * ISO/IEC 11172-3 (psychoacoustic model 2, D.2.4: NMT = 5.5 dB). Units count by their loudness (power to the 0.3,
 * Stevens 1957). Excitation: core/dsp/excitation.ts.
 * Weakness: every masker is taken for noise-like: a held tone is credited with more masking than it has. No memory
 * from frame to frame: what a loud hit hides after itself is not counted.
 */
import type { Band } from '../bands.ts';
import { Excitation, thresholdInQuietDb } from '../excitation.ts';
import { loudnessOf, quickDb } from '../quickMath.ts';
import type { Track, Tracks } from './tracks.ts';

const MASKING_DB = 5.5;
const MASKING = 10 ** (-MASKING_DB / 10);
/** A unit can be heard this far over the threshold in quiet, */
const OVER_QUIET_DB = 6;
/** within this of the stem's loudest unit, */
const RANGE = 10 ** -4.5;
/** and where the stem itself sounds, not only its spread: least share of the excitation. */
const OWN_SHARE = 0.1;
/** An ear counts when it gets at least this much of the other's power. */
const EAR_SHARE = 0.1;
/** 0 LUFS is the mean square of a full-scale square wave in one channel, less 0.691 dB (BS.1770). */
const LUFS_TO_MEAN_SQUARE_DB = 0.691;

/** Band gains (power factors) for what-if questions, `gain[e * bands + b]`; null changes nothing. */
export type BandGains = Float64Array | null;

/** Excitations of one frame, and which units of each stem can be heard. */
export class MaskingModel {
  readonly bands: readonly Band[];
  readonly stems: number;
  /** A place beside the stems for a changed version of one of them. */
  readonly spare: number;
  /** `weight[s * bands + b]`: loudness of the unit when it can be heard, else 0. */
  readonly weight: Float64Array;
  /** `excitation[((s * 2) + e) * bands + b]`. */
  readonly #excitation: Float64Array;
  readonly #audible: Uint8Array;
  readonly #tracks: readonly Track[];
  readonly #model: Excitation;
  readonly #quiet: Float64Array;
  readonly #floor: Float64Array;
  readonly #power: Float64Array;

  constructor({ tracks, bands, integratedLufs }: Tracks, listeningLevelDb: number) {
    const fullScaleDb = listeningLevelDb - (integratedLufs ?? 0) - LUFS_TO_MEAN_SQUARE_DB;
    const count = bands.length;
    this.bands = bands;
    this.stems = tracks.length;
    this.spare = tracks.length;
    this.weight = new Float64Array((tracks.length + 1) * count);
    this.#excitation = new Float64Array((tracks.length + 1) * 2 * count);
    this.#audible = new Uint8Array((tracks.length + 1) * 2 * count);
    this.#tracks = tracks;
    this.#model = new Excitation(bands, fullScaleDb);
    this.#quiet = Float64Array.from(
      bands,
      ({ centreHz }) => 10 ** ((thresholdInQuietDb(centreHz) + OVER_QUIET_DB - fullScaleDb) / 10),
    );
    this.#floor = Float64Array.from(tracks, ({ power }) => {
      let most = 0;
      for (const p of power) if (p > most) most = p;
      return most * RANGE;
    });
    this.#power = new Float64Array(2 * count);
  }

  /** Loads one stem of a frame into its place, or into another with its bands changed by `gains`. */
  load(stem: number, frame: number, gains: BandGains = null, place: number = stem): void {
    const { ears, power } = this.#tracks[stem];
    const count = this.bands.length;
    const from = frame * ears * count;
    const other = from + (ears - 1) * count;
    let alike = true;
    for (let b = 0; b < count; b++) {
      const left = gains ? power[from + b] * gains[b] : power[from + b];
      const right = gains ? power[other + b] * gains[count + b] : power[other + b];
      this.#power[b] = left;
      this.#power[count + b] = right;
      if (left !== right) alike = false;
    }
    const at = place * 2 * count;
    this.#model.pattern(this.#power, 0, this.#excitation, at);
    if (alike) this.#excitation.copyWithin(at + count, at, at + count);
    else this.#model.pattern(this.#power, count, this.#excitation, at + count);
    this.#judge(stem, place);
  }

  #judge(stem: number, place: number): void {
    const count = this.bands.length;
    const left = place * 2 * count;
    for (let b = 0; b < count; b++) {
      const l = this.#power[b];
      const r = this.#power[count + b];
      const most = l > r ? l : r;
      const el = this.#excitation[left + b];
      const er = this.#excitation[left + count + b];
      const heard = most > this.#quiet[b] && most > this.#floor[stem] && most > OWN_SHARE * (el > er ? el : er) ? 1 : 0;
      this.#audible[left + b] = heard && l >= EAR_SHARE * r ? 1 : 0;
      this.#audible[left + count + b] = heard && r >= EAR_SHARE * l ? 1 : 0;
      this.weight[place * count + b] = heard ? loudnessOf(el + er) : 0;
    }
  }

  /** Whether a heard unit of `stem` is lost under `masker`: at every ear that counts. */
  isLost(stem: number, masker: number, band: number): boolean {
    const count = this.bands.length;
    const own = stem * 2 * count + band;
    const other = masker * 2 * count + band;
    const audible = this.#audible;
    const excitation = this.#excitation;
    const left = audible[own] === 0 || excitation[own] < MASKING * excitation[other];
    if (!left) return false;
    return audible[own + count] === 0 || excitation[own + count] < MASKING * excitation[other + count];
  }

  /** By how many dB a unit that is lost lies under what `masker` hides, at the better ear. */
  deficitDb(stem: number, masker: number, band: number): number {
    const count = this.bands.length;
    const own = stem * 2 * count + band;
    const other = masker * 2 * count + band;
    let least = Number.POSITIVE_INFINITY;
    for (let e = 0; e < 2 * count; e += count) {
      if (this.#audible[own + e] === 0) continue;
      const ratio = (MASKING * this.#excitation[other + e]) / this.#excitation[own + e];
      if (ratio < least) least = ratio;
    }
    return quickDb(least);
  }
}
