/**
 * Cuts (or lifts) a band while another signal sounds in it: room for a kick in the bass, for a voice in the guitars.
 * The key goes through a band-pass of the same shape; its mean power opens the band over 6 dB around a threshold, with
 * attack and release; what is added is the band times (gain - 1), so a moving gain cannot click and a shut band leaves
 * every bit alone. Fully open it is the bell of the Audio EQ Cookbook. Trapezoidal filters (svf.ts). Latency: none.
 * Same samples for every way of cutting blocks. Measured in keyedBell.test.ts.
 * Weakness: half open the band is a little narrower than a bell of that gain; close to half the rate bells come out
 * narrow (bilinear).
 */
import { dbToGain } from '../units/index.ts';
import { smoothingFactor } from './envelope.ts';
import { StateVariableFilter } from './svf.ts';

export interface KeyedBellOptions {
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly keyChannels: number;
  /** Below half the sample rate. */
  readonly frequencyHz: number;
  /** Gain at the centre when fully open. */
  readonly gainDb: number;
  readonly q: number;
  /** Mean square of the key in the band, summed over its channels, at which the band is half open. */
  readonly thresholdDbfs: number;
  /** Time constants of opening and shutting. */
  readonly attackMs: number;
  readonly releaseMs: number;
}

/** From shut to open. */
const RANGE_DB = 6;
/** Mean over which the key's power is taken: three periods of a low note, no less than 5 ms. */
const PERIODS = 3;
const LEAST_SECONDS = 0.005;
/** Frames between two looks at the level; the gain in between is a straight line. */
const STEP = 16;
const STATE_FLOOR = 1e-30;

/** How far the band is open at a key power, 0..1. */
export function gateOpening(power: number, halfOpenPower: number): number {
  if (!(power > 0)) return 0;
  return Math.min(1, Math.max(0, 0.5 + (10 * Math.log10(power / halfOpenPower)) / RANGE_DB));
}

export class KeyedBell {
  /** Gain at the centre now, in dB. */
  gainDb = 0;
  readonly #bands: readonly StateVariableFilter[];
  readonly #keys: readonly StateVariableFilter[];
  readonly #halfOpen: number;
  readonly #fullDb: number;
  readonly #mean: number;
  readonly #attack: number;
  readonly #release: number;
  readonly #work: Float64Array = new Float64Array(STEP);
  #power = 0;
  #open = 0;
  /** Gain at the start and at the end of the running step. */
  #gain = 1;
  #target = 1;
  #slope = 0;
  #phase = 0;
  readonly #energy: Float64Array = new Float64Array(STEP);

  /** Throws AudioError 'invalid-parameter' for numbers that are no filter at this rate. */
  constructor(options: KeyedBellOptions) {
    const { sampleRateHz, channels, keyChannels, frequencyHz, gainDb, q, thresholdDbfs } = options;
    // A bell of gain A² is 1 + (A² - 1) band-pass with A times its quality.
    const spec = { type: 'bandpass', frequencyHz, q: q * dbToGain(gainDb / 2) } as const;
    this.#bands = Array.from({ length: channels }, () => new StateVariableFilter(spec, sampleRateHz));
    this.#keys = Array.from({ length: keyChannels }, () => new StateVariableFilter({ ...spec, q }, sampleRateHz));
    this.#halfOpen = 10 ** (thresholdDbfs / 10);
    this.#fullDb = gainDb;
    this.#mean = 1 - smoothingFactor(Math.max(LEAST_SECONDS, PERIODS / frequencyHz), sampleRateHz);
    this.#attack = smoothingFactor(options.attackMs / 1000, sampleRateHz / STEP);
    this.#release = smoothingFactor(options.releaseMs / 1000, sampleRateHz / STEP);
  }

  /** Changes `frames` frames of `channels` in place; `key` is only read. */
  process(channels: readonly Float64Array[], key: readonly Float64Array[], frames: number): void {
    for (let done = 0; done < frames; ) {
      const count = Math.min(STEP - this.#phase, frames - done);
      this.#listen(key, done, count);
      if (this.#gain !== 1 || this.#slope !== 0) this.#change(channels, done, count);
      else this.#follow(channels, done, count);
      this.#phase += count;
      done += count;
      if (this.#phase === STEP) this.#step();
    }
  }

  #listen(key: readonly Float64Array[], offset: number, count: number): void {
    const energy = this.#energy;
    energy.fill(0, 0, count);
    for (let c = 0; c < this.#keys.length; c++) {
      const x = key[c];
      const work = this.#work;
      for (let i = 0; i < count; i++) work[i] = x[offset + i];
      this.#keys[c].process(work, 0, count);
      for (let i = 0; i < count; i++) energy[i] += work[i] * work[i];
    }
    let power = this.#power;
    for (let i = 0; i < count; i++) power += this.#mean * (energy[i] - power);
    this.#power = power < STATE_FLOOR ? 0 : power;
  }

  #change(channels: readonly Float64Array[], offset: number, count: number): void {
    for (let c = 0; c < this.#bands.length; c++) {
      const x = channels[c];
      const work = this.#work;
      for (let i = 0; i < count; i++) work[i] = x[offset + i];
      this.#bands[c].process(work, 0, count);
      for (let i = 0; i < count; i++) x[offset + i] += (this.#gain - 1 + this.#slope * (this.#phase + i + 1)) * work[i];
    }
  }

  /** The filters run on while the band is shut, so that it opens without a start. */
  #follow(channels: readonly Float64Array[], offset: number, count: number): void {
    for (let c = 0; c < this.#bands.length; c++) {
      const x = channels[c];
      for (let i = 0; i < count; i++) this.#work[i] = x[offset + i];
      this.#bands[c].process(this.#work, 0, count);
    }
  }

  #step(): void {
    const wanted = gateOpening(this.#power, this.#halfOpen);
    const factor = wanted > this.#open ? this.#attack : this.#release;
    this.#open = wanted + factor * (this.#open - wanted);
    if (this.#open < 1e-4 && wanted === 0) this.#open = 0;
    this.gainDb = this.#fullDb * this.#open;
    this.#gain = this.#target;
    this.#target = this.#open === 0 ? 1 : dbToGain(this.gainDb);
    this.#slope = (this.#target - this.#gain) / STEP;
    this.#phase = 0;
  }
}
