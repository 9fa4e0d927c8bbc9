/**
 * How much each moment sounds like an "s": short spectra (about 5 ms, half overlapped, channels pooled by power) give
 * the level from 4 to 10 kHz against that from 200 to 3,500 Hz, the centroid, and how fast the band rises. No figure
 * depends on the recording's level. An ess is dominated by the band, has its centre at 3.5 to 10 kHz, is not far under
 * the programme, and swells in more than a few ms; a hi-hat jumps, and lies higher. Our own method.
 */
import { RealFft } from '../fft.ts';
import { quickDb } from '../quickMath.ts';

/** One moment. */
export interface EssFrame {
  /** 0 to 1: how far this is sibilance. */
  readonly sibilance: number;
  /** Level of the band, dB re full scale (power over all channels). */
  readonly bandDb: number;
  /** Level between 200 and 3,500 Hz. */
  readonly lowDb: number;
  /** Band against the low one, dB. */
  readonly ratioDb: number;
  readonly centroidHz: number;
}

export const ESS_BAND_HZ: readonly [number, number] = [4000, 10000];
const FRAME_SECONDS = 0.0053;
const LOW_HZ: readonly [number, number] = [200, 3500];
/** Centroids are taken from here on. */
const CENTROID_FROM_HZ = 1000;
/** Ratio at which sibilance begins, and at which it is complete. */
const RATIO_DB: readonly [number, number] = [0, 8];
/** Centroids where sibilance begins and is complete, and where it fades again. */
const CENTROID_HZ: readonly [number, number, number, number] = [3000, 4200, 9000, 11000];
/** Flatness is taken below this: material from 16 kHz has nothing above. */
const FLAT_TO_HZ = 7600;
/** Flatness of the band's spectrum (mean of the levels against the level of the mean) where a tone is no ess, and noise is. */
const FLATNESS_DB: readonly [number, number] = [-13, -9];
/** Under the programme's recent peak (falling 6 dB a second): complete, and none. */
const UNDER_DB: readonly [number, number] = [28, 38];
const PEAK_FALL_DB = 6;
/** The peak falls no further than this under the largest so far. */
const PEAK_FLOOR_DB = 40;
/**
 * A rise of so much within three hops is a hit (measured: esses of five voices rise by 5 to 11 dB in two hops, hi-hats by
 * 20 and more): no sibilance for 150 ms, unless the band swells by so much from its lowest since.
 */
const HIT_DB = 14;
const SWELL_DB = 8;
/** Rises count from this far under the programme on: out of silence everything jumps. */
const HIT_FLOOR_DB = 32;
const HIT_SECONDS = 0.15;
const SILENCE = 1e-12;
const NOTHING: EssFrame = { sibilance: 0, bandDb: -120, lowDb: -120, ratioDb: 0, centroidHz: 0 };

function between(x: number, from: number, to: number): number {
  return Math.max(0, Math.min(1, (x - from) / (to - from)));
}

export class EssMeter {
  readonly frameSize: number;
  readonly hopSize: number;
  /** Whether the rate has a band to look at. */
  readonly possible: boolean;
  readonly #fft: RealFft;
  readonly #window: Float64Array;
  readonly #ring: readonly Float64Array[];
  readonly #frame: Float64Array;
  readonly #re: Float64Array;
  readonly #im: Float64Array;
  readonly #power: Float64Array;
  readonly #binHz: number;
  readonly #frameSeconds: number;
  readonly #sensitivityDb: number;
  #filled: number;
  #programme = -200;
  #hit = 0;
  #newest: EssFrame = NOTHING;
  /** Lowest band level since the hit. */
  #lowest = -200;
  #top = -200;
  #bands: [number, number, number] = [-200, -200, -200];

  /** Ratios are taken for `sensitivityDb` higher than they are. */
  constructor(sampleRateHz: number, channels: number, sensitivityDb = 0) {
    this.#sensitivityDb = sensitivityDb;
    this.frameSize = Math.max(16, 2 ** Math.round(Math.log2(FRAME_SECONDS * sampleRateHz)));
    this.hopSize = this.frameSize / 2;
    this.possible = sampleRateHz / 2 > 1.3 * ESS_BAND_HZ[0];
    this.#fft = new RealFft(this.frameSize);
    this.#window = Float64Array.from(
      { length: this.frameSize },
      (_, i) => Math.sin((Math.PI * (i + 0.5)) / this.frameSize) ** 2,
    );
    this.#ring = Array.from({ length: channels }, () => new Float64Array(this.frameSize));
    this.#frame = new Float64Array(this.frameSize);
    this.#re = new Float64Array(this.#fft.bins);
    this.#im = new Float64Array(this.#fft.bins);
    this.#power = new Float64Array(this.#fft.bins);
    this.#binHz = sampleRateHz / this.frameSize;
    this.#frameSeconds = this.hopSize / sampleRateHz;
    this.#filled = this.hopSize;
  }

  /** Takes `count` frames from `offset`; calls `sink` at the end of every hop, with the frame before the newest. */
  push(channels: readonly Float64Array[], offset: number, count: number, sink: (frame: EssFrame) => void): void {
    for (let done = 0; done < count; ) {
      const part = Math.min(count - done, this.frameSize - this.#filled);
      for (let c = 0; c < this.#ring.length; c++) {
        const ring = this.#ring[c];
        for (let i = 0; i < part; i++) {
          const x = channels[c][offset + done + i];
          ring[this.#filled + i] = x - x === 0 ? x : 0;
        }
      }
      this.#filled += part;
      done += part;
      if (this.#filled === this.frameSize) {
        sink(this.#measure());
        for (const ring of this.#ring) ring.copyWithin(0, this.hopSize);
        this.#filled = this.hopSize;
      }
    }
  }

  reset(): void {
    for (const ring of this.#ring) ring.fill(0);
    this.#filled = this.hopSize;
    this.#programme = -200;
    this.#hit = 0;
    this.#newest = NOTHING;
    this.#lowest = -200;
    this.#top = -200;
    this.#bands = [-200, -200, -200];
  }

  #sum(fromHz: number, toHz: number): number {
    const to = Math.min(this.#power.length, Math.round(toHz / this.#binHz) + 1);
    let sum = 0;
    for (let k = Math.max(1, Math.round(fromHz / this.#binHz)); k < to; k++) sum += this.#power[k];
    return sum;
  }

  #measure(): EssFrame {
    const power = this.#power.fill(0);
    for (const ring of this.#ring) {
      for (let i = 0; i < this.frameSize; i++) this.#frame[i] = ring[i] * this.#window[i];
      this.#fft.forward(this.#frame, this.#re, this.#im);
      for (let k = 0; k < power.length; k++) power[k] += this.#re[k] ** 2 + this.#im[k] ** 2;
    }
    const scale = 2 / (0.375 * this.frameSize * this.frameSize);
    const band = this.#sum(ESS_BAND_HZ[0], ESS_BAND_HZ[1]) * scale;
    const low = this.#sum(LOW_HZ[0], LOW_HZ[1]) * scale;
    const bandDb = quickDb(band + SILENCE);
    const lowDb = quickDb(low + SILENCE);
    const from = Math.max(1, Math.round(ESS_BAND_HZ[0] / this.#binHz));
    const to = Math.min(power.length, Math.round(FLAT_TO_HZ / this.#binHz) + 1);
    let [logs, sum] = [0, 0];
    for (let k = from; k < to; k++) {
      logs += quickDb(power[k] + SILENCE);
      sum += power[k] + SILENCE;
    }
    const flatnessDb = to > from ? logs / (to - from) - quickDb(sum / (to - from)) : -100;
    let [weighted, total] = [0, SILENCE];
    for (let k = Math.round(CENTROID_FROM_HZ / this.#binHz); k < power.length; k++) {
      weighted += power[k] * k;
      total += power[k];
    }
    const centroidHz = (weighted / total) * this.#binHz;
    const levelDb = quickDb(band + low + SILENCE);
    this.#top = Math.max(this.#top, levelDb);
    const fallen = this.#programme - PEAK_FALL_DB * this.#frameSeconds;
    this.#programme = Math.max(levelDb, fallen, this.#top - PEAK_FLOOR_DB);
    const hit = this.#hits(bandDb);
    const ratioDb = bandDb - lowDb;
    const sibilance = this.possible
      ? between(ratioDb + this.#sensitivityDb, RATIO_DB[0], RATIO_DB[1]) *
        between(centroidHz, CENTROID_HZ[0], CENTROID_HZ[1]) *
        between(centroidHz, CENTROID_HZ[3], CENTROID_HZ[2]) *
        between(this.#programme - bandDb, UNDER_DB[1], UNDER_DB[0]) *
        between(flatnessDb, FLATNESS_DB[0], FLATNESS_DB[1]) *
        (hit ? 0 : 1)
      : 0;
    // Only what lasts for two frames is an ess: the first frame of a hit does not show the whole jump.
    const before = this.#newest;
    this.#newest = { sibilance, bandDb, lowDb, ratioDb, centroidHz };
    return { ...before, sibilance: Math.min(before.sibilance, sibilance) };
  }

  /** Whether a hit sounds. */
  #hits(bandDb: number): boolean {
    const before = Math.min(this.#bands[0], this.#bands[1], this.#bands[2]);
    this.#bands = [bandDb, this.#bands[0], this.#bands[1]];
    const rise = bandDb - Math.max(before, this.#programme - HIT_FLOOR_DB);
    if (rise > HIT_DB && bandDb > this.#programme - UNDER_DB[0]) {
      this.#hit = Math.round(HIT_SECONDS / this.#frameSeconds);
      this.#lowest = bandDb;
    } else if (this.#hit > 0) {
      this.#lowest = Math.min(this.#lowest, bandDb);
      this.#hit = bandDb > this.#lowest + SWELL_DB && rise < SWELL_DB ? 0 : this.#hit - 1;
    }
    return this.#hit > 0;
  }
}
