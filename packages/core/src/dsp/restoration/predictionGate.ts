/**
 * Says where weighted prediction may work. Its figures for a stretch: how much every band resembles itself 128 ms before
 * (held and slowly dying tones do, rooms do not: measured 0.10 to 0.27 for reverberant speech, drums, beats, trumpet;
 * 0.3 to 0.9 for guitar, piano, bass, bells), and the share of its energy that the prediction would take (more than a
 * tenth is the tone, not the tail). In the lowest band rooms ring, too: there a large share may go when the rest holds no
 * tone and hits return. Our own method. Weakness: single drums with a tone in the lowest band are declined there.
 */

/** Edges of the bands in Hz; the first is where rooms ring. */
export const PREDICTION_EDGES_HZ: readonly number[] = [40, 250, 500, 1000, 2000, 4000, 8000];
const RESEMBLANCE_SECONDS = 0.128;
/** Resemblance up to which prediction works in full, and from which not at all. */
const FREE_RESEMBLANCE = 0.27;
const HELD_RESEMBLANCE = 0.33;
/** The same for the lowest band when its share is large. */
const FREE_RINGING = 0.2;
const HELD_RINGING = 0.24;
/** Share of a band's energy, likewise. */
const FREE_SHARE = 0.1;
const HELD_SHARE = 0.16;
/** Bands weaker than this share of the whole do not vote. */
const LEAST_BAND = 1e-5;
const RINGING_HITS = 3;
/** A hit: this much over the mean of the frames before, and over this share of the loudest. */
const HIT_RISE = 4;
const HIT_FRAMES = 4;
const HIT_LEVEL = 0.01;

function falling(value: number, from: number, to: number): number {
  return Math.min(1, Math.max(0, (to - value) / (to - from)));
}

export class PredictionGate {
  /** Weight of the prediction in every band, 0 to 1; set by {@link decide}. */
  readonly weights: Float64Array;
  /** 0 to 1: how much of the stretch is held tones; NaN for silence. Set by {@link judge}. */
  resemblance = 0;
  readonly #lag: number;
  readonly #own: Float64Array;
  readonly #common: Float64Array;
  readonly #taken: Float64Array;
  /** Power of the bands above the lowest, by frame. */
  readonly #course: Float64Array;

  constructor(frames: number, hopSeconds: number) {
    const bands = PREDICTION_EDGES_HZ.length - 1;
    this.weights = new Float64Array(bands);
    this.#lag = Math.round(RESEMBLANCE_SECONDS / hopSeconds);
    this.#own = new Float64Array(bands);
    this.#common = new Float64Array(bands);
    this.#taken = new Float64Array(bands);
    this.#course = new Float64Array(frames);
  }

  /** Before a stretch. */
  clear(): void {
    this.#own.fill(0);
    this.#common.fill(0);
    this.#taken.fill(0);
    this.#course.fill(0);
  }

  /** One bin of one channel: `from` is where the stretch starts. */
  listen(band: number, re: Float64Array, im: Float64Array, from: number): void {
    let [x, y, own] = [0, 0, 0];
    const lag = this.#lag;
    for (let t = 0; t < this.#course.length; t++) {
      const n = from + t;
      const power = re[n] * re[n] + im[n] * im[n];
      own += power;
      if (band > 0) this.#course[t] += power;
      if (t < lag) continue;
      x += re[n] * re[n - lag] + im[n] * im[n - lag];
      y += im[n] * re[n - lag] - re[n] * im[n - lag];
    }
    this.#own[band] += own;
    this.#common[band] += Math.sqrt(x * x + y * y);
  }

  /** After all bins: whether prediction is worth trying at all. */
  judge(): boolean {
    const all = this.#own.reduce((sum, v) => sum + v, 0);
    let [sum, count] = [0, 0];
    for (let b = 1; b < this.#own.length; b++) {
      if (!(this.#own[b] > LEAST_BAND * all)) continue;
      sum += this.#common[b] / this.#own[b];
      count++;
    }
    this.resemblance = count > 0 ? sum / count : all > 0 ? 1 : Number.NaN;
    return this.resemblance < HELD_RESEMBLANCE;
  }

  /** One bin of one channel: energy that its prediction would take. */
  take(band: number, energy: number): void {
    this.#taken[band] += energy;
  }

  /** After all predictions: fills `weights`. */
  decide(): void {
    const whole = falling(this.resemblance, FREE_RESEMBLANCE, HELD_RESEMBLANCE);
    for (let b = 0; b < this.weights.length; b++) {
      const share = this.#own[b] > 0 ? this.#taken[b] / this.#own[b] : 0;
      this.weights[b] = whole * falling(share, FREE_SHARE, HELD_SHARE);
    }
    const ringing = this.#hits() >= RINGING_HITS ? falling(this.resemblance, FREE_RINGING, HELD_RINGING) : 0;
    this.weights[0] = Math.max(this.weights[0], ringing);
  }

  #hits(): number {
    const course = this.#course;
    const most = course.reduce((a, v) => Math.max(a, v), 0);
    let hits = 0;
    let last = -HIT_FRAMES;
    for (let t = 0; t < course.length; t++) {
      let before = 0;
      for (let k = Math.max(0, t - HIT_FRAMES); k < t; k++) before += course[k] / HIT_FRAMES;
      if (course[t] < HIT_RISE * before || course[t] < HIT_LEVEL * most || t - last < HIT_FRAMES) continue;
      last = t;
      hits += most > 0 ? 1 : 0;
    }
    return hits;
  }
}
