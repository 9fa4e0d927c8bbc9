/**
 * How well stems were separated, against the true ones, in one streaming pass.
 * - Per frame of one second: SDR of BSSEval v4 (Stöter, Liutkus and Ito 2018; museval 0.4.1), whose three error parts sum
 *   to estimate - reference, so that it is 10 log10(sum s^2 / sum (s - s')^2) over all samples and channels. Frames follow
 *   each other without overlap; the last, unfinished one is dropped. Where any reference or any estimate of the set has a
 *   channel sum of 0 at every sample, no stem of that frame counts.
 * - cSDR: the median over the frames that count. uSDR: over the whole song, with 1e-7 added to both sums (MDX 2021).
 * - SI-SDR over the whole song, one factor for all channels (Le Roux et al. 2019).
 * Measured: golden figures of museval within 1e-6 (stemScore.test.ts). Weakness of cSDR: a stem that is silent for most of
 * a song is judged by very few frames; look at uSDR, the counted frames and the active seconds beside it.
 */
import { AudioError } from '../../audio/index.ts';

/** Added to both sums of the uSDR, as the MDX 2021 challenge did. */
const USDR_DELTA = 1e-7;
/** A frame is active when its highest sample is above -60 dBFS. */
const ACTIVE_PEAK = 1e-3;

export interface StemScoreOptions {
  readonly sampleRateHz: number;
  /** Number of stems and channels of each. */
  readonly stems: number;
  readonly channels: number;
}

/** Scores of one stem. */
export interface StemScores {
  /** SDR of every whole second, dB; NaN where it does not count, Infinity without any error. */
  readonly frameSdrDb: Float64Array;
  /** Median over the frames that count; NaN for none. */
  readonly cSdrDb: number;
  readonly uSdrDb: number;
  readonly siSdrDb: number;
  readonly countedFrames: number;
  /** Whole seconds in which the true stem peaks above -60 dBFS. */
  readonly activeSeconds: number;
  /** Median over those of them that count; NaN for none. */
  readonly activeSdrDb: number;
}

const db = (signal: number, error: number): number => 10 * Math.log10(signal / error);

function median(values: readonly number[]): number {
  if (values.length === 0) return Number.NaN;
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

class Stem {
  readonly frameSdrDb: number[] = [];
  readonly active: boolean[] = [];
  signal = 0;
  error = 0;
  estimate = 0;
  product = 0;
  /** Of the frame under way. */
  frameSignal = 0;
  frameError = 0;
  peak = 0;
  referenceSounds = false;
  estimateSounds = false;

  add(reference: readonly Float64Array[], estimate: readonly Float64Array[], from: number, to: number): void {
    for (let c = 0; c < reference.length; c++) {
      const [s, e] = [reference[c], estimate[c]];
      for (let i = from; i < to; i++) {
        const difference = s[i] - e[i];
        this.frameSignal += s[i] * s[i];
        this.frameError += difference * difference;
        this.estimate += e[i] * e[i];
        this.product += s[i] * e[i];
        this.peak = Math.max(this.peak, Math.abs(s[i]));
      }
    }
    this.referenceSounds ||= sounds(reference, from, to);
    this.estimateSounds ||= sounds(estimate, from, to);
  }

  /** Ends a frame; `whole` ones are kept. */
  end(whole: boolean, counts: boolean): void {
    if (whole) {
      this.frameSdrDb.push(counts ? db(this.frameSignal, this.frameError) : Number.NaN);
      this.active.push(this.peak > ACTIVE_PEAK);
    }
    this.signal += this.frameSignal;
    this.error += this.frameError;
    this.frameSignal = this.frameError = this.peak = 0;
    this.referenceSounds = this.estimateSounds = false;
  }

  get scores(): StemScores {
    const counted = this.frameSdrDb.filter((value) => !Number.isNaN(value));
    const active = this.frameSdrDb.filter((value, i) => this.active[i] && !Number.isNaN(value));
    const projected = this.signal > 0 ? (this.product * this.product) / this.signal : Number.NaN;
    return {
      frameSdrDb: Float64Array.from(this.frameSdrDb),
      cSdrDb: median(counted),
      uSdrDb: db(this.signal + USDR_DELTA, this.error + USDR_DELTA),
      siSdrDb: db(projected, Math.max(0, this.estimate - projected)),
      countedFrames: counted.length,
      activeSeconds: this.active.filter(Boolean).length,
      activeSdrDb: median(active),
    };
  }
}

/** Whether the sum of the channels is other than 0 anywhere. */
function sounds(channels: readonly Float64Array[], from: number, to: number): boolean {
  for (let i = from; i < to; i++) {
    let sum = 0;
    for (let c = 0; c < channels.length; c++) sum += channels[c][i];
    if (sum !== 0) return true;
  }
  return false;
}

export class StemScore {
  readonly #stems: readonly Stem[];
  readonly #channels: number;
  readonly #frameLength: number;
  #filled = 0;
  #frames = 0;

  constructor({ sampleRateHz, stems, channels }: StemScoreOptions) {
    if (!(stems > 0) || !(channels > 0) || !(sampleRateHz >= 1))
      throw new AudioError('invalid-parameter', 'Stem scores: nothing to compare.', 'Give stems with channels.');
    this.#stems = Array.from({ length: stems }, () => new Stem());
    this.#channels = channels;
    this.#frameLength = Math.round(sampleRateHz);
  }

  /** `references[s][c]` and `estimates[s][c]` hold `count` samples from `offset`. */
  push(
    references: readonly (readonly Float64Array[])[],
    estimates: readonly (readonly Float64Array[])[],
    offset: number,
    count: number,
  ): void {
    for (const set of [references, estimates])
      if (set.length !== this.#stems.length || set.some((stem) => stem.length !== this.#channels))
        throw new AudioError(
          'invalid-parameter',
          `Stem scores: ${this.#stems.length} stems of ${this.#channels} channels were to come.`,
          'Give every stem, true and separated, with the same channels.',
        );
    for (let done = 0; done < count; ) {
      const part = Math.min(count - done, this.#frameLength - this.#filled);
      const from = offset + done;
      for (const [s, stem] of this.#stems.entries()) stem.add(references[s], estimates[s], from, from + part);
      this.#filled += part;
      done += part;
      if (this.#filled === this.#frameLength) this.#end(true);
    }
  }

  /** Scores by stem. A song shorter than a second is one frame. */
  finish(): readonly StemScores[] {
    if (this.#filled > 0) this.#end(this.#frames === 0);
    return this.#stems.map((stem) => stem.scores);
  }

  #end(whole: boolean): void {
    const counts = this.#stems.every((stem) => stem.referenceSounds && stem.estimateSounds);
    for (const stem of this.#stems) stem.end(whole, counts);
    this.#filled = 0;
    this.#frames++;
  }
}
