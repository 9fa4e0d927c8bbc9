/**
 * Finds where only the noise sounds. The stream is measured in slices of 50 ms and eleven bands; stretches of half a
 * second are judged by five figures: how close the bands lie to their own floor (the 5th percentile of the recording),
 * how steady they are, whether they fade, how flat their spectra are, and how far the programme stands above.
 * Our own method. Memory: 104 bytes per 50 ms of recording. Digital silence is no noise.
 * Weakness: a held chord as soft and as steady as the noise in every band would pass; noise that pulses (a machine) and
 * hum are not found; a recording without a pause has no region, and then none is given.
 */
import { RealFft } from '../fft.ts';
import { GrowingSeries } from '../growingSeries.ts';
import { quickDb } from '../quickMath.ts';
import { type SliceLevels, stretchConfidences, withoutLoudEnds } from './noiseStretches.ts';

/** A stretch in which only the noise seems to sound. */
export interface NoiseRegion {
  readonly startFrame: number;
  readonly frameCount: number;
  /** 0 to 1: how sure the finding is. */
  readonly confidence: number;
  /** Mean level of the stretch, dB re full scale (mean of the channels' powers). */
  readonly levelDb: number;
}

const SLICE_SECONDS = 0.05;
const EDGES_HZ: readonly number[] = [80, 160, 315, 630, 1250, 2500, 5000, 7500, 10000, 14000];
/** Weakest band power that is not digital silence, -140 dBFS. */
const SILENCE = 1e-14;
/** Bands from this one on tell tones from noise by the flatness of their spectra: hum is a noise, too. */
const FIRST_FLAT_BAND = 4;
/** Confidence from which a stretch counts (clean recordings of the bench reach 0.54), and what share of it joins. */
const LEAST_CONFIDENCE = 0.6;
const JOINING_SHARE = 0.7;

export class NoiseFinder {
  readonly #slice: number;
  readonly #fft: RealFft;
  readonly #mix: readonly Float64Array[];
  readonly #window: Float64Array;
  readonly #frame: Float64Array;
  readonly #re: Float64Array;
  readonly #im: Float64Array;
  readonly #power: Float64Array;
  readonly #edges: readonly number[];
  readonly #levels: readonly GrowingSeries[];
  readonly #bands: number;
  readonly #totals: GrowingSeries = new GrowingSeries();
  readonly #flatness: GrowingSeries = new GrowingSeries();
  #filled = 0;

  constructor(sampleRateHz: number, channels: number) {
    this.#slice = Math.round(SLICE_SECONDS * sampleRateHz);
    this.#fft = new RealFft(this.#slice);
    this.#mix = Array.from({ length: channels }, () => new Float64Array(this.#slice));
    this.#window = Float64Array.from(
      { length: this.#slice },
      (_, i) => Math.sin((Math.PI * (i + 0.5)) / this.#slice) ** 2,
    );
    this.#frame = new Float64Array(this.#slice);
    this.#re = new Float64Array(this.#fft.bins);
    this.#im = new Float64Array(this.#fft.bins);
    this.#power = new Float64Array(this.#fft.bins);
    const inner = EDGES_HZ.map((hz) => Math.min(this.#fft.bins, Math.round((hz * this.#slice) / sampleRateHz)));
    this.#edges = [1, ...inner, this.#fft.bins];
    this.#bands = this.#edges.findIndex((edge, b) => b > 0 && edge >= this.#fft.bins);
    this.#levels = Array.from({ length: this.#bands }, () => new GrowingSeries());
  }

  /** Takes `count` frames from `offset` on of planar channels. */
  push(channels: readonly Float64Array[], offset: number, count: number): void {
    for (let done = 0; done < count; ) {
      const part = Math.min(count - done, this.#slice - this.#filled);
      for (let c = 0; c < channels.length; c++)
        for (let i = 0; i < part; i++) {
          const x = channels[c][offset + done + i];
          this.#mix[c][this.#filled + i] = x - x === 0 ? x : 0;
        }
      this.#filled += part;
      done += part;
      if (this.#filled === this.#slice) this.#measure();
    }
  }

  /** Regions of about half a second or more, the surest first; none when there is no place without music. */
  regions(most = 4): readonly NoiseRegion[] {
    const slices: SliceLevels = {
      secondsPerSlice: SLICE_SECONDS,
      bandDb: this.#levels.map((series) => series.values()),
      binsPerBand: this.#levels.map((_, b) => this.#edges[b + 1] - this.#edges[b]),
      totalDb: this.#totals.values(),
      flatnessDb: this.#flatness.values(),
    };
    const { confidences, stretch } = stretchConfidences(slices, 10 * Math.log10(SILENCE));
    const left = Float64Array.from(confidences);
    const found: NoiseRegion[] = [];
    while (found.length < most) {
      const best = left.reduce((at, v, i) => (v > left[at] ? i : at), 0);
      const confidence = left[best] ?? 0;
      if (confidence < LEAST_CONFIDENCE) break;
      let [first, last] = [best, best];
      while (first > 0 && left[first - 1] >= JOINING_SHARE * confidence) first--;
      while (last + 1 < left.length && left[last + 1] >= JOINING_SHARE * confidence) last++;
      const [from, until] = withoutLoudEnds(slices, first, last + stretch);
      let power = 0;
      for (let t = from; t < until; t++) power += 10 ** (slices.totalDb[t] / 10);
      found.push({
        startFrame: from * this.#slice,
        frameCount: (until - from) * this.#slice,
        confidence,
        levelDb: 10 * Math.log10(power / (until - from)),
      });
      left.fill(0, Math.max(0, first - stretch), last + stretch);
    }
    return found;
  }

  #measure(): void {
    const size = this.#slice;
    const power = this.#power.fill(0);
    for (const mix of this.#mix) {
      for (let i = 0; i < size; i++) this.#frame[i] = mix[i] * this.#window[i];
      this.#fft.forward(this.#frame, this.#re, this.#im);
      for (let k = 0; k < power.length; k++) power[k] += this.#re[k] ** 2 + this.#im[k] ** 2;
    }
    // A Hann window keeps 3/8 of the power; both halves of the spectrum count.
    const scale = 2 / (0.375 * size * size * this.#mix.length);
    let total = 0;
    let flat = 0;
    for (let b = 0; b < this.#bands; b++) {
      let sum = 0;
      let logs = 0;
      for (let k = this.#edges[b]; k < this.#edges[b + 1]; k++) {
        sum += power[k];
        logs += quickDb(power[k] + 1e-30);
      }
      const bins = this.#edges[b + 1] - this.#edges[b];
      this.#levels[b].push(10 * Math.log10(sum * scale + SILENCE));
      if (b >= FIRST_FLAT_BAND) flat += logs / bins - 10 * Math.log10(sum / bins + 1e-30);
      total += sum;
    }
    this.#totals.push(10 * Math.log10(total * scale + SILENCE));
    this.#flatness.push(flat / (this.#bands - FIRST_FLAT_BAND));
    this.#filled = 0;
  }
}
