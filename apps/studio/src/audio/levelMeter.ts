/**
 * Meters of what is heard, in hops of 10 ms: sample peak (50 ms), RMS and correlation (300 ms), momentary and
 * short-term loudness (ITU-R BS.1770-5, EBU Tech 3341), loudness range (Tech 3342), true-peak hold (Annex 2), PSR, and
 * the depth to which B nulls against A (400 ms). Range, lowest and median PSR and holds are over what was heard since
 * they were reset. Writes into a state block; allocates nothing while running.
 * Weakness: loudness counts every channel with weight 1, since more than two channels are heard as a stereo downmix.
 */
import { peakToShortTermDb, RunningLoudnessRange, RunningPsr, typescriptKernels } from '@studiohand/core/dsp';
import { gainToDb, powerToDb } from '@studiohand/core/units';
import { HOPS_PER_SECOND, HopRing, RING_HOPS } from './hopRing.ts';
import { METER_CHANNELS } from './levels.ts';
import { STATE } from './stateBlock.ts';

const PEAK_HOPS = 5;
const RMS_HOPS = 30;
const MOMENTARY_HOPS = 40;
const SHORT_TERM_HOPS = RING_HOPS;
/** Readings are written this often: more than the meters are drawn. */
const PUBLISH_HOPS = 2;
/** Loudness range and PSR take a value every 100 ms. */
const RANGE_HOPS = 10;
/** BS.1770-5 eq. 2. */
const LOUDNESS_OFFSET_DB = -0.691;

/** Rows of the ring: frames, weighted energy, product of the first two channels, energy of A, of B - A, true peak; then per channel peak and energy. */
const FRAMES = 0;
const LOUDNESS = 1;
const PRODUCT = 2;
const ENERGY_A = 3;
const ENERGY_DELTA = 4;
const TRUE_PEAK = 5;
const CHANNEL = 6;

export class LevelMeter {
  readonly #channels: number;
  readonly #hopFrames: number;
  readonly #kWeighting;
  readonly #truePeak;
  readonly #piece: Float64Array[];
  readonly #energies: Float64Array;
  readonly #peaks: Float64Array;
  readonly #sums: Float64Array;
  readonly #ring: HopRing;
  readonly #hold: Float64Array = new Float64Array(METER_CHANNELS);
  readonly #truePeakHold: Float64Array = new Float64Array(METER_CHANNELS);
  readonly #range: RunningLoudnessRange = new RunningLoudnessRange();
  readonly #psr: RunningPsr = new RunningPsr();
  #psrDb = Number.NaN;
  #filled = 0;

  /** `channels` 1 to METER_CHANNELS. */
  constructor(sampleRateHz: number, channels: number) {
    this.#channels = channels;
    this.#hopFrames = Math.max(1, Math.round(sampleRateHz / HOPS_PER_SECOND));
    this.#kWeighting = typescriptKernels.kWeighting(sampleRateHz, channels);
    this.#truePeak = typescriptKernels.truePeak(channels);
    this.#piece = Array.from({ length: channels }, () => new Float64Array(this.#hopFrames));
    this.#energies = new Float64Array(channels);
    this.#peaks = new Float64Array(channels);
    this.#sums = new Float64Array(CHANNEL + 2 * channels);
    this.#ring = new HopRing(this.#sums.length);
  }

  /** Takes what is heard and the two sides before mixing; true when `publish` has news, 50 times a second. */
  push(
    heard: readonly Float32Array[],
    a: readonly Float32Array[],
    b: readonly Float32Array[],
    frames: number,
  ): boolean {
    let news = false;
    for (let done = 0; done < frames; ) {
      const count = Math.min(frames - done, this.#hopFrames - this.#filled);
      for (let c = 0; c < this.#channels; c++) {
        const piece = this.#piece[c]!;
        const x = heard[c]!;
        for (let i = 0; i < count; i++) piece[this.#filled + i] = x[done + i]!;
        this.#compare(a[c]!, b[c]!, done, count);
      }
      this.#filled += count;
      done += count;
      if (this.#filled === this.#hopFrames) {
        this.#endHop();
        news ||= this.#ring.hops % PUBLISH_HOPS === 0;
      }
    }
    return news;
  }

  #compare(a: Float32Array, b: Float32Array, offset: number, count: number): void {
    let energy = 0;
    let delta = 0;
    for (let i = offset; i < offset + count; i++) {
      const x = a[i]!;
      const d = b[i]! - x;
      energy += x * x;
      delta += d * d;
    }
    this.#sums[ENERGY_A]! += energy;
    this.#sums[ENERGY_DELTA]! += delta;
  }

  #endHop(): void {
    const sums = this.#sums;
    const frames = this.#hopFrames;
    this.#kWeighting.process(this.#piece, 0, frames, this.#energies);
    this.#truePeak.process(this.#piece, 0, frames, this.#peaks);
    sums[FRAMES] = frames;
    sums[LOUDNESS] = this.#energies.reduce((sum, energy) => sum + energy, 0);
    for (let c = 0; c < this.#channels; c++) {
      const x = this.#piece[c]!;
      let peak = 0;
      let energy = 0;
      for (let i = 0; i < frames; i++) {
        peak = Math.max(peak, Math.abs(x[i]!));
        energy += x[i]! * x[i]!;
      }
      sums[CHANNEL + 2 * c] = peak;
      sums[CHANNEL + 2 * c + 1] = energy;
      this.#hold[c] = Math.max(this.#hold[c]!, peak);
      const truePeak = Math.max(this.#peaks[c]!, peak);
      this.#truePeakHold[c] = Math.max(this.#truePeakHold[c]!, truePeak);
      sums[TRUE_PEAK] = Math.max(sums[TRUE_PEAK]!, truePeak);
    }
    const left = this.#piece[0]!;
    const right = this.#piece[1] ?? left;
    let product = 0;
    for (let i = 0; i < frames; i++) product += left[i]! * right[i]!;
    sums[PRODUCT] = product;
    this.#ring.push(sums);
    if (this.#ring.hops % RANGE_HOPS === 0) this.#takeRange();
    sums.fill(0);
    this.#filled = 0;
  }

  #takeRange(): void {
    const shortTermLufs = this.#loudness(SHORT_TERM_HOPS);
    this.#range.add(shortTermLufs);
    const { gateLufs } = this.#range;
    const psrDb = peakToShortTermDb(this.#ring.max(TRUE_PEAK, SHORT_TERM_HOPS), shortTermLufs);
    this.#psrDb = shortTermLufs >= gateLufs ? psrDb : Number.NaN;
    this.#psr.add(psrDb, shortTermLufs, gateLufs);
  }

  #loudness(hops: number): number {
    if (this.#ring.hops < hops) return Number.NEGATIVE_INFINITY;
    return LOUDNESS_OFFSET_DB + powerToDb(this.#ring.sum(LOUDNESS, hops) / this.#ring.sum(FRAMES, hops));
  }

  #correlation(): number {
    const left = this.#ring.sum(CHANNEL + 1, RMS_HOPS);
    const right = this.#channels > 1 ? this.#ring.sum(CHANNEL + 3, RMS_HOPS) : left;
    const scale = Math.sqrt(left * right);
    return scale > 0 ? Math.max(-1, Math.min(1, this.#ring.sum(PRODUCT, RMS_HOPS) / scale)) : Number.NaN;
  }

  /** Writes the readings. `compares`: whether there is a B to null against A. */
  publish(block: Float64Array, compares: boolean): void {
    const ring = this.#ring;
    block[STATE.channels] = this.#channels;
    block[STATE.momentaryLufs] = this.#loudness(MOMENTARY_HOPS);
    block[STATE.shortTermLufs] = this.#loudness(SHORT_TERM_HOPS);
    block[STATE.correlation] = this.#correlation();
    const energy = ring.sum(ENERGY_A, MOMENTARY_HOPS);
    block[STATE.nullDepthDb] =
      compares && energy > 0 ? gainToDb(Math.sqrt(ring.sum(ENERGY_DELTA, MOMENTARY_HOPS) / energy)) : Number.NaN;
    block[STATE.rangeLowLufs] = this.#range.lowLufs;
    block[STATE.rangeHighLufs] = this.#range.highLufs;
    block[STATE.psrDb] = this.#psrDb;
    block[STATE.psrMedianDb] = this.#psr.medianDb;
    block[STATE.psrLowestDb] = this.#psr.lowestDb;
    const frames = Math.max(1, ring.sum(FRAMES, RMS_HOPS));
    for (let c = 0; c < this.#channels; c++) {
      block[STATE.peak + c] = ring.max(CHANNEL + 2 * c, PEAK_HOPS);
      block[STATE.rms + c] = Math.sqrt(ring.sum(CHANNEL + 2 * c + 1, RMS_HOPS) / frames);
      block[STATE.peakHold + c] = this.#hold[c]!;
      block[STATE.truePeakHold + c] = this.#truePeakHold[c]!;
    }
  }

  resetHolds(): void {
    this.#hold.fill(0);
    this.#truePeakHold.fill(0);
    this.#range.clear();
    this.#psr.clear();
    this.#psrDb = Number.NaN;
  }

  /** After a jump in time: windows start anew, holds stay. */
  restart(): void {
    this.#ring.clear();
    this.#psrDb = Number.NaN;
    this.#sums.fill(0);
    this.#filled = 0;
    this.#kWeighting.reset();
    this.#truePeak.reset();
  }
}
