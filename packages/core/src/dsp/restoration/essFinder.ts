/**
 * Finds the esses of a recording with a voice, and nothing in one without: bright noisy stretches of 25 to 350 ms are
 * esses when they swell (their peak is not at the start, and they rise by less than 16 dB in 5 ms), hold (their mean is
 * near their peak), and a vowel is near; hi-hats and shakers jump and decay. A recording in which most bright stretches
 * are not so has none, so that the ones that look alike by chance are not proposed either. Our own method.
 * Memory: one record per bright stretch. Weakness: a voice deep in a mix with hi-hats is not found.
 */
import { type EssFrame, EssMeter } from './essMeter.ts';

/** An "s" (or "sh", "ts", "f" of some strength). */
export interface Ess {
  readonly startFrame: number;
  readonly frameCount: number;
  /** 0 to 1: how sure it is one. */
  readonly confidence: number;
  /** 4 to 10 kHz against 200 Hz to 3.5 kHz at the peak, dB. */
  readonly ratioDb: number;
  /** The band's peak against the vowels nearby, dB. */
  readonly harshnessDb: number;
  readonly centroidHz: number;
}

interface Bright {
  readonly start: number;
  count: number;
  peak: EssFrame;
  peakAt: number;
  sum: number;
  sibilance: number;
  rise: number;
  vowelDb: number;
}

const BRIGHT_DB = 3;
const UNDER_DB = 38;
const LEAST_SECONDS = 0.025;
const MOST_SECONDS = 0.35;
const GAP_SECONDS = 0.012;
/** How near a vowel has to be, and how far its low band stands above the ess band. */
const VOWEL_SECONDS = 0.25;
const VOWEL_DB = 8;
const PEAK_PART = 0.12;
const STEEPEST_DB = 16;
const RISE_FROM_DB = 20;
const MOST_CREST_DB = 9;
/** Softer esses, against the vowels, bother nobody. */
const LEAST_HARSHNESS_DB = -11;
/** Of the bright stretches, so many have to be esses. */
const LEAST_SHARE = 0.5;
const LEAST_CONFIDENCE = 0.35;

export class EssFinder {
  readonly #meter: EssMeter;
  readonly #secondsPerHop: number;
  readonly #bright: Bright[] = [];
  #open: Bright | undefined;
  #gap = 0;
  #hop = 0;
  #top = -200;
  /** Band levels of the last hops. */
  readonly #levels: Float64Array = new Float64Array(16).fill(-200);
  #vowelAt = Number.NEGATIVE_INFINITY;
  #vowelDb = -200;

  constructor(sampleRateHz: number, channels: number) {
    this.#meter = new EssMeter(sampleRateHz, channels);
    this.#secondsPerHop = this.#meter.hopSize / sampleRateHz;
  }

  /** Takes `count` frames from `offset` on of planar channels. */
  push(channels: readonly Float64Array[], offset: number, count: number): void {
    this.#meter.push(channels, offset, count, this.#hear);
  }

  /** The esses so far, in order of time; none in recordings that do not seem to have a voice. */
  findings(): readonly Ess[] {
    if (!this.#meter.possible) return [];
    const loud = this.#bright.filter(
      (b) => b.peak.bandDb > this.#top - UNDER_DB && b.count * this.#secondsPerHop >= LEAST_SECONDS,
    );
    const rated = loud.map((b) => ({ b, confidence: this.#confidence(b) }));
    const share = rated.filter((r) => r.confidence >= LEAST_CONFIDENCE).length / Math.max(1, rated.length);
    if (share < LEAST_SHARE) return [];
    const hop = this.#meter.hopSize;
    return rated
      .filter((r) => r.confidence >= LEAST_CONFIDENCE && r.b.peak.bandDb - r.b.vowelDb >= LEAST_HARSHNESS_DB)
      .map(({ b, confidence }) => ({
        startFrame: Math.max(0, b.start * hop - 1.5 * hop),
        frameCount: (b.count + 1) * hop,
        confidence: confidence * Math.min(1, share / 0.75),
        ratioDb: b.peak.ratioDb,
        harshnessDb: b.peak.bandDb - b.vowelDb,
        centroidHz: b.peak.centroidHz,
      }));
  }

  #confidence(b: Bright): number {
    const seconds = b.count * this.#secondsPerHop;
    const crest = b.peak.bandDb - b.sum / b.count;
    const placed = b.peakAt / b.count >= PEAK_PART;
    if (seconds > MOST_SECONDS || !placed || b.rise > STEEPEST_DB || crest > MOST_CREST_DB || b.vowelDb < -190)
      return 0;
    const hissing = Math.min(1, b.sibilance / b.count / 0.5);
    const soft = Math.min(1, (STEEPEST_DB - b.rise) / 4);
    return hissing * (0.6 + 0.4 * soft);
  }

  readonly #hear = (frame: EssFrame): void => {
    const { bandDb, lowDb, ratioDb } = frame;
    this.#top = Math.max(this.#top, bandDb, lowDb);
    this.#levels[this.#hop % this.#levels.length] = bandDb;
    if (-ratioDb > VOWEL_DB && lowDb > this.#top - UNDER_DB) {
      this.#vowelAt = this.#hop;
      this.#vowelDb = lowDb;
      this.#closeBy(lowDb);
    }
    const bright = ratioDb > BRIGHT_DB && bandDb > this.#top - UNDER_DB;
    const open = this.#open;
    if (open === undefined) {
      if (bright) this.#start(frame);
    } else if (bright) {
      this.#gap = 0;
      open.count = this.#hop - open.start + 1;
      open.sum += bandDb;
      open.sibilance += frame.sibilance;
      if (bandDb > open.peak.bandDb) {
        open.peak = frame;
        open.peakAt = this.#hop - open.start;
        open.rise = this.#steepest(bandDb);
      }
    } else if (++this.#gap * this.#secondsPerHop > GAP_SECONDS) {
      this.#bright.push(open);
      this.#open = undefined;
    }
    this.#hop++;
  };

  /** Steepest rise within two hops on the way to a peak, from 20 dB under it on. */
  #steepest(peakDb: number): number {
    const count = this.#levels.length;
    let steepest = 0;
    for (let k = 0; k + 2 < count; k++) {
      const now = this.#levels[(this.#hop - k + count) % count];
      const before = this.#levels[(this.#hop - k - 2 + count) % count];
      steepest = Math.max(steepest, now - Math.max(before, peakDb - RISE_FROM_DB));
    }
    return steepest;
  }

  #start(frame: EssFrame): void {
    this.#gap = 0;
    const near = (this.#hop - this.#vowelAt) * this.#secondsPerHop < VOWEL_SECONDS;
    this.#open = {
      start: this.#hop,
      count: 1,
      peak: frame,
      peakAt: 0,
      sum: frame.bandDb,
      sibilance: frame.sibilance,
      rise: this.#steepest(frame.bandDb),
      vowelDb: near ? this.#vowelDb : -200,
    };
  }

  /** A vowel after the stretches that ended shortly before it. */
  #closeBy(lowDb: number): void {
    for (let k = this.#bright.length - 1; k >= 0; k--) {
      const b = this.#bright[k];
      if ((this.#hop - b.start - b.count) * this.#secondsPerHop > VOWEL_SECONDS) break;
      b.vowelDb = Math.max(b.vowelDb, lowDb);
    }
  }
}
