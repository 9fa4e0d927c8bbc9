/**
 * Late reverberation subtracted as far as it can be predicted linearly (weightedPrediction.ts), in stretches of 5.5 s that
 * overlap by a quarter and are faded over, up to 8 kHz. Unlike a gain it takes tails from under new notes. Held tones are
 * left alone, by band and stretch (predictionGate.ts). Channels share weights and decisions.
 * Range: 8 to 192 kHz, any channels. Latency: {@link LinearDereverb.latencyFrames}, 5.5 s. Results do not depend on the
 * blocks; memory does not grow; what is not removed stays bit by bit.
 * Weakness: needs seconds of material to learn a room; prediction stops at 170 ms.
 */
import { AudioError } from '../../audio/index.ts';
import { typescriptKernels } from '../kernels/typescriptKernels.ts';
import type { DspKernels } from '../kernels.ts';
import { PREDICTION_EDGES_HZ, PredictionGate } from './predictionGate.ts';
import { RemovalStream, type Remover } from './removalStream.ts';
import { noiseFrameSizes } from './resolutions.ts';
import { WeightedPrediction } from './weightedPrediction.ts';

export interface LinearDereverbOptions {
  readonly sampleRateHz: number;
  readonly channels: number;
  /** How much of the prediction is taken away, 0 to 1; 1 by default. */
  readonly amount?: number;
  readonly kernels?: DspKernels;
}

/** Frames of a stretch and of its overlap with the next; hops are half a frame of 43 ms. */
const STRETCH = 256;
const OVERLAP = 64;
const ADVANCE: number = STRETCH - OVERLAP;
const DELAY = 2;
const TAPS = 8;
const ITERATIONS = 3;

class PredictionRemover implements Remover {
  readonly #first: number;
  readonly #bands: Int8Array;
  readonly #amount: number;
  readonly #prediction: WeightedPrediction;
  readonly #gate: PredictionGate;
  readonly #length: number;
  /** [bin * length + frame] of every channel: the history and the stretch, and what goes from the stretch. */
  readonly #re: readonly Float32Array[];
  readonly #im: readonly Float32Array[];
  readonly #takenRe: readonly Float32Array[];
  readonly #takenIm: readonly Float32Array[];
  readonly #newRe: readonly Float32Array[];
  readonly #newIm: readonly Float32Array[];
  #filled = 0;
  #started = false;

  constructor({ sampleRateHz, channels, amount = 1 }: LinearDereverbOptions, frameSize: number) {
    const edges = PREDICTION_EDGES_HZ.map((hz) => Math.min(frameSize / 2, Math.ceil((hz * frameSize) / sampleRateHz)));
    this.#first = edges[0];
    const bins = edges[edges.length - 1] - edges[0];
    this.#bands = Int8Array.from({ length: bins }, (_, k) => edges.findIndex((edge) => edge > k + edges[0]) - 1);
    this.#amount = amount;
    this.#prediction = new WeightedPrediction({ frames: STRETCH, channels, delay: DELAY, taps: TAPS });
    this.#gate = new PredictionGate(STRETCH, frameSize / 2 / sampleRateHz);
    this.#length = this.#prediction.history + STRETCH;
    const store = (length: number): Float32Array[] =>
      Array.from({ length: channels }, () => new Float32Array(bins * length));
    this.#re = store(this.#length);
    this.#im = store(this.#length);
    this.#takenRe = store(STRETCH);
    this.#takenIm = store(STRETCH);
    this.#newRe = store(STRETCH);
    this.#newIm = store(STRETCH);
  }

  reset(): void {
    for (const set of [this.#re, this.#im, this.#takenRe, this.#takenIm]) for (const values of set) values.fill(0);
    this.#filled = 0;
    this.#started = false;
  }

  analyse(channel: number, re: Float32Array, im: Float32Array): void {
    const at = this.#prediction.history + this.#filled;
    for (let k = 0; k < this.#bands.length; k++) {
      this.#re[channel][k * this.#length + at] = re[this.#first + k];
      this.#im[channel][k * this.#length + at] = im[this.#first + k];
    }
  }

  advance(): void {
    this.#filled++;
    if (this.#filled < STRETCH) return;
    this.#predict();
    for (let c = 0; c < this.#re.length; c++) {
      for (const values of [this.#re[c], this.#im[c]]) shift(values, this.#length, ADVANCE);
    }
    this.#filled = OVERLAP;
    this.#started = true;
  }

  removal(channel: number, re: Float32Array, im: Float32Array): boolean {
    if (!this.#started) return false;
    const at = this.#filled - OVERLAP;
    const takenRe = this.#takenRe[channel];
    const takenIm = this.#takenIm[channel];
    let some = false;
    for (let k = 0; k < this.#bands.length && !some; k++)
      some = takenRe[k * STRETCH + at] !== 0 || takenIm[k * STRETCH + at] !== 0;
    if (!some) return false;
    re.fill(0);
    im.fill(0);
    for (let k = 0; k < this.#bands.length; k++) {
      re[this.#first + k] = takenRe[k * STRETCH + at];
      im[this.#first + k] = takenIm[k * STRETCH + at];
    }
    return true;
  }

  #load(bin: number): void {
    for (let c = 0; c < this.#re.length; c++) {
      const from = bin * this.#length;
      this.#prediction.re[c].set(this.#re[c].subarray(from, from + this.#length));
      this.#prediction.im[c].set(this.#im[c].subarray(from, from + this.#length));
    }
  }

  /** Works the stretch: `taken` moves on and gets the new prediction, faded over the overlap. */
  #predict(): void {
    const { history, re, im } = this.#prediction;
    this.#gate.clear();
    for (let k = 0; k < this.#bands.length; k++) {
      this.#load(k);
      for (let c = 0; c < re.length; c++) this.#gate.listen(this.#bands[k], re[c], im[c], history);
    }
    for (let c = 0; c < re.length; c++)
      for (const taken of [this.#takenRe[c], this.#takenIm[c]]) {
        shift(taken, STRETCH, ADVANCE);
        for (let k = 0; k < this.#bands.length; k++) taken.fill(0, k * STRETCH + OVERLAP, (k + 1) * STRETCH);
      }
    if (!this.#gate.judge()) return;
    for (let k = 0; k < this.#bands.length; k++) this.#predictBin(k);
    this.#gate.decide();
    for (let c = 0; c < re.length; c++) {
      this.#add(this.#takenRe[c], this.#newRe[c]);
      this.#add(this.#takenIm[c], this.#newIm[c]);
    }
  }

  #predictBin(bin: number): void {
    const { predictedRe, predictedIm } = this.#prediction;
    this.#load(bin);
    this.#prediction.run(ITERATIONS);
    for (let c = 0; c < predictedRe.length; c++) {
      let energy = 0;
      for (let t = 0; t < STRETCH; t++) energy += predictedRe[c][t] ** 2 + predictedIm[c][t] ** 2;
      this.#gate.take(this.#bands[bin], energy);
      this.#newRe[c].set(predictedRe[c], bin * STRETCH);
      this.#newIm[c].set(predictedIm[c], bin * STRETCH);
    }
  }

  #add(taken: Float32Array, predicted: Float32Array): void {
    for (let k = 0; k < this.#bands.length; k++) {
      const weight = this.#amount * this.#gate.weights[this.#bands[k]];
      if (weight === 0) continue;
      for (let t = 0; t < STRETCH; t++) {
        const rise = this.#started && t < OVERLAP ? (t + 0.5) / OVERLAP : 1;
        const fall = t >= ADVANCE ? (STRETCH - t - 0.5) / OVERLAP : 1;
        taken[k * STRETCH + t] += weight * rise * fall * predicted[k * STRETCH + t];
      }
    }
  }
}

/** Moves every row of `length` values to the front by `count`. */
function shift(values: Float32Array, length: number, count: number): void {
  for (let from = 0; from < values.length; from += length) values.copyWithin(from, from + count, from + length);
}

export class LinearDereverb {
  /** Frames by which the output is late; feed as many zeros (`flush`) to get the end. */
  readonly latencyFrames: number;
  readonly #stream: RemovalStream;

  /** Throws AudioError 'invalid-parameter' for an amount outside 0 to 1. */
  constructor(options: LinearDereverbOptions) {
    const { sampleRateHz, channels, amount = 1, kernels = typescriptKernels } = options;
    if (!(amount >= 0 && amount <= 1))
      throw new AudioError('invalid-parameter', `Reverb reduction: an amount of ${amount}.`, 'Give 0 to 1.');
    const frameSize = noiseFrameSizes(sampleRateHz)[2];
    this.#stream = new RemovalStream(
      { channels, frameSize, hopSize: frameSize / 2, lagFrames: STRETCH - 1, kernels },
      new PredictionRemover(options, frameSize),
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
