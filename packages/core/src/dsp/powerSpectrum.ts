import type { AudioBlock, AudioFormat } from '../audio/index.ts';
import type { DspKernels, RealFftKernel } from './kernels.ts';
import { windowOf } from './window.ts';

/** Mean power per FFT bin over the whole stream; all bins add up to the mean square of the signal. */
export interface PowerSpectrum {
  readonly binHz: number;
  /** Mean over all channels. */
  readonly power: Float64Array;
  /** (L+R)/2 and (L-R)/2; undefined unless there are two channels. */
  readonly mid: Float64Array | undefined;
  readonly side: Float64Array | undefined;
}

/** Called with the unscaled power |X|² (mean over channels) of every frame. */
export interface SpectrumListener {
  frame(power: Float64Array): void;
}

/** Wanted window length: bins of 3 to 6 Hz at every rate, enough for the lowest third octaves and for hum. */
const WINDOW_SECONDS = 0.25;
const SMALLEST = 1024;
const LARGEST = 65536;

/** FFT size used at a rate: the next power of two from a quarter of a second. */
export function spectrumSize(sampleRateHz: number): number {
  const wanted = 2 ** Math.ceil(Math.log2(Math.max(1, sampleRateHz * WINDOW_SECONDS)));
  return Math.min(LARGEST, Math.max(SMALLEST, wanted));
}

/**
 * Long-term spectrum by Welch's method (1967): Hann windows with half overlap, power averaged over the whole stream. A
 * stream shorter than one window is centred in it. Mid and side come from the same two transforms.
 * Weakness: the first and last quarter second count less (a window across the end would smear a cliff); the
 * single-precision kernel reaches about -140 dB below the loudest bin of a window.
 */
export class SpectrumMeter {
  readonly #rate: number;
  readonly #size: number;
  readonly #window: Float64Array;
  readonly #buffers: Float64Array[];
  readonly #kernels: readonly RealFftKernel[];
  readonly #power: Float64Array;
  readonly #mid: Float64Array;
  readonly #side: Float64Array;
  readonly #frame: Float64Array;
  readonly #listener: SpectrumListener | undefined;
  #filled = 0;
  #windows = 0;

  constructor({ sampleRateHz, channels }: AudioFormat, kernels: DspKernels, listener?: SpectrumListener) {
    this.#rate = sampleRateHz;
    this.#size = spectrumSize(sampleRateHz);
    this.#window = windowOf('hann', this.#size);
    this.#buffers = Array.from({ length: channels }, () => new Float64Array(this.#size));
    this.#kernels = Array.from({ length: channels === 2 ? 2 : 1 }, () => kernels.realFft(this.#size));
    const bins = this.#size / 2 + 1;
    this.#power = new Float64Array(bins);
    this.#mid = new Float64Array(channels === 2 ? bins : 0);
    this.#side = new Float64Array(channels === 2 ? bins : 0);
    this.#frame = new Float64Array(bins);
    this.#listener = listener;
  }

  push({ channels, frames }: AudioBlock): void {
    for (let done = 0; done < frames; ) {
      const count = Math.min(frames - done, this.#size - this.#filled);
      for (let c = 0; c < this.#buffers.length; c++) {
        const x = channels[c];
        const buffer = this.#buffers[c];
        const at = this.#filled - done;
        for (let i = done, end = done + count; i < end; i++) buffer[at + i] = x[i];
      }
      this.#filled += count;
      done += count;
      if (this.#filled === this.#size) this.#transform();
    }
  }

  #transform(): void {
    this.#windows++;
    this.#frame.fill(0);
    if (this.#buffers.length === 2) this.#pair();
    else for (const buffer of this.#buffers) this.#single(buffer);
    const scale = 1 / this.#buffers.length;
    const frame = this.#frame;
    const power = this.#power;
    for (let k = 0; k < frame.length; k++) {
      const p = frame[k] * scale;
      frame[k] = p;
      power[k] = power[k] + p;
    }
    this.#listener?.frame(frame);
    const half = this.#size / 2;
    for (const buffer of this.#buffers) {
      buffer.copyWithin(0, half);
      buffer.fill(0, half);
    }
    this.#filled = half;
  }

  #load(kernel: RealFftKernel, buffer: Float64Array): void {
    const { input } = kernel;
    const window = this.#window;
    for (let i = 0; i < window.length; i++) input[i] = buffer[i] * window[i];
    kernel.forward();
  }

  #single(buffer: Float64Array): void {
    const kernel = this.#kernels[0];
    this.#load(kernel, buffer);
    const { re, im } = kernel;
    const frame = this.#frame;
    for (let k = 0; k < frame.length; k++) {
      const a = re[k];
      const b = im[k];
      frame[k] = frame[k] + a * a + b * b;
    }
  }

  #pair(): void {
    const [first, second] = this.#kernels as readonly [RealFftKernel, RealFftKernel];
    this.#load(first, this.#buffers[0]);
    this.#load(second, this.#buffers[1]);
    const { re: lr, im: li } = first;
    const { re: rr, im: ri } = second;
    const frame = this.#frame;
    const mid = this.#mid;
    const side = this.#side;
    for (let k = 0; k < frame.length; k++) {
      const a = lr[k];
      const b = li[k];
      const c = rr[k];
      const d = ri[k];
      frame[k] = a * a + b * b + c * c + d * d;
      mid[k] = mid[k] + ((a + c) * (a + c) + (b + d) * (b + d)) / 4;
      side[k] = side[k] + ((a - c) * (a - c) + (b - d) * (b - d)) / 4;
    }
  }

  finish(): PowerSpectrum {
    let energy = windowEnergy(this.#window, 0, this.#size);
    if (this.#windows === 0 && this.#filled > 0) {
      const count = this.#filled;
      const start = Math.floor((this.#size - count) / 2);
      for (const buffer of this.#buffers) {
        buffer.copyWithin(start, 0, count);
        buffer.fill(0, 0, start);
        buffer.fill(0, start + count);
      }
      energy = windowEnergy(this.#window, start, start + count);
      this.#transform();
    }
    // Parseval: each window holds size * sum(w² x²).
    const scale = 1 / (this.#size * Math.max(1, this.#windows) * energy);
    const oneSided = (sums: Float64Array): Float64Array =>
      sums.map((value, k) => value * scale * (k === 0 || k === sums.length - 1 ? 1 : 2));
    const stereo = this.#buffers.length === 2;
    return {
      binHz: this.#rate / this.#size,
      power: oneSided(this.#power),
      mid: stereo ? oneSided(this.#mid) : undefined,
      side: stereo ? oneSided(this.#side) : undefined,
    };
  }
}

function windowEnergy(window: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += window[i] ** 2;
  return sum;
}
