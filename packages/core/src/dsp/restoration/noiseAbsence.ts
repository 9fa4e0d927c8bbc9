/**
 * Notices where a recording is quieter than the noise it is said to hold, and by how much: between gated phrases, after
 * an edit, in a clean recording with a wrong profile. Gaussian noise at the learned level leaves a mean of min(ratio, 1)
 * of 1 - 1/e over the bins of a band, and music on top only raises it; where the mean stays below, the noise is taken for
 * softer, band by band, and for louder again, up to what was learned, as soon as the mean is high. Our own method.
 * Weakness: for up to a second after a gap noise that comes back is reduced less.
 */
import { NOISE_BANDS } from './noiseBands.ts';

/** Time constant of the smoothing of the mean. */
const SMOOTHING_SECONDS = 0.1;
/** Means that prove the noise to be absent and present; 1 - 1/e = 0.632 is expected. */
const ABSENT = 0.55;
const PRESENT = 0.62;
/** How fast and how far the noise is taken for softer at most, and how fast for louder. */
const FALL_DB_PER_SECOND = 120;
const RISE_DB_PER_SECOND = 20;
const LEAST_DB = -20;
/** Tiles at the start of a stream in which frames are not filled. */
const STARTING_TILES = 6;
/** Unsteady noise falls below its mean by itself: both means are lowered by this many decibels per decibel. */
const PER_UNSTEADINESS = 1.5;

export class NoiseAbsence {
  /** Share of the learned power per band, above 0 to 1. */
  readonly shares: Float64Array = new Float64Array(NOISE_BANDS).fill(1);
  readonly #means: Float64Array = new Float64Array(NOISE_BANDS).fill(1);
  readonly #levelsDb: Float64Array = new Float64Array(NOISE_BANDS);
  readonly #lower: Float64Array;
  readonly #tileSeconds: number;
  readonly #keep: number;
  #tiles = 0;

  /** `unsteadinessDb` of the noise per band, as a profile holds it. */
  constructor(tileSeconds: number, unsteadinessDb: readonly number[]) {
    this.#tileSeconds = tileSeconds;
    this.#keep = Math.exp(-tileSeconds / SMOOTHING_SECONDS);
    this.#lower = Float64Array.from(
      { length: NOISE_BANDS },
      (_, b) => 10 ** ((-PER_UNSTEADINESS * (unsteadinessDb[b] ?? 0)) / 10),
    );
  }

  reset(): void {
    this.shares.fill(1);
    this.#means.fill(1);
    this.#levelsDb.fill(0);
    this.#tiles = 0;
  }

  /** `means` per band of the newest tile under the present shares; `silent`: digital silence, which proves nothing. */
  push(means: Float64Array, silent: boolean): void {
    this.#tiles++;
    if (silent || this.#tiles <= STARTING_TILES) return;
    for (let b = 0; b < NOISE_BANDS; b++) {
      const mean = this.#keep * this.#means[b] + (1 - this.#keep) * means[b];
      this.#means[b] = mean;
      const absent = ABSENT * this.#lower[b];
      const present = PRESENT * this.#lower[b];
      if (mean < absent) this.#levelsDb[b] -= (FALL_DB_PER_SECOND * this.#tileSeconds * (absent - mean)) / absent;
      else if (mean > present)
        this.#levelsDb[b] += (RISE_DB_PER_SECOND * this.#tileSeconds * (mean - present)) / (1 - present);
      this.#levelsDb[b] = Math.min(0, Math.max(LEAST_DB, this.#levelsDb[b]));
      this.shares[b] = 10 ** (this.#levelsDb[b] / 10);
    }
  }
}
