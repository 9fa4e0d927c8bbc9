/**
 * Spectra of one chunk and back, with the conventions of the frameworks that models come from: torch.stft and
 * torch.istft (centred, reflecting, least-squares inverse), with Demucs' extra padding. Single precision where the
 * frame size is a power of two (the WASM kernel), otherwise double.
 * What the inverse cannot know (samples without window weight) stays 0.
 */
import { RealFft, type RealFftKernel, windowOf } from '@studiohand/core/dsp';
import { wasmKernels } from '@studiohand/kernels';
import { type StftSettings, spectrumFrames } from '../descriptor.ts';

/** Sums of squared windows below this part of the largest carry no signal. */
const LEAST_WEIGHT = 1e-6;

/** Spectra of one channel: frame by frame, `stride` values per frame. */
export interface Spectrum {
  readonly re: Float32Array;
  readonly im: Float32Array;
}

export class ChunkSpectrum {
  readonly frames: number;
  /** Bins of the transform, those the model does not see included. */
  readonly bins: number;
  readonly #settings: StftSettings;
  readonly #chunkFrames: number;
  readonly #window: Float32Array;
  readonly #synthesis: Float32Array;
  readonly #envelope: Float32Array;
  readonly #padded: Float32Array;
  readonly #lead: number;
  readonly #fft: RealFftKernel;

  constructor(settings: StftSettings, chunkFrames: number) {
    const { size, hop, centred, extraPad, skipFrames, unitary } = settings;
    this.#settings = settings;
    this.#chunkFrames = chunkFrames;
    this.frames = spectrumFrames(settings, chunkFrames);
    this.bins = size / 2 + 1;
    const window = windowOf(settings.window, size);
    const scale = unitary ? 1 / Math.sqrt(size) : 1;
    this.#window = Float32Array.from(window, (w) => w * scale);
    this.#synthesis = Float32Array.from(window, (w) => w / scale);
    this.#lead = (centred ? size / 2 : 0) + extraPad;
    const span = this.#lead + chunkFrames + size + hop;
    const all = this.frames + 2 * skipFrames;
    this.#padded = new Float32Array(Math.max(span, (all - 1) * hop + size) + this.#lead);
    this.#envelope = new Float32Array(chunkFrames);
    const sums = new Float64Array(this.#padded.length);
    // Frames the model does not see count too: their spectrum is zero, as in the framework.
    for (let t = 0; t < all; t++)
      for (let i = 0; i < size; i++) (sums[t * hop + i] as number) += (window[i] as number) ** 2;
    const largest = sums.reduce((a, v) => Math.max(a, v), 0);
    for (let i = 0; i < chunkFrames; i++) {
      const weight = sums[this.#lead + i] as number;
      this.#envelope[i] = weight > largest * LEAST_WEIGHT ? 1 / weight : 0;
    }
    this.#fft = (size & (size - 1)) === 0 ? wasmKernels.realFft(size) : anySize(size);
  }

  /** Room for the spectra of one channel. */
  room(): Spectrum {
    const count = this.frames * this.bins;
    return { re: new Float32Array(count), im: new Float32Array(count) };
  }

  /** Spectra of `chunkFrames` samples from `offset`. */
  forward(samples: Float32Array, offset: number, { re, im }: Spectrum): void {
    const { size, hop, pad, skipFrames } = this.#settings;
    const padded = this.#padded;
    const count = this.#chunkFrames;
    const lead = this.#lead;
    padded.fill(0);
    padded.set(samples.subarray(offset, offset + count), lead);
    if (pad === 'reflect') {
      for (let i = 1; i <= lead && i < count; i++) padded[lead - i] = samples[offset + i] as number;
      for (let i = 1; i < count && lead + count - 1 + i < padded.length; i++)
        padded[lead + count - 1 + i] = samples[offset + count - 1 - i] as number;
    }
    const fft = this.#fft;
    const window = this.#window;
    for (let t = 0; t < this.frames; t++) {
      const from = (t + skipFrames) * hop;
      const input = fft.input;
      for (let i = 0; i < size; i++) input[i] = (padded[from + i] as number) * (window[i] as number);
      fft.forward();
      re.set(fft.re.subarray(0, this.bins), t * this.bins);
      im.set(fft.im.subarray(0, this.bins), t * this.bins);
    }
  }

  /** Samples of spectra, `chunkFrames` of them, added to `samples` from `offset`. */
  addInverse({ re, im }: Spectrum, samples: Float32Array, offset: number): void {
    const { size, hop, skipFrames } = this.#settings;
    const sum = this.#padded.fill(0);
    const fft = this.#fft;
    const window = this.#synthesis;
    for (let t = 0; t < this.frames; t++) {
      const from = (t + skipFrames) * hop;
      fft.re.set(re.subarray(t * this.bins, (t + 1) * this.bins));
      fft.im.set(im.subarray(t * this.bins, (t + 1) * this.bins));
      fft.inverse();
      const output = fft.input;
      for (let i = 0; i < size; i++) (sum[from + i] as number) += (output[i] as number) * (window[i] as number);
    }
    for (let i = 0; i < this.#chunkFrames; i++)
      (samples[offset + i] as number) += (sum[this.#lead + i] as number) * (this.#envelope[i] as number);
  }
}

/** Frames of other sizes (MDX-Net: 5,120, 6,144, 7,680), in double precision inside. */
function anySize(size: number): RealFftKernel {
  const fft = new RealFft(size);
  const [re, im, samples] = [new Float64Array(fft.bins), new Float64Array(fft.bins), new Float64Array(size)];
  const kernel = {
    size,
    input: new Float32Array(size),
    re: new Float32Array(fft.bins),
    im: new Float32Array(fft.bins),
    forward(): void {
      samples.set(kernel.input);
      fft.forward(samples, re, im);
      kernel.re.set(re);
      kernel.im.set(im);
    },
    inverse(): void {
      re.set(kernel.re);
      im.set(kernel.im);
      fft.inverse(re, im, samples);
      kernel.input.set(samples);
    },
  };
  return kernel;
}
