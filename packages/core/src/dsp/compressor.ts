/**
 * Feed-forward compressor with its detector in the log domain, streaming, planar, in place: level in dB, static curve,
 * smoothing of the reduction, gain (Giannoulis, Massberg, Reiss, JAES 60(6), 2012: figure 7c, "log domain", the design
 * they recommend; smoothing by their eq. 16). Properties measured in compressor.test.ts: static curve within 0.1 dB,
 * attack and release (63.2 % of the change in dB) within 5 %. Latency: the look-ahead, 0 by default.
 *
 * Level: 'peak' is the magnitude held for 5 ms, so that a sine of 100 Hz and up reads as steady as its peak; 'rms' the
 * exponentially weighted root mean square, a full-scale sine reading -3.01 dB. Linked channels share the highest level.
 * Weakness: attacks shorter than a period of the lowest note distort it, as in every compressor; gain changes are not
 * band-limited, so very fast settings alias.
 */
import { AudioError } from '../audio/index.ts';
import { BiquadCascade } from './biquad.ts';
import { DelayLine } from './delayLine.ts';
import { EnvelopeFollower, RmsFollower } from './envelope.ts';
import type { FilterSpec } from './filterPrototype.ts';
import { checkGainCurve, type GainCurve } from './gainCurve.ts';
import { HeldPeak } from './heldPeak.ts';
import { matchedBiquad } from './matchedBiquad.ts';
import { decodeMidSide, encodeMidSide } from './midSideInPlace.ts';
import { ProgrammeRelease } from './programmeRelease.ts';

/** Settings of {@link Compressor}. */
export interface CompressorOptions extends GainCurve {
  readonly sampleRateHz: number;
  readonly channels: number;
  /** Time constants of the reduction in dB. */
  readonly attackMs: number;
  readonly releaseMs: number;
  /** 'peak' by default. */
  readonly detector?: 'peak' | 'rms';
  /** Time constant of the mean of 'rms'; 10 by default. */
  readonly rmsMs?: number;
  /** 'fixed' by default; 'programme' lets sustained reduction go ten times slower. */
  readonly release?: 'fixed' | 'programme';
  /** What the detector hears through: a high-pass keeps bass from pumping the rest. None by default. */
  readonly keyFilters?: readonly FilterSpec[];
  /** Channels the detector hears; all by default. Leave the LFE out with it. */
  readonly keyChannels?: readonly number[];
  /** 1 (default): every channel gets the same gain; 0: each its own; between: a part of the way, in dB. */
  readonly link?: number;
  /** 'left-right' (default), or, of two channels, mid and side both, or one of them alone. */
  readonly stereo?: 'left-right' | 'mid-side' | 'mid' | 'side';
  /** Delays the signal so that the gain is down when a peak arrives; 0 by default. */
  readonly lookaheadMs?: number;
  /** Level change after compression; 0 by default. */
  readonly makeupDb?: number;
  /** Largest reduction; unlimited by default. */
  readonly rangeDb?: number;
}

const PIECE = 512;
const PEAK_HOLD_SECONDS = 0.005;
const DB_PER_NEPER = 20 / Math.LN10;
/** Reductions below are none: 1e-6 dB is a gain of 1 - 1.2e-7. */
const NO_REDUCTION_DB = 1e-6;

interface Follower {
  process(input: Float64Array, output: Float64Array, offset: number, count: number): void;
  reset(): void;
}

export class Compressor {
  /** Whole frames by which the output is late. */
  readonly latencyFrames: number;
  readonly #curve: GainCurve;
  readonly #slope: number;
  /** Linear level at which the knee starts. */
  readonly #kneeStart: number;
  readonly #range: number;
  readonly #makeup: number;
  readonly #link: number;
  readonly #encode: boolean;
  /** Channels (or mid, side) that the detector hears and that the gain applies to. */
  readonly #heard: readonly number[];
  readonly #shaped: readonly number[];
  readonly #keys: readonly BiquadCascade[] | undefined;
  readonly #followers: readonly Follower[];
  readonly #smoothers: readonly (EnvelopeFollower | ProgrammeRelease)[];
  readonly #delay: DelayLine;
  readonly #levels: Float64Array[];
  readonly #shared: Float64Array = new Float64Array(PIECE);
  #reductionDb = 0;

  /** Throws AudioError 'invalid-parameter'. */
  constructor(options: CompressorOptions) {
    const {
      sampleRateHz,
      channels,
      attackMs,
      releaseMs,
      detector = 'peak',
      rmsMs = 10,
      stereo = 'left-right',
    } = options;
    const { release = 'fixed', keyFilters = [], link = 1, lookaheadMs = 0, makeupDb = 0 } = options;
    checkGainCurve(options);
    if (stereo !== 'left-right' && channels !== 2)
      throw new AudioError(
        'invalid-parameter',
        `compressor: mid and side of ${channels} channels.`,
        'Take left-right, or two channels.',
      );
    const { thresholdDb, ratio, kneeDb } = options;
    this.#curve = { thresholdDb, ratio, kneeDb };
    this.#slope = 1 - 1 / ratio;
    this.#kneeStart = 10 ** ((thresholdDb - kneeDb / 2) / 20);
    this.#range = options.rangeDb ?? Number.POSITIVE_INFINITY;
    this.#makeup = 10 ** (makeupDb / 20);
    this.#link = Math.max(0, Math.min(1, link));
    this.#encode = stereo !== 'left-right';
    const all = Array.from({ length: channels }, (_, c) => c);
    this.#shaped = stereo === 'mid' ? [0] : stereo === 'side' ? [1] : all;
    this.#heard = stereo === 'mid' || stereo === 'side' ? this.#shaped : (options.keyChannels ?? all);
    this.#keys =
      keyFilters.length === 0
        ? undefined
        : all.map(() => new BiquadCascade(keyFilters.map((spec) => matchedBiquad(spec, sampleRateHz))));
    this.#followers = all.map(() =>
      detector === 'rms' ? new RmsFollower(rmsMs / 1000, sampleRateHz) : new HeldPeak(PEAK_HOLD_SECONDS, sampleRateHz),
    );
    const times = { attackSeconds: attackMs / 1000, releaseSeconds: releaseMs / 1000, sampleRateHz };
    this.#smoothers = all.map(() =>
      release === 'programme'
        ? new ProgrammeRelease(times)
        : new EnvelopeFollower({ ...times, smoothing: 'branching' }),
    );
    this.latencyFrames = Math.max(0, Math.round((lookaheadMs / 1000) * sampleRateHz));
    this.#delay = new DelayLine(channels, this.latencyFrames);
    this.#levels = all.map(() => new Float64Array(PIECE));
  }

  /** Largest reduction since the last {@link process}, over all channels, in dB, 0 and up. */
  get reductionDb(): number {
    return this.#reductionDb;
  }

  /** Compresses `frames` frames in place. `key`, of as many channels, is heard instead of the signal. */
  process(channels: readonly Float64Array[], frames: number, key: readonly Float64Array[] = channels): void {
    this.#reductionDb = 0;
    for (let done = 0; done < frames; done += PIECE) {
      const count = Math.min(PIECE, frames - done);
      if (this.#encode) encodeMidSide(channels, done, count);
      if (this.#encode && key !== channels) encodeMidSide(key, done, count);
      this.#detect(key, done, count);
      this.#delay.process(channels, done, count);
      this.#apply(channels, done, count);
      if (this.#encode) decodeMidSide(channels, done, count);
      if (this.#encode && key !== channels) decodeMidSide(key, done, count);
    }
  }

  #detect(key: readonly Float64Array[], offset: number, count: number): void {
    for (const c of this.#heard) {
      const level = this.#levels[c];
      const x = key[c];
      for (let i = 0; i < count; i++) level[i] = x[offset + i];
      this.#keys?.[c].process(level, 0, count);
      this.#followers[c].process(level, level, 0, count);
    }
    const shared = this.#shared;
    if (this.#link > 0) {
      shared.fill(0, 0, count);
      for (const c of this.#heard) {
        const level = this.#levels[c];
        for (let i = 0; i < count; i++) if (level[i] > shared[i]) shared[i] = level[i];
      }
      this.#reduce(shared, count);
    }
    if (this.#link < 1) {
      for (const c of this.#shaped) {
        const level = this.#levels[c];
        this.#reduce(level, count);
        if (this.#link > 0) for (let i = 0; i < count; i++) level[i] += this.#link * (shared[i] - level[i]);
        this.#smoothers[c].smooth(level, 0, count);
      }
    } else this.#smoothers[0].smooth(shared, 0, count);
  }

  /** Levels to reductions in dB. */
  #reduce(values: Float64Array, count: number): void {
    const { thresholdDb, kneeDb } = this.#curve;
    const slope = this.#slope;
    const start = this.#kneeStart;
    const range = this.#range;
    for (let i = 0; i < count; i++) {
      if (!(values[i] > start)) {
        values[i] = 0;
        continue;
      }
      const over = DB_PER_NEPER * Math.log(values[i]) - thresholdDb;
      const db = 2 * over >= kneeDb ? slope * over : (slope * (over + kneeDb / 2) ** 2) / (2 * kneeDb);
      values[i] = db < range ? db : range;
    }
  }

  #apply(channels: readonly Float64Array[], offset: number, count: number): void {
    const linked = this.#link === 1;
    if (linked) this.#toGains(this.#shared, count);
    for (const c of this.#shaped) {
      const gains = linked ? this.#shared : this.#levels[c];
      if (!linked) this.#toGains(gains, count);
      const x = channels[c];
      for (let i = 0; i < count; i++) x[offset + i] *= gains[i];
    }
  }

  #toGains(values: Float64Array, count: number): void {
    const makeup = this.#makeup;
    let most = this.#reductionDb;
    for (let i = 0; i < count; i++) {
      const db = values[i];
      if (db > most) most = db;
      values[i] = db > NO_REDUCTION_DB ? makeup * Math.exp(db / -DB_PER_NEPER) : makeup;
    }
    this.#reductionDb = most;
  }

  reset(): void {
    for (const key of this.#keys ?? []) key.reset();
    for (const follower of this.#followers) follower.reset();
    for (const smoother of this.#smoothers) smoother.reset();
    this.#delay.reset();
    this.#reductionDb = 0;
  }
}
