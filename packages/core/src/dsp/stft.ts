/**
 * Streaming short-time Fourier transform and its inverse by weighted overlap-add, in double precision.
 * Sources: Crochiere 1980 (weighted overlap-add); Griffin and Lim 1984, eq. 6 (dividing by the summed window product
 * gives the least-squares signal of a changed spectrum); Allen and Rabiner 1977.
 *
 * Perfect reconstruction for every size and hop whose windows overlap without a gap (the NOLA condition), edges
 * included: frame 0 starts `frameSize - hopSize` samples before the signal, so the first sample lies in as many frames
 * as any other. Measured: residue under -297 dB in ten settings, powers of two or not; see stft.test.ts.
 * Latency: sample t leaves the inverse when sample t + frameSize - 1 at the latest has entered the transform.
 * Bins: 0 (DC) to floor(frameSize / 2), unscaled forward, as {@link RealFft}.
 */
import { AudioError } from '../audio/index.ts';
import { RealFft } from './fft.ts';
import { type WindowName, windowOf } from './window.ts';

/** Frames and windows of a transform pair; both sides need the same ones. */
export interface StftOptions {
  /** Samples per frame, at least 1. */
  readonly frameSize: number;
  /** Samples from one frame to the next, 1 to `frameSize`. */
  readonly hopSize: number;
  /** Analysis window, by name or as `frameSize` weights; Hann by default. */
  readonly window?: WindowName | Float64Array;
  /** Synthesis window; the analysis window by default. */
  readonly synthesisWindow?: WindowName | Float64Array;
}

/** Receives one spectrum. The arrays are reused by the next frame and may be changed in place. */
export type SpectrumSink = (re: Float64Array, im: Float64Array, frame: number) => void;

/** Least sum of window products, relative to the largest: below it rounding errors would come up by 100 dB and more. */
const LEAST_OVERLAP = 1e-5;

function invalid(what: string, remedy: string): AudioError {
  return new AudioError('invalid-parameter', `STFT: ${what}.`, remedy);
}

function checkSizes({ frameSize, hopSize }: StftOptions): void {
  if (!Number.isInteger(frameSize) || frameSize < 1)
    throw invalid(`frame size ${frameSize}`, 'Give a whole number of samples, 1 or more.');
  if (!Number.isInteger(hopSize) || hopSize < 1 || hopSize > frameSize)
    throw invalid(`hop ${hopSize} with frames of ${frameSize}`, 'Give a whole number from 1 to the frame size.');
}

function weightsOf(window: WindowName | Float64Array, size: number): Float64Array {
  const weights = typeof window === 'string' ? windowOf(window, size) : window;
  if (weights.length !== size)
    throw invalid(`a window of ${weights.length} weights for frames of ${size}`, 'Give one weight per sample.');
  return weights;
}

/** Sum of the products of both windows at each of the `hopSize` places between two frame starts. */
export function overlapSum(analysis: Float64Array, synthesis: Float64Array, hopSize: number): Float64Array {
  const sum = new Float64Array(hopSize);
  for (let i = 0; i < analysis.length; i++) sum[i % hopSize] += analysis[i] * synthesis[i];
  return sum;
}

/** Samples to spectra. Push blocks of any size, then `flush` once. */
export class Stft {
  readonly frameSize: number;
  readonly hopSize: number;
  readonly bins: number;
  readonly #fft: RealFft;
  readonly #window: Float64Array;
  readonly #buffer: Float64Array;
  readonly #frame: Float64Array;
  readonly #re: Float64Array;
  readonly #im: Float64Array;
  #filled: number;
  #frames = 0;
  #samples = 0;

  /** Throws AudioError 'invalid-parameter' for sizes or windows that do not fit. */
  constructor(options: StftOptions) {
    checkSizes(options);
    const { frameSize, hopSize, window = 'hann' } = options;
    this.frameSize = frameSize;
    this.hopSize = hopSize;
    this.#fft = new RealFft(frameSize);
    this.bins = this.#fft.bins;
    this.#window = weightsOf(window, frameSize);
    this.#buffer = new Float64Array(frameSize);
    this.#frame = new Float64Array(frameSize);
    this.#re = new Float64Array(this.bins);
    this.#im = new Float64Array(this.bins);
    this.#filled = frameSize - hopSize;
  }

  /** Frames that a signal of this length has, flush included. */
  frameCount(samples: number): number {
    return samples === 0 ? 0 : Math.ceil((samples + this.frameSize - this.hopSize) / this.hopSize);
  }

  /** Takes `count` samples from `offset` on. */
  push(samples: Float64Array, offset: number, count: number, sink: SpectrumSink): void {
    const buffer = this.#buffer;
    this.#samples += count;
    for (let done = 0; done < count; ) {
      const part = Math.min(count - done, this.frameSize - this.#filled);
      const from = offset + done - this.#filled;
      for (let i = this.#filled, end = this.#filled + part; i < end; i++) buffer[i] = samples[from + i];
      this.#filled += part;
      done += part;
      if (this.#filled === this.frameSize) this.#transform(sink);
    }
  }

  /** The frames that still hold a part of the signal, silence after it; then ready for another signal. */
  flush(sink: SpectrumSink): void {
    const total = this.frameCount(this.#samples);
    while (this.#frames < total) {
      this.#buffer.fill(0, this.#filled);
      this.#transform(sink);
    }
    this.reset();
  }

  reset(): void {
    this.#buffer.fill(0);
    this.#filled = this.frameSize - this.hopSize;
    this.#frames = 0;
    this.#samples = 0;
  }

  #transform(sink: SpectrumSink): void {
    const buffer = this.#buffer;
    const window = this.#window;
    const frame = this.#frame;
    for (let i = 0; i < frame.length; i++) frame[i] = buffer[i] * window[i];
    this.#fft.forward(frame, this.#re, this.#im);
    buffer.copyWithin(0, this.hopSize);
    this.#filled = this.frameSize - this.hopSize;
    sink(this.#re, this.#im, this.#frames++);
  }
}

/** Spectra to samples. */
export class InverseStft {
  readonly hopSize: number;
  readonly #fft: RealFft;
  /** Synthesis window over the overlap sum. */
  readonly #weights: Float64Array;
  readonly #frame: Float64Array;
  readonly #sum: Float64Array;
  readonly #lead: number;
  #skip: number;

  /** Throws AudioError 'invalid-parameter' for sizes that do not fit and for windows that leave a gap. */
  constructor(options: StftOptions) {
    checkSizes(options);
    const { frameSize, hopSize, window = 'hann' } = options;
    const analysis = weightsOf(window, frameSize);
    const synthesis = weightsOf(options.synthesisWindow ?? window, frameSize);
    const overlap = overlapSum(analysis, synthesis, hopSize);
    const largest = overlap.reduce((a, v) => Math.max(a, v), 0);
    if (!overlap.every((v) => v > largest * LEAST_OVERLAP))
      throw invalid(
        `windows of ${frameSize} at a hop of ${hopSize} leave samples without weight`,
        'Take a smaller hop, or windows that are not zero where no other frame overlaps.',
      );
    this.hopSize = hopSize;
    this.#fft = new RealFft(frameSize);
    this.#weights = synthesis.map((w, i) => w / overlap[i % hopSize]);
    this.#frame = new Float64Array(frameSize);
    this.#sum = new Float64Array(frameSize);
    this.#lead = frameSize - hopSize;
    this.#skip = this.#lead;
  }

  /**
   * Adds one spectrum (left as it is) and writes the samples that are complete, `hopSize` at most, to `output` from
   * `offset`. Returns their number: none for the frames before the signal. What follows its end is the caller's to cut.
   */
  push(re: Float64Array, im: Float64Array, output: Float64Array, offset: number): number {
    const frame = this.#frame;
    const sum = this.#sum;
    const weights = this.#weights;
    this.#fft.inverse(re, im, frame);
    for (let i = 0; i < frame.length; i++) sum[i] += frame[i] * weights[i];
    const skipped = Math.min(this.#skip, this.hopSize);
    const count = this.hopSize - skipped;
    this.#skip -= skipped;
    for (let i = 0; i < count; i++) output[offset + i] = sum[skipped + i];
    sum.copyWithin(0, this.hopSize);
    sum.fill(0, sum.length - this.hopSize);
    return count;
  }

  reset(): void {
    this.#sum.fill(0);
    this.#skip = this.#lead;
  }
}
