import type { AudioBlock, AudioInfo } from '@studiohand/core/audio';
import { dbToGain, gainToDb } from '@studiohand/core/units';
import { type Figure, figure } from './figures.ts';

/** A run of samples that stand still at an extreme. */
export interface ClippedRun {
  readonly seconds: number;
  readonly channel: number;
  readonly samples: number;
  readonly levelDbfs: Figure;
}

export interface ClippingFacts {
  /** Runs at or above the threshold. */
  readonly count: number;
  readonly samples: number;
  /** Runs below the threshold at the highest level their channel and polarity ever reaches: clipped, then turned down. */
  readonly flatToppedCount: number;
  readonly flatToppedDbfs: Figure;
  /** The longest runs of both kinds, in time order. */
  readonly runs: ClippedRun[];
}

/** Shortest run: three equal samples at an extreme, the usual rule of overload counters. */
const SHORTEST_RUN = 3;
/** A clipped wave enters its plateau steeply; the rounded top of a slow wave moves by single steps (own choice). */
const ENTRY_STEPS = 8;
/** Runs below this are of no interest as clipping. */
const LOWEST = 0.25;
/** How near to the highest value of a channel and polarity a plateau has to be: 0.01 dB. */
const NEAR = dbToGain(-0.01);
/** Plateaus below full scale needed before they are called flat-topped: one may be chance. */
const FEWEST_FLAT_TOPS = 3;
const KEPT = 1000;

interface Candidate {
  frame: number;
  samples: number;
  value: number;
}

/**
 * Runs of three or more samples that stay within one step of the sample format at an extreme value and are entered and
 * left steeply. At or above the threshold they are clipped; below it they count when they sit at the channel's highest
 * value, as in material that was clipped and then turned down.
 * Weakness: clipping that was resampled, filtered or coded lossily afterwards has no flat runs; a square wave has.
 */
export class Clipping {
  readonly #rate: number;
  readonly #threshold: number;
  readonly #channels: ChannelClipping[];

  constructor({ sampleRateHz, channels, encoding }: AudioInfo, thresholdDbfs: number) {
    this.#rate = sampleRateHz;
    this.#threshold = dbToGain(thresholdDbfs);
    const step = encoding?.kind === 'int' ? 2 ** (1 - encoding.bits) : 2 ** -23;
    this.#channels = Array.from({ length: channels }, () => new ChannelClipping(step, this.#threshold));
  }

  push({ channels, frames }: AudioBlock): void {
    for (let c = 0; c < this.#channels.length; c++)
      (this.#channels[c] as ChannelClipping).push(channels[c] as Float64Array, frames);
  }

  finish(): ClippingFacts {
    let count = 0;
    let samples = 0;
    let flatToppedCount = 0;
    let flatLevel = 0;
    const runs: ClippedRun[] = [];
    this.#channels.forEach((channel, c) => {
      const result = channel.finish();
      count += result.count;
      samples += result.samples;
      const kept = [...result.clipped];
      for (const tops of result.flat) {
        if (tops.count < FEWEST_FLAT_TOPS) continue;
        flatToppedCount += tops.count;
        flatLevel = Math.max(flatLevel, tops.level);
        kept.push(...tops.runs);
      }
      for (const run of kept)
        runs.push({
          seconds: run.frame / this.#rate,
          channel: c,
          samples: run.samples,
          levelDbfs: figure(gainToDb(run.value), 2),
        });
    });
    runs.sort((a, b) => b.samples - a.samples || a.seconds - b.seconds);
    return {
      count,
      samples,
      flatToppedCount,
      flatToppedDbfs: figure(gainToDb(flatLevel)),
      runs: runs.slice(0, KEPT).sort((a, b) => a.seconds - b.seconds || a.channel - b.channel),
    };
  }
}

/** Plateaus of one polarity below the threshold, at the highest level met so far. */
class FlatTops {
  level = 0;
  count = 0;
  runs: Candidate[] = [];

  /** A higher sample makes all plateaus well below it ordinary. */
  raise(value: number): void {
    if (this.count > 0 && value * NEAR > this.level) {
      this.count = 0;
      this.runs = [];
    }
    this.level = Math.max(this.level, value);
  }

  add(run: Candidate): void {
    this.count++;
    if (this.runs.length < KEPT) this.runs.push(run);
  }
}

class ChannelClipping {
  readonly #step: number;
  readonly #threshold: number;
  readonly #positive: FlatTops = new FlatTops();
  readonly #negative: FlatTops = new FlatTops();
  readonly #clipped: Candidate[] = [];
  #count = 0;
  #samples = 0;
  #position = 0;
  #previous = Number.NaN;
  #length = 0;
  #first = 0;
  #entry = Number.NaN;
  /** Samples below it can neither belong to a plateau that counts nor raise a level. */
  #gate = LOWEST;

  constructor(step: number, threshold: number) {
    this.#step = step * 1.001;
    this.#threshold = threshold;
  }

  push(x: Float64Array, frames: number): void {
    const step = this.#step;
    let previous = this.#previous;
    for (let i = 0; i < frames; i++) {
      const v = x[i] as number;
      if (this.#length === 0 && v < this.#gate && v > -this.#gate) {
        previous = v;
        continue;
      }
      const d = v - previous;
      if (
        d <= step &&
        d >= -step &&
        (v >= LOWEST || v <= -LOWEST) &&
        Math.abs(v - (this.#length ? this.#first : v)) <= step
      ) {
        if (this.#length === 0) {
          this.#length = 1;
          this.#first = previous;
        }
        this.#length++;
      } else {
        if (this.#length >= SHORTEST_RUN) this.#end(v, this.#position + i);
        else if (v > this.#positive.level || v < -this.#negative.level) this.#raise(v);
        this.#length = 0;
        this.#entry = previous;
      }
      previous = v;
    }
    this.#previous = previous;
    this.#position += frames;
  }

  #raise(v: number): void {
    if (v > 0) this.#positive.raise(v);
    else if (v < 0) this.#negative.raise(-v);
    const reached = Math.min(this.#positive.level, this.#negative.level) * NEAR;
    this.#gate = Math.max(LOWEST, Math.min(this.#threshold, reached - this.#step));
  }

  /** `next` follows the run, which ended just before `frame`. */
  #end(next: number, frame: number): void {
    const value = Math.abs(this.#first);
    const sign = this.#first < 0 ? -1 : 1;
    this.#raise(this.#first);
    this.#raise(next);
    const steep = ENTRY_STEPS * this.#step;
    // NaN stands for the edge of the file and passes both comparisons.
    if (value - sign * this.#entry < steep || value - sign * next < steep) return;
    const run: Candidate = { frame: frame - this.#length, samples: this.#length, value };
    if (value >= this.#threshold) {
      this.#count++;
      this.#samples += run.samples;
      if (this.#clipped.length < KEPT) this.#clipped.push(run);
      return;
    }
    const tops = sign > 0 ? this.#positive : this.#negative;
    if (value >= tops.level * NEAR) tops.add(run);
  }

  finish(): { count: number; samples: number; clipped: Candidate[]; flat: FlatTops[] } {
    if (this.#length >= SHORTEST_RUN) this.#end(Number.NaN, this.#position);
    return {
      count: this.#count,
      samples: this.#samples,
      clipped: this.#clipped,
      flat: [this.#positive, this.#negative],
    };
  }
}
