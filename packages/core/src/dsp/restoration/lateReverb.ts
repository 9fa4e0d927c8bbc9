/**
 * Late reverberation lowered by its statistics: the room's energy decays exponentially behind every sound, so that what
 * was heard 50 ms ago says how much of the present is its tail. Lebart, Boucher and Denbigh (2001); the share of the
 * direct sound after Habets, Gannot and Cohen (2009), so that near recordings are hardly touched; decision-directed
 * Wiener gains. Channels share one gain: the image stays.
 * Range: 8 to 192 kHz, any channels. Latency: one frame of 43 ms. See removalStream.ts for streaming.
 * Weakness: sustained notes look like their own tails and are lowered where the figures of the room are too strong.
 */
import { AudioError } from '../../audio/index.ts';
import { typescriptKernels } from '../kernels/typescriptKernels.ts';
import type { DspKernels } from '../kernels.ts';
import { RemovalStream, type Remover } from './removalStream.ts';
import { noiseFrameSizes } from './resolutions.ts';

/** What the reverberation is like around a frequency. */
export interface DecayPoint {
  readonly frequencyHz: number;
  /** Time for a decay by 60 dB, 0.1 to 20 s. */
  readonly rt60Seconds: number;
}

export interface LateReverbOptions {
  readonly sampleRateHz: number;
  readonly channels: number;
  /** Decay times at rising frequencies, joined by lines over the logarithm of frequency, level outside. */
  readonly decay: readonly DecayPoint[];
  /** Direct sound over reverberation, -20 to 30 dB. */
  readonly directToReverbDb: number;
  /** Largest reduction at any frequency and time, 0 to 40 dB; 12 by default. */
  readonly reductionDb?: number;
  readonly kernels?: DspKernels;
}

/** From here on reverberation is late; before, it colours and carries. */
const EARLY_SECONDS = 0.05;
/** Smoothing of the power and of the decision-directed rule at a hop of 10.7 ms. */
const POWER_SMOOTHING = 0.6;
const DECISION_SMOOTHING = 0.8;
const REFERENCE_HOP_SECONDS = 512 / 48000;
const LARGEST_RATIO = 1e4;
const SILENCE = 1e-20;
/** Keeps decaying figures clear of denormal numbers. */
const FAINTEST = 1e-30;

function check({ decay, directToReverbDb, reductionDb = 12 }: LateReverbOptions): void {
  const invalid = (what: string, remedy: string): AudioError =>
    new AudioError('invalid-parameter', `Reverb reduction: ${what}.`, remedy);
  if (decay.length === 0 || !decay.every((p) => p.rt60Seconds >= 0.1 && p.rt60Seconds <= 20))
    throw invalid('a decay time outside 0.1 to 20 s', 'Give a decay time from 0.1 to 20 seconds.');
  if (!decay.every((p, i) => p.frequencyHz > (i > 0 ? decay[i - 1].frequencyHz : 0)))
    throw invalid('points out of order', 'Give points of rising frequency, above 0 Hz.');
  if (!(directToReverbDb >= -20 && directToReverbDb <= 30))
    throw invalid(`a direct sound ${directToReverbDb} dB over the reverberation`, 'Give -20 to 30 dB.');
  if (!(reductionDb >= 0 && reductionDb <= 40))
    throw invalid(`a reduction of ${reductionDb} dB`, 'Give a reduction from 0 to 40 dB.');
}

function decayAt(points: readonly DecayPoint[], hz: number): number {
  const next = points.findIndex((point) => point.frequencyHz >= hz);
  if (next === 0) return points[0].rt60Seconds;
  if (next < 0) return points[points.length - 1].rt60Seconds;
  const [low, high] = [points[next - 1], points[next]];
  const part = Math.log(hz / low.frequencyHz) / Math.log(high.frequencyHz / low.frequencyHz);
  return low.rt60Seconds + part * (high.rt60Seconds - low.rt60Seconds);
}

/** The gains, frame by frame. */
class LateGains implements Remover {
  readonly #re: readonly Float32Array[];
  readonly #im: readonly Float32Array[];
  readonly #power: Float64Array;
  readonly #smooth: Float64Array;
  /** Reverberation of the last frames, a ring of [slot][bin]. */
  readonly #reverb: readonly Float64Array[];
  readonly #loss: Float64Array;
  readonly #clean: Float64Array;
  /** Per bin: energy kept over a hop and over the early time, share of the input that rings on. */
  readonly #hopDecay: Float64Array;
  readonly #lateDecay: Float64Array;
  readonly #feed: Float64Array;
  readonly #powerSmoothing: number;
  readonly #decisionSmoothing: number;
  readonly #floor: number;
  #slot = 0;

  constructor(options: LateReverbOptions, frameSize: number, hopSize: number) {
    const { sampleRateHz, channels, decay, directToReverbDb, reductionDb = 12 } = options;
    const bins = frameSize / 2 + 1;
    const hopSeconds = hopSize / sampleRateHz;
    const lag = Math.max(1, Math.round(EARLY_SECONDS / hopSeconds));
    const times = Float64Array.from({ length: bins }, (_, k) => decayAt(decay, (k * sampleRateHz) / frameSize));
    this.#re = Array.from({ length: channels }, () => new Float32Array(bins));
    this.#im = Array.from({ length: channels }, () => new Float32Array(bins));
    this.#power = new Float64Array(bins);
    this.#smooth = new Float64Array(bins);
    this.#reverb = Array.from({ length: lag }, () => new Float64Array(bins));
    this.#loss = new Float64Array(bins);
    this.#clean = new Float64Array(bins);
    this.#hopDecay = times.map((seconds) => 10 ** ((-6 * hopSeconds) / seconds));
    this.#lateDecay = times.map((seconds) => 10 ** ((-6 * hopSeconds * (lag - 1)) / seconds));
    this.#feed = this.#hopDecay.map((kept) => Math.min(1, (1 - kept) / kept / 10 ** (directToReverbDb / 10)));
    const hops = hopSeconds / REFERENCE_HOP_SECONDS;
    this.#powerSmoothing = POWER_SMOOTHING ** hops;
    this.#decisionSmoothing = DECISION_SMOOTHING ** hops;
    this.#floor = 10 ** (-reductionDb / 20);
  }

  reset(): void {
    this.#smooth.fill(0);
    this.#clean.fill(0);
    for (const slot of this.#reverb) slot.fill(0);
    this.#power.fill(0);
    this.#slot = 0;
  }

  analyse(channel: number, re: Float32Array, im: Float32Array): void {
    const power = this.#power;
    this.#re[channel].set(re);
    this.#im[channel].set(im);
    for (let k = 0; k < power.length; k++) power[k] += re[k] * re[k] + im[k] * im[k];
  }

  advance(): void {
    const power = this.#power;
    const smooth = this.#smooth;
    const newest = this.#reverb[this.#slot];
    const last = this.#reverb[(this.#slot + this.#reverb.length - 1) % this.#reverb.length];
    const oldest = this.#reverb[(this.#slot + 1) % this.#reverb.length];
    for (let k = 0; k < power.length; k++) {
      newest[k] = this.#hopDecay[k] * (last[k] + this.#feed[k] * (smooth[k] - last[k]));
      smooth[k] = this.#powerSmoothing * smooth[k] + (1 - this.#powerSmoothing) * power[k] + FAINTEST;
      const late = this.#lateDecay[k] * oldest[k] + SILENCE;
      const now = Math.max(power[k] / late - 1, 0);
      const ratio = this.#decisionSmoothing * (this.#clean[k] / late) + (1 - this.#decisionSmoothing) * now;
      const gain = Math.max(ratio / (1 + ratio), this.#floor);
      this.#clean[k] = Math.min(gain * gain * power[k], LARGEST_RATIO * late);
      this.#loss[k] = 1 - gain;
      power[k] = 0;
    }
    this.#slot = (this.#slot + 1) % this.#reverb.length;
  }

  removal(channel: number, re: Float32Array, im: Float32Array): boolean {
    const ownRe = this.#re[channel];
    const ownIm = this.#im[channel];
    for (let k = 0; k < ownRe.length; k++) {
      re[k] = this.#loss[k] * ownRe[k];
      im[k] = this.#loss[k] * ownIm[k];
    }
    return true;
  }
}

export class LateReverbReducer {
  /** Frames by which the output is late; feed as many zeros (`flush`) to get the end. */
  readonly latencyFrames: number;
  readonly #stream: RemovalStream;

  /** Throws AudioError 'invalid-parameter' for options out of range. */
  constructor(options: LateReverbOptions) {
    check(options);
    const { channels, sampleRateHz, kernels = typescriptKernels } = options;
    const frameSize = noiseFrameSizes(sampleRateHz)[2];
    const hopSize = frameSize / 4;
    this.#stream = new RemovalStream(
      { channels, frameSize, hopSize, lagFrames: 0, kernels },
      new LateGains(options, frameSize, hopSize),
    );
    this.latencyFrames = this.#stream.latencyFrames;
  }

  /** Works `frames` frames of planar channels in place; what comes out is `latencyFrames` late. */
  process(channels: readonly Float64Array[], frames: number): void {
    this.#stream.process(channels, frames);
  }

  /** The next `frames` frames of what is still inside: as `process` with zeros. `latencyFrames` in all empty it. */
  flush(channels: readonly Float64Array[], frames: number): void {
    for (const samples of channels) samples.fill(0, 0, frames);
    this.#stream.process(channels, frames);
  }

  reset(): void {
    this.#stream.reset();
  }
}
