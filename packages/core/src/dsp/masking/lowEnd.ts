/**
 * How two stems add up below 150 Hz: by how much their sum differs from two sources that know nothing of each other,
 * and what turning one of them over would change. From the cross spectrum of their mono sums, over the frames in which
 * both sound there. Weakness: one figure for the whole song; a delay that turns with frequency is not taken apart.
 */

/** One pair of stems, by index. */
export interface LowEndPair {
  readonly a: number;
  readonly b: number;
  /** Level of the sum relative to the sum of powers: +3 for equal and in phase, far below 0 when they cancel. */
  readonly sumDb: number;
  /** The same with the polarity of one of them inverted. */
  readonly flippedDb: number;
  /** -1 to 1. */
  readonly correlation: number;
  /** Frames in which both sound. */
  readonly frames: number;
}

/** A stem sounds down there when it is within this of its own mean, and within this of the other. */
const BELOW_OWN_MEAN_DB = -10;
const BELOW_OTHER_DB = -12;
const LEAST_FRAMES = 24;

/** Pairs that matter: fewer frames or less level tell nothing. */
export class LowEnd {
  readonly #spectra: readonly Float64Array[];
  /** Running mean of each stem's low energy over the frames in which it is not silent. */
  readonly #sum: Float64Array;
  readonly #count: Float64Array;
  readonly #energy: Float64Array;
  readonly #cross: Float64Array;
  readonly #powers: Float64Array;
  readonly #product: Float64Array;
  readonly #frames: Float64Array;

  /** Interleaved low-end spectra, one array per stem, filled anew before every {@link frame}. */
  constructor(spectra: readonly Float64Array[]) {
    const n = spectra.length;
    this.#spectra = spectra;
    this.#sum = new Float64Array(n);
    this.#count = new Float64Array(n);
    this.#energy = new Float64Array(n);
    this.#cross = new Float64Array(n * n);
    this.#powers = new Float64Array(n * n);
    this.#product = new Float64Array(n * n);
    this.#frames = new Float64Array(n * n);
  }

  frame(): void {
    const spectra = this.#spectra;
    const n = spectra.length;
    for (let s = 0; s < n; s++) {
      const x = spectra[s];
      let energy = 0;
      for (let i = 2; i < x.length; i++) energy += x[i] * x[i];
      this.#energy[s] = energy;
      if (energy > 0) {
        this.#sum[s] += energy;
        this.#count[s]++;
      }
    }
    for (let a = 0; a < n; a++) for (let b = a + 1; b < n; b++) if (this.#bothSound(a, b)) this.#add(a, b);
  }

  #bothSound(a: number, b: number): boolean {
    const own = 10 ** (BELOW_OWN_MEAN_DB / 10);
    const other = 10 ** (BELOW_OTHER_DB / 10);
    const ea = this.#energy[a];
    const eb = this.#energy[b];
    return (
      ea * this.#count[a] > own * this.#sum[a] &&
      eb * this.#count[b] > own * this.#sum[b] &&
      ea > other * eb &&
      eb > other * ea
    );
  }

  #add(a: number, b: number): void {
    const x = this.#spectra[a];
    const y = this.#spectra[b];
    let cross = 0;
    for (let i = 2; i < x.length; i++) cross += x[i] * y[i];
    const at = a * this.#spectra.length + b;
    this.#cross[at] += cross;
    this.#powers[at] += this.#energy[a] + this.#energy[b];
    this.#product[at] += Math.sqrt(this.#energy[a] * this.#energy[b]);
    this.#frames[at]++;
  }

  finish(): LowEndPair[] {
    const n = this.#spectra.length;
    const pairs: LowEndPair[] = [];
    for (let a = 0; a < n; a++) {
      for (let b = a + 1; b < n; b++) {
        const at = a * n + b;
        if (this.#frames[at] < LEAST_FRAMES) continue;
        const part = (2 * this.#cross[at]) / this.#powers[at];
        const db = (power: number): number => 10 * Math.log10(Math.max(1e-9, power));
        pairs.push({
          a,
          b,
          sumDb: db(1 + part),
          flippedDb: db(1 - part),
          correlation: this.#cross[at] / this.#product[at],
          frames: this.#frames[at],
        });
      }
    }
    return pairs;
  }
}
