import { EnvelopeFollower } from './envelope.ts';
import { checkGainCurve, type GainCurve, reductionDb } from './gainCurve.ts';
import { HeldPeak } from './heldPeak.ts';
import { StateVariableFilter } from './svf.ts';

/** One band of {@link DynamicEq}; threshold, ratio and knee count on the level inside the band. */
export interface DynamicEqBandOptions extends GainCurve {
  readonly type: 'bell' | 'lowShelf' | 'highShelf';
  readonly frequencyHz: number;
  readonly q: number;
  /** Gain at rest; 0 by default. */
  readonly gainDb?: number;
  /** Farthest move from rest when the band gets loud: negative cuts, positive boosts. */
  readonly rangeDb: number;
  /** Time constants of the move in dB. */
  readonly attackMs: number;
  readonly releaseMs: number;
  /** 'stereo' by default: every channel. */
  readonly channel?: 'stereo' | 'mid' | 'side';
}

/** Frames between two values of the gain; the amplitude in between is a straight line. */
const STEP = 16;
/** The detector holds a peak for 5 ms, or half a period of a low bell; a low shelf for half a period of 40 Hz. */
const HOLD_SECONDS = 0.005;
const LOW_HOLD_SECONDS = 0.0125;
const KEYS = { bell: 'bandpass', lowShelf: 'lowpass', highShelf: 'highpass' } as const;
const TYPES = { bell: 'bell', lowShelf: 'lowshelf', highShelf: 'highshelf' } as const;
/** Quality of a shelf's detector: Butterworth. */
const KEY_Q = Math.SQRT1_2;
const LARGEST = 512;
const STATE_FLOOR = 1e-30;

/** Detector, gain and filter of one band over the channels it works on. Pieces of at most 512 frames. */
export class DynamicEqBand {
  readonly #options: DynamicEqBandOptions;
  readonly #channels: readonly number[];
  readonly #keys: readonly StateVariableFilter[];
  readonly #hold: HeldPeak;
  readonly #follower: EnvelopeFollower;
  readonly #level: Float64Array = new Float64Array(LARGEST);
  readonly #key: Float64Array = new Float64Array(LARGEST);
  /** Amplitude 10^(gain/40) of every frame of the piece. */
  readonly #amplitude: Float64Array = new Float64Array(LARGEST);
  readonly #move: Float64Array = new Float64Array(1);
  readonly #g: number;
  readonly #k: number;
  readonly #states: Float64Array;
  #phase = 0;
  #peak = 0;
  #a: number;
  #slope = 0;
  #gainDb: number;

  constructor(options: DynamicEqBandOptions, channels: number, sampleRateHz: number) {
    checkGainCurve(options);
    this.#options = options;
    const { type, frequencyHz, q, channel = 'stereo', attackMs, releaseMs, gainDb = 0 } = options;
    const all = Array.from({ length: channels }, (_, c) => c);
    this.#channels = channel === 'mid' ? [0] : channel === 'side' ? [1] : all;
    const key = { type: KEYS[type], frequencyHz, q: type === 'bell' ? q : KEY_Q };
    this.#keys = this.#channels.map(() => new StateVariableFilter(key, sampleRateHz));
    // Checks the filter's own numbers too.
    new StateVariableFilter({ type: TYPES[type], frequencyHz, q, gainDb }, sampleRateHz);
    const hold = type === 'lowShelf' ? LOW_HOLD_SECONDS : Math.max(HOLD_SECONDS, 0.5 / frequencyHz);
    this.#hold = new HeldPeak(hold, sampleRateHz);
    this.#follower = new EnvelopeFollower({
      attackSeconds: attackMs / 1000,
      releaseSeconds: releaseMs / 1000,
      sampleRateHz: sampleRateHz / STEP,
      smoothing: 'branching',
    });
    this.#g = Math.tan((Math.PI * frequencyHz) / sampleRateHz);
    this.#k = 1 / q;
    this.#states = new Float64Array(2 * this.#channels.length);
    this.#gainDb = gainDb;
    this.#a = 10 ** (gainDb / 40);
  }

  /** Gain now, in dB. */
  get gainDb(): number {
    return this.#gainDb;
  }

  process(channels: readonly Float64Array[], offset: number, count: number): void {
    this.#listen(channels, offset, count);
    const moving = this.#steer(count);
    for (let k = 0; k < this.#channels.length; k++) {
      const x = channels[this.#channels[k]];
      if (moving) this.#filterMoving(x, offset, count, 2 * k);
      else this.#filterSteady(x, offset, count, 2 * k);
    }
  }

  #listen(channels: readonly Float64Array[], offset: number, count: number): void {
    const level = this.#level;
    const key = this.#key;
    level.fill(0, 0, count);
    for (let k = 0; k < this.#channels.length; k++) {
      const x = channels[this.#channels[k]];
      for (let i = 0; i < count; i++) key[i] = x[offset + i];
      this.#keys[k].process(key, 0, count);
      for (let i = 0; i < count; i++) {
        const v = Math.abs(key[i]);
        if (v > level[i]) level[i] = v;
      }
    }
    this.#hold.process(level, level, 0, count);
  }

  /** Fills the amplitudes; false when they are all equal. A new target is set every STEP frames of the stream. */
  #steer(count: number): boolean {
    const { gainDb = 0, rangeDb } = this.#options;
    let moving = this.#slope !== 0;
    for (let i = 0; i < count; i++) {
      if (this.#level[i] > this.#peak) this.#peak = this.#level[i];
      this.#a += this.#slope;
      this.#amplitude[i] = this.#a;
      if (++this.#phase < STEP) continue;
      this.#phase = 0;
      const db = this.#peak > 0 ? 20 * Math.log10(this.#peak) : Number.NEGATIVE_INFINITY;
      this.#peak = 0;
      this.#move[0] = Math.min(Math.abs(rangeDb), reductionDb(db, this.#options));
      this.#follower.smooth(this.#move, 0, 1);
      // A move that has died away is none: the band is bit-exact again.
      const size = this.#move[0] < 1e-6 ? 0 : this.#move[0];
      this.#gainDb = gainDb + (rangeDb < 0 ? -size : size);
      const target = 10 ** (this.#gainDb / 40);
      if (target !== this.#a) moving = true;
      if (Math.abs(target - this.#a) < 1e-9) this.#a = target;
      this.#slope = (target - this.#a) / STEP;
    }
    return moving;
  }

  #filterSteady(x: Float64Array, offset: number, count: number, s: number): void {
    const a = this.#amplitude[0];
    const { type } = this.#options;
    const root = Math.sqrt(a);
    const g = type === 'bell' ? this.#g : type === 'lowShelf' ? this.#g / root : this.#g * root;
    const k = type === 'bell' ? this.#k / a : this.#k;
    const m0 = type === 'highShelf' ? a * a : 1;
    const m1 = type === 'bell' ? k * (a * a - 1) : type === 'lowShelf' ? k * (a - 1) : k * (1 - a) * a;
    const m2 = type === 'bell' ? 0 : type === 'lowShelf' ? a * a - 1 : 1 - a * a;
    const a1 = 1 / (1 + g * (g + k));
    let s1 = this.#states[s];
    let s2 = this.#states[s + 1];
    for (let i = offset, end = offset + count; i < end; i++) {
      const v0 = x[i];
      const v3 = v0 - s2;
      const v1 = a1 * (s1 + g * v3);
      const v2 = s2 + g * v1;
      s1 = 2 * v1 - s1;
      s2 = 2 * v2 - s2;
      x[i] = m0 * v0 + m1 * v1 + m2 * v2;
    }
    this.#keep(s, s1, s2);
  }

  #filterMoving(x: Float64Array, offset: number, count: number, s: number): void {
    const { type } = this.#options;
    const bell = type === 'bell';
    const low = type === 'lowShelf';
    const amplitude = this.#amplitude;
    let s1 = this.#states[s];
    let s2 = this.#states[s + 1];
    for (let i = 0; i < count; i++) {
      const a = amplitude[i];
      const g = bell ? this.#g : low ? this.#g / Math.sqrt(a) : this.#g * Math.sqrt(a);
      const k = bell ? this.#k / a : this.#k;
      const v0 = x[offset + i];
      const v1 = (1 / (1 + g * (g + k))) * (s1 + g * (v0 - s2));
      const v2 = s2 + g * v1;
      s1 = 2 * v1 - s1;
      s2 = 2 * v2 - s2;
      if (bell) x[offset + i] = v0 + k * (a * a - 1) * v1;
      else if (low) x[offset + i] = v0 + k * (a - 1) * v1 + (a * a - 1) * v2;
      else x[offset + i] = a * a * v0 + k * (1 - a) * a * v1 + (1 - a * a) * v2;
    }
    this.#keep(s, s1, s2);
  }

  #keep(s: number, s1: number, s2: number): void {
    this.#states[s] = Math.abs(s1) < STATE_FLOOR ? 0 : s1;
    this.#states[s + 1] = Math.abs(s2) < STATE_FLOOR ? 0 : s2;
  }

  reset(): void {
    for (const key of this.#keys) key.reset();
    this.#hold.reset();
    this.#follower.reset();
    this.#states.fill(0);
    this.#phase = 0;
    this.#peak = 0;
    this.#slope = 0;
    this.#gainDb = this.#options.gainDb ?? 0;
    this.#a = 10 ** (this.#gainDb / 40);
  }
}
