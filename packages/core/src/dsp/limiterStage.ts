/**
 * One pass of a limiter over blocks of limited size: measures true peaks, derives the gain curve, applies it to the
 * delayed audio. The result can exceed the ceiling by what a changing gain does between samples (hundredths of a dB);
 * a second pass with a short curve removes that (see truePeakLimiter.ts).
 */
import { BlockDelay } from './blockDelay.ts';
import { LimiterCurve, type LimiterCurveOptions } from './limiterCurve.ts';
import { PEAK_SCAN_LATENCY, PeakScanner } from './peakScanner.ts';

export interface LimiterStageOptions extends LimiterCurveOptions {
  readonly channels: number;
  /** Linear. */
  readonly ceiling: number;
  /** 0: each channel its own gain; 1: all the largest. */
  readonly link: number;
  /** Points per sample at which peaks are measured. */
  readonly phases: 4 | 8 | 16;
}

const DB_PER_NEPER = 20 / Math.LN10;

export class LimiterStage {
  readonly latencyFrames: number;
  readonly #ceiling: number;
  readonly #link: number;
  readonly #scanners: PeakScanner[];
  readonly #curves: LimiterCurve[];
  readonly #peaks: Float64Array[];
  readonly #largest: Float64Array;
  readonly #gain: Float64Array;
  readonly #delays: BlockDelay[];
  readonly #earlier: BlockDelay;
  #untouchedFrames = 0;

  constructor(options: LimiterStageOptions) {
    const { channels, ceiling, link, phases, capacity } = options;
    this.#ceiling = ceiling;
    this.#link = link;
    this.#scanners = Array.from({ length: channels }, () => new PeakScanner(ceiling, phases, capacity));
    this.#curves = Array.from({ length: link === 1 ? 1 : channels }, () => new LimiterCurve(options));
    this.#peaks = Array.from({ length: channels }, () => new Float64Array(capacity));
    this.#largest = new Float64Array(capacity);
    this.latencyFrames = PEAK_SCAN_LATENCY + (this.#curves[0]?.latencyFrames ?? 0);
    this.#gain = new Float64Array(capacity);
    this.#delays = Array.from({ length: channels }, () => new BlockDelay(this.latencyFrames, capacity));
    this.#earlier = new BlockDelay(this.latencyFrames, capacity);
  }

  /**
   * Limits `count` frames from `offset` in place, `latencyFrames` late. `reductionDb` holds what passes before
   * took away (dB, from 0): it is delayed alike, and this pass's reduction added. `known`: peaks are known to be under
   * the ceiling (see `untouchedFrames`), and need not be read.
   */
  process(
    channels: readonly Float64Array[],
    offset: number,
    count: number,
    reductionDb: Float64Array,
    known = false,
  ): void {
    for (let c = 0; c < this.#scanners.length; c++) {
      if (known) this.#scanners[c].skip(channels[c], offset, count, this.#peaks[c]);
      else this.#scanners[c].process(channels[c], offset, count, this.#peaks[c]);
      if (this.#curves.length > 1) this.#toReduction(this.#peaks[c], count);
      else if (c > 0) this.#keepLarger(this.#peaks[c], count);
    }
    if (this.#curves.length > 1) this.#linkChannels(count);
    else this.#toReduction(this.#peaks[0], count);
    for (let k = 0; k < this.#curves.length; k++) this.#curves[k].process(this.#peaks[k], count);
    if (this.#isIdle(count)) {
      for (let c = 0; c < this.#delays.length; c++) this.#delays[c].process(channels[c], offset, count);
      this.#earlier.process(reductionDb, 0, count);
      this.#untouchedFrames += count;
      return;
    }
    this.#apply(channels, offset, count);
    this.#report(count, reductionDb);
  }

  #toReduction(peaks: Float64Array, count: number): void {
    const ceiling = this.#ceiling;
    for (let i = 0; i < count; i++) peaks[i] = peaks[i] > ceiling ? DB_PER_NEPER * Math.log(peaks[i] / ceiling) : 0;
  }

  /** How many of the latest frames came out as they went in. */
  get untouchedFrames(): number {
    return this.#untouchedFrames;
  }

  #keepLarger(peaks: Float64Array, count: number): void {
    const kept = this.#peaks[0];
    for (let i = 0; i < count; i++) if (peaks[i] > kept[i]) kept[i] = peaks[i];
  }

  #linkChannels(count: number): void {
    const peaks = this.#peaks;
    const link = this.#link;
    if (link === 0) return;
    const largest = this.#largest;
    largest.fill(0, 0, count);
    for (let c = 0; c < peaks.length; c++) {
      const own = peaks[c];
      for (let i = 0; i < count; i++) if (own[i] > largest[i]) largest[i] = own[i];
    }
    for (let k = 0; k < this.#curves.length; k++) {
      const own = peaks[k];
      for (let i = 0; i < count; i++) own[i] += link * (largest[i] - own[i]);
    }
  }

  /** Whether no curve takes anything away. */
  #isIdle(count: number): boolean {
    for (let k = 0; k < this.#curves.length; k++) {
      const reductionDb = this.#peaks[k];
      for (let i = 0; i < count; i++) if (reductionDb[i] !== 0) return false;
    }
    return true;
  }

  /** Delays every channel and multiplies it by its gain; without reduction its samples stay as they are. */
  #apply(channels: readonly Float64Array[], offset: number, count: number): void {
    const gain = this.#gain;
    for (let c = 0; c < this.#delays.length; c++) {
      const x = channels[c];
      this.#delays[c].process(x, offset, count);
      if (c < this.#curves.length) this.#toGain(this.#peaks[c], count);
      for (let i = 0; i < count; i++) x[offset + i] *= gain[i];
    }
  }

  #toGain(reductionDb: Float64Array, count: number): void {
    const gain = this.#gain;
    for (let i = 0; i < count; i++) gain[i] = reductionDb[i] === 0 ? 1 : Math.exp(-reductionDb[i] / DB_PER_NEPER);
  }

  #report(count: number, reductionDb: Float64Array): void {
    const curves = this.#curves.length;
    let untouched = this.#untouchedFrames;
    this.#earlier.process(reductionDb, 0, count);
    for (let i = 0; i < count; i++) {
      let most = 0;
      for (let k = 0; k < curves; k++) if (this.#peaks[k][i] > most) most = this.#peaks[k][i];
      untouched = most > 0 ? 0 : untouched + 1;
      reductionDb[i] += most;
    }
    this.#untouchedFrames = untouched;
  }

  reset(): void {
    for (const scanner of this.#scanners) scanner.reset();
    for (const curve of this.#curves) curve.reset();
    for (const delay of this.#delays) delay.reset();
    this.#earlier.reset();
    this.#untouchedFrames = 0;
  }
}
