/**
 * What a noise is made of, learned where it sounds alone: mean power per bin and channel at each frame size of the
 * noise reduction, as a density per hertz, so that a profile serves other rates, too. Only frames wholly inside a
 * region count; regions add up by their frames. Reference: mean periodogram (Welch 1967), square-root Hann window.
 * Weakness: a mean says nothing about how much the noise changes; noiseFinder.ts measures that.
 */
import { AudioError } from '../../audio/index.ts';
import { RealFft } from '../fft.ts';
import { quickDb } from '../quickMath.ts';
import { bandEdges, NOISE_BANDS } from './noiseBands.ts';
import { noiseFrameSizes, rootHann } from './resolutions.ts';

/** Power densities at one frame size. */
export interface NoiseDensity {
  /** Distance between two values. */
  readonly hzPerBin: number;
  /** Per channel, bin 0 = DC: power per hertz, full scale = 1. */
  readonly channels: readonly Float64Array[];
}

export interface NoiseProfile {
  readonly sampleRateHz: number;
  /** Of all regions together. */
  readonly seconds: number;
  /** Shortest frames first. */
  readonly densities: readonly NoiseDensity[];
  /**
   * How far the noise falls below its own mean from time to time, per band of noiseBands.ts: mean of the bins in dB below
   * their mean power, beyond the 2.51 dB of steady Gaussian noise. Profiles without it are taken for steady.
   */
  readonly unsteadinessDb?: readonly number[];
}

/** Frames of the longest size that a profile needs at least: a quarter of a second. */
const LEAST_FRAMES = 8;
/** Weakest noise that is learned, -150 dBFS over the whole band: below it the profile is taken for silence. */
const LEAST_POWER = 1e-15;

/** Keeps the logarithm of an empty bin finite. */
const LEAST_BIN_POWER = 1e-30;
/** 10 log10 of Euler's e^gamma: how far the mean level of Gaussian noise lies below the level of its mean power. */
const GAUSSIAN_DB = 2.507;
/** The frame size by which steadiness is judged. */
const JUDGING = 2;

function invalid(what: string, remedy: string): AudioError {
  return new AudioError('invalid-parameter', `Noise profile: ${what}.`, remedy);
}

class DensityLearner {
  readonly frameSize: number;
  frames = 0;
  readonly sums: readonly Float64Array[];
  /** Sums of the levels per bin over the channels and frames, dB. */
  readonly levelsDb: Float64Array;
  readonly #fft: RealFft;
  readonly #window: Float64Array;
  readonly #buffers: readonly Float64Array[];
  readonly #frame: Float64Array;
  readonly #re: Float64Array;
  readonly #im: Float64Array;
  #filled = 0;

  constructor(frameSize: number, channels: number) {
    this.frameSize = frameSize;
    this.#fft = new RealFft(frameSize);
    this.#window = rootHann(frameSize);
    this.sums = Array.from({ length: channels }, () => new Float64Array(this.#fft.bins));
    this.levelsDb = new Float64Array(this.#fft.bins);
    this.#buffers = Array.from({ length: channels }, () => new Float64Array(frameSize));
    this.#frame = new Float64Array(frameSize);
    this.#re = new Float64Array(this.#fft.bins);
    this.#im = new Float64Array(this.#fft.bins);
  }

  push(channels: readonly Float64Array[], offset: number, count: number): void {
    const size = this.frameSize;
    for (let done = 0; done < count; ) {
      const part = Math.min(count - done, size - this.#filled);
      const from = offset + done;
      for (let c = 0; c < channels.length; c++)
        for (let i = 0; i < part; i++) this.#buffers[c][this.#filled + i] = channels[c][from + i];
      this.#filled += part;
      done += part;
      if (this.#filled === size) this.#transform();
    }
  }

  endRegion(): void {
    this.#filled = 0;
  }

  #transform(): void {
    const size = this.frameSize;
    for (let c = 0; c < this.sums.length; c++) {
      const buffer = this.#buffers[c];
      for (let i = 0; i < size; i++) this.#frame[i] = buffer[i] * this.#window[i];
      this.#fft.forward(this.#frame, this.#re, this.#im);
      const sum = this.sums[c];
      for (let k = 0; k < sum.length; k++) {
        const power = this.#re[k] ** 2 + this.#im[k] ** 2;
        sum[k] += power;
        this.levelsDb[k] += quickDb(power + LEAST_BIN_POWER);
      }
      buffer.copyWithin(0, size / 4);
    }
    this.#filled -= size / 4;
    this.frames++;
  }
}

/** Learns from one or several regions: `push` the samples of a region, `endRegion`, and so on; then `profile`. */
export class NoiseLearner {
  readonly #sampleRateHz: number;
  readonly #learners: readonly DensityLearner[];
  #samples = 0;

  constructor(sampleRateHz: number, channels: number) {
    this.#sampleRateHz = sampleRateHz;
    this.#learners = noiseFrameSizes(sampleRateHz).map((size) => new DensityLearner(size, channels));
  }

  /** Takes `count` frames from `offset` on of planar channels. */
  push(channels: readonly Float64Array[], offset: number, count: number): void {
    this.#samples += count;
    for (const learner of this.#learners) learner.push(channels, offset, count);
  }

  endRegion(): void {
    for (const learner of this.#learners) learner.endRegion();
  }

  /** Throws AudioError 'invalid-parameter' when the regions are too short, silent or hold samples that are no numbers. */
  profile(): NoiseProfile {
    const longest = this.#learners[this.#learners.length - 1];
    const seconds = this.#samples / this.#sampleRateHz;
    if (longest.frames < LEAST_FRAMES)
      throw invalid(
        `${seconds.toFixed(2)} s of noise are too short`,
        'Mark a quarter of a second or more where only the noise sounds.',
      );
    const total = longest.sums.reduce((sum, s) => sum + s.reduce((a, v) => a + v, 0), 0) / longest.sums.length;
    if (!Number.isFinite(total))
      throw invalid('samples that are no numbers', 'Mark a place with noise that was recorded properly.');
    if (total / longest.frames / longest.frameSize ** 2 < LEAST_POWER / 4)
      throw invalid('the marked place is silent', 'Mark a place where the noise can be heard.');
    return {
      sampleRateHz: this.#sampleRateHz,
      seconds,
      unsteadinessDb: this.#unsteadinessDb(),
      densities: this.#learners.map(({ frameSize, frames, sums }) => ({
        hzPerBin: this.#sampleRateHz / frameSize,
        channels: sums.map((sum) => sum.map((v) => v / (frames * (frameSize / 2) * this.#sampleRateHz))),
      })),
    };
  }

  #unsteadinessDb(): readonly number[] {
    const { frames, sums, levelsDb, frameSize } = this.#learners[JUDGING];
    const edges = bandEdges(frameSize, this.#sampleRateHz);
    return Array.from({ length: NOISE_BANDS }, (_, b) => {
      let excess = 0;
      for (let k = edges[b]; k < edges[b + 1]; k++)
        for (const sum of sums) excess += (10 * Math.log10(sum[k] / frames + LEAST_BIN_POWER)) / sums.length;
      for (let k = edges[b]; k < edges[b + 1]; k++) excess -= levelsDb[k] / frames / sums.length + GAUSSIAN_DB;
      return Math.max(0, Number((excess / Math.max(1, edges[b + 1] - edges[b])).toFixed(2)));
    });
  }
}

/**
 * Expected power of the noise per bin of a square-root Hann frame: the mean over the given channels of the profile. A
 * profile with another count of channels than the recording (`channelCount`) serves every channel with its mean. Above
 * the profile's own band its last value holds.
 */
export function noisePower(
  profile: NoiseProfile,
  sampleRateHz: number,
  frameSize: number,
  channels: readonly number[],
  channelCount: number,
): Float64Array {
  const wantedHz = sampleRateHz / frameSize;
  const density = profile.densities.reduce((best, d) =>
    Math.abs(Math.log(d.hzPerBin / wantedHz)) < Math.abs(Math.log(best.hzPerBin / wantedHz)) ? d : best,
  );
  const own = density.channels;
  const used = own.length === channelCount ? channels.map((c) => own[c]) : own;
  const scale = (frameSize / 2) * sampleRateHz;
  const least = LEAST_POWER / (sampleRateHz / 2);
  return Float64Array.from({ length: frameSize / 2 + 1 }, (_, k) => {
    const at = Math.min((k * wantedHz) / density.hzPerBin, own[0].length - 1);
    const low = Math.floor(at);
    const high = Math.min(low + 1, own[0].length - 1);
    let sum = 0;
    for (const d of used) sum += d[low] + (at - low) * (d[high] - d[low]);
    return scale * Math.max(sum / used.length, least);
  });
}
