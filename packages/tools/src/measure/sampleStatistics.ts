import type { AudioBlock, AudioFormat } from '@studiohand/core/audio';
import { dbToGain } from '@studiohand/core/units';

/** Hops of the level series. */
export const STATISTICS_HOPS_PER_SECOND = 20;
/** What counts as silence in a file that is not digitally silent. */
export const SILENCE_DBFS = -90;

/** Sums of one hop of 50 ms over all channels. */
export interface StatisticsHops {
  readonly frames: number[];
  /** Sum of squares over frames and channels. */
  readonly energy: number[];
  readonly peak: number[];
  /** Sum of left times right; empty unless there are two channels. */
  readonly product: number[];
  readonly leftEnergy: number[];
}

export interface SampleStatisticsResult {
  readonly frames: number;
  readonly peak: Float64Array;
  readonly sum: Float64Array;
  readonly energy: Float64Array;
  /** Sum of left times right, of (left + right)² and of (left - right)²; 0 unless there are two channels. */
  readonly product: number;
  readonly sumEnergy: number;
  readonly differenceEnergy: number;
  readonly hops: StatisticsHops;
  /** First and last frame that is not zero; -1 when all are. */
  readonly firstSound: number;
  readonly lastSound: number;
  /** First and last frame above -90 dBFS; -1 when there is none. */
  readonly firstLoud: number;
  readonly lastLoud: number;
}

/**
 * The plain sums from which peak, DC, RMS, crest, correlation, mid and side, silence and noise floor follow, in tight
 * loops over pieces that never cross a 50 ms hop, so that the result does not depend on the block size.
 */
export class SampleStatistics {
  readonly #rate: number;
  readonly #peak: Float64Array;
  readonly #sum: Float64Array;
  readonly #energy: Float64Array;
  readonly #hops: StatisticsHops = { frames: [], energy: [], peak: [], product: [], leftEnergy: [] };
  readonly #hopEnergies: Float64Array;
  #product = 0;
  #both = 0;
  #difference = 0;
  #hopPeak = 0;
  #hopProduct = 0;
  #position = 0;
  #hopStart = 0;
  #hopEnd: number;
  readonly #loud: number = dbToGain(SILENCE_DBFS);
  #firstSound = -1;
  #lastSound = -1;
  #firstLoud = -1;
  #lastLoud = -1;

  constructor({ sampleRateHz, channels }: AudioFormat) {
    this.#rate = sampleRateHz;
    this.#peak = new Float64Array(channels);
    this.#sum = new Float64Array(channels);
    this.#energy = new Float64Array(channels);
    this.#hopEnergies = new Float64Array(channels);
    this.#hopEnd = this.#boundary(1);
  }

  #boundary(hop: number): number {
    return Math.max(hop, Math.round((hop * this.#rate) / STATISTICS_HOPS_PER_SECOND));
  }

  push({ channels, frames }: AudioBlock): void {
    for (let done = 0; done < frames; ) {
      const count = Math.min(frames - done, this.#hopEnd - this.#position);
      for (let c = 0; c < this.#peak.length; c++) this.#channel(channels[c] as Float64Array, c, done, count);
      if (this.#peak.length === 2)
        this.#pair(channels[0] as Float64Array, channels[1] as Float64Array, done, done + count);
      done += count;
      this.#position += count;
      if (this.#position === this.#hopEnd) this.#endHop();
    }
  }

  #channel(x: Float64Array, c: number, from: number, count: number): void {
    let peak = 0;
    let sum = this.#sum[c] as number;
    let energy = this.#hopEnergies[c] as number;
    for (let i = from, end = from + count; i < end; i++) {
      const v = x[i] as number;
      const a = v < 0 ? -v : v;
      if (a > peak) peak = a;
      sum += v;
      energy += v * v;
    }
    this.#sum[c] = sum;
    this.#hopEnergies[c] = energy;
    if (peak > (this.#peak[c] as number)) this.#peak[c] = peak;
    if (peak > this.#hopPeak) this.#hopPeak = peak;
    if (peak > 0) this.#markSound(x, from, count);
    if (peak > this.#loud) this.#markLoud(x, from, count);
  }

  #markSound(x: Float64Array, from: number, count: number): void {
    const base = this.#position - from;
    if (this.#firstSound < 0 || this.#firstSound > this.#position) {
      let i = from;
      while (x[i] === 0) i++;
      if (this.#firstSound < 0 || base + i < this.#firstSound) this.#firstSound = base + i;
    }
    let last = from + count - 1;
    while (x[last] === 0) last--;
    if (base + last > this.#lastSound) this.#lastSound = base + last;
  }

  #markLoud(x: Float64Array, from: number, count: number): void {
    const base = this.#position - from;
    if (this.#firstLoud < 0 || this.#firstLoud > this.#position) {
      let i = from;
      while (Math.abs(x[i] as number) <= this.#loud) i++;
      if (this.#firstLoud < 0 || base + i < this.#firstLoud) this.#firstLoud = base + i;
    }
    let last = from + count - 1;
    while (Math.abs(x[last] as number) <= this.#loud) last--;
    if (base + last > this.#lastLoud) this.#lastLoud = base + last;
  }

  #pair(left: Float64Array, right: Float64Array, from: number, to: number): void {
    let product = this.#hopProduct;
    let both = this.#both;
    let difference = this.#difference;
    for (let i = from; i < to; i++) {
      const l = left[i] as number;
      const r = right[i] as number;
      const d = l - r;
      const s = l + r;
      product += l * r;
      both += s * s;
      difference += d * d;
    }
    this.#hopProduct = product;
    this.#both = both;
    this.#difference = difference;
  }

  #endHop(): void {
    let energy = 0;
    for (let c = 0; c < this.#hopEnergies.length; c++) {
      const hop = this.#hopEnergies[c] as number;
      energy += hop;
      this.#energy[c] = (this.#energy[c] as number) + hop;
    }
    this.#hops.frames.push(this.#position - this.#hopStart);
    this.#hops.energy.push(energy);
    this.#hops.peak.push(this.#hopPeak);
    if (this.#peak.length === 2) {
      this.#hops.product.push(this.#hopProduct);
      this.#hops.leftEnergy.push(this.#hopEnergies[0] as number);
      this.#product += this.#hopProduct;
    }
    this.#hopEnergies.fill(0);
    this.#hopPeak = 0;
    this.#hopProduct = 0;
    this.#hopStart = this.#position;
    this.#hopEnd = Math.max(this.#position + 1, this.#boundary(this.#hops.frames.length + 1));
  }

  finish(): SampleStatisticsResult {
    if (this.#position > this.#hopStart) this.#endHop();
    return {
      frames: this.#position,
      peak: this.#peak,
      sum: this.#sum,
      energy: this.#energy,
      product: this.#product,
      sumEnergy: this.#both,
      differenceEnergy: this.#difference,
      hops: this.#hops,
      firstSound: this.#firstSound,
      lastSound: this.#lastSound,
      firstLoud: this.#firstLoud,
      lastLoud: this.#lastLoud,
    };
  }
}
