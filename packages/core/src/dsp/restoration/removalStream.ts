/**
 * Takes parts of a stream away in the frequency domain: frames of a square-root Hann window go to a remover, which says
 * for a frame some hops ago what has to go; that is transformed back, overlapped and subtracted from the delayed input.
 * What is not removed stays bit by bit. Results do not depend on the blocks; memory does not grow; samples that are no
 * numbers count as silence. Weakness: single-precision transforms, so what is removed is exact to -140 dB.
 */
import type { DspKernels, RealFftKernel } from '../kernels.ts';
import { rootHann } from './resolutions.ts';

/** What a {@link RemovalStream} asks, once per hop: every channel's frame, then the removal of every channel. */
export interface Remover {
  /** Spectrum of a channel's newest frame; bins as the kernel has them, to be copied. */
  analyse(channel: number, re: Float32Array, im: Float32Array): void;
  /** All channels have been analysed. */
  advance(): void;
  /**
   * Writes the spectrum to take away from the frame `lagFrames` hops ago, all bins; false when there is none (then
   * nothing has to be written).
   */
  removal(channel: number, re: Float32Array, im: Float32Array): boolean;
  reset(): void;
}

export interface RemovalStreamOptions {
  readonly channels: number;
  /** A power of two from 64 on. */
  readonly frameSize: number;
  /** A half of the frame or less, a power of two. */
  readonly hopSize: number;
  /** How many hops after its frame a removal is known. */
  readonly lagFrames: number;
  readonly kernels: DspKernels;
}

export class RemovalStream {
  /** Frames by which the output is late. */
  readonly latencyFrames: number;
  readonly #remover: Remover;
  readonly #size: number;
  readonly #hop: number;
  readonly #fft: RealFftKernel;
  readonly #window: Float64Array;
  /** Analysis and synthesis window over their overlap. */
  readonly #synthesis: Float64Array;
  /** The newest `frameSize` samples, the delayed input as a ring, what is being removed. */
  readonly #frame: readonly Float64Array[];
  readonly #delay: readonly Float64Array[];
  readonly #sum: readonly Float64Array[];
  #at = 0;
  #filled = 0;

  constructor({ channels, frameSize, hopSize, lagFrames, kernels }: RemovalStreamOptions, remover: Remover) {
    const buffers = (length: number): Float64Array[] =>
      Array.from({ length: channels }, () => new Float64Array(length));
    this.latencyFrames = frameSize + lagFrames * hopSize;
    this.#remover = remover;
    this.#size = frameSize;
    this.#hop = hopSize;
    this.#fft = kernels.realFft(frameSize);
    this.#window = rootHann(frameSize);
    this.#synthesis = this.#window.map((w) => (2 * w * hopSize) / frameSize);
    this.#frame = buffers(frameSize);
    this.#delay = buffers(this.latencyFrames);
    this.#sum = buffers(frameSize);
  }

  /** Works `frames` frames of planar channels in place; what comes out is `latencyFrames` late. */
  process(channels: readonly Float64Array[], frames: number): void {
    const start = this.#size - this.#hop;
    for (let done = 0; done < frames; ) {
      const count = Math.min(frames - done, this.#hop - this.#filled, this.latencyFrames - this.#at);
      for (let c = 0; c < channels.length; c++) {
        const samples = channels[c];
        const frame = this.#frame[c];
        const delay = this.#delay[c];
        const sum = this.#sum[c];
        for (let i = 0; i < count; i++) {
          const x = samples[done + i];
          const kept = x - x === 0 ? x : 0;
          frame[start + this.#filled + i] = kept;
          samples[done + i] = delay[this.#at + i] - sum[this.#filled + i];
          delay[this.#at + i] = kept;
        }
      }
      done += count;
      this.#filled += count;
      this.#at = (this.#at + count) % this.latencyFrames;
      if (this.#filled === this.#hop) this.#work();
    }
  }

  reset(): void {
    for (const buffers of [this.#frame, this.#delay, this.#sum]) for (const buffer of buffers) buffer.fill(0);
    this.#remover.reset();
    this.#at = 0;
    this.#filled = 0;
  }

  #work(): void {
    const { input, re, im } = this.#fft;
    const size = this.#size;
    for (let c = 0; c < this.#frame.length; c++) {
      const frame = this.#frame[c];
      for (let i = 0; i < size; i++) input[i] = frame[i] * this.#window[i];
      this.#fft.forward();
      this.#remover.analyse(c, re, im);
      frame.copyWithin(0, this.#hop);
    }
    this.#remover.advance();
    for (let c = 0; c < this.#sum.length; c++) {
      const sum = this.#sum[c];
      sum.copyWithin(0, this.#hop);
      sum.fill(0, size - this.#hop);
      if (!this.#remover.removal(c, re, im)) continue;
      this.#fft.inverse();
      for (let i = 0; i < size; i++) sum[i] += input[i] * this.#synthesis[i];
    }
    this.#filled = 0;
  }
}
