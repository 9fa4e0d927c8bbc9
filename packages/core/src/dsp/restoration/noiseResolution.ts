import type { DspKernels, RealFftKernel } from '../kernels.ts';
import { bandEdges, NOISE_BANDS } from './noiseBands.ts';
import { OmLsa } from './omLsa.ts';
import { rootHann } from './resolutions.ts';

/** Squared square-root Hann windows at a quarter hop add up to 2. */
const OVERLAP = 2;

export interface NoiseResolutionOptions {
  readonly sampleRateHz: number;
  readonly frameSize: number;
  /** Frames of the tile that one call works, a multiple of the hop. */
  readonly tileFrames: number;
  readonly channels: number;
  readonly kernels: DspKernels;
  readonly noise: Float64Array;
  /** Least gain per bin. */
  readonly floor: Float64Array;
}

/**
 * The noise reduction at one frame size for channels with one common gain. A call works the frames centred in one tile
 * of the history, adds them to `outputs` and leaves the tile's expected error per sample and band in `risk`.
 */
export class NoiseResolution {
  /** Expected error power per sample in each band of the last tile. */
  readonly risk: Float64Array = new Float64Array(NOISE_BANDS);
  /** Per channel, from four tiles before the history's start: what `shift` has not yet moved out. */
  readonly outputs: readonly Float64Array[];
  readonly #size: number;
  readonly #tile: number;
  readonly #fft: RealFftKernel;
  readonly #model: OmLsa;
  readonly #window: Float64Array;
  readonly #edges: Int32Array;
  readonly #re: readonly Float32Array[];
  readonly #im: readonly Float32Array[];
  readonly #power: Float64Array;
  readonly #gains: Float64Array;

  constructor({ sampleRateHz, frameSize, tileFrames, channels, kernels, noise, floor }: NoiseResolutionOptions) {
    const bins = frameSize / 2 + 1;
    this.#size = frameSize;
    this.#tile = tileFrames;
    this.#fft = kernels.realFft(frameSize);
    this.#model = new OmLsa(noise, floor);
    this.#window = rootHann(frameSize);
    this.#edges = bandEdges(frameSize, sampleRateHz);
    this.#re = Array.from({ length: channels }, () => new Float32Array(bins));
    this.#im = Array.from({ length: channels }, () => new Float32Array(bins));
    this.#power = new Float64Array(bins);
    this.#gains = new Float64Array(bins);
    this.outputs = Array.from({ length: channels }, () => new Float64Array(6 * tileFrames));
  }

  reset(): void {
    this.#model.reset();
    for (const output of this.outputs) output.fill(0);
  }

  /**
   * `history`: the last four tiles of each channel; the tile worked is centred on its middle. The same place lies two
   * tiles later in `outputs`.
   */
  process(history: readonly Float64Array[]): void {
    const tile = this.#tile;
    const hop = this.#size / 4;
    this.risk.fill(0);
    for (const output of this.outputs) {
      output.copyWithin(0, tile);
      output.fill(0, output.length - tile);
    }
    for (let at = 0; at < tile; at += hop) {
      const from = 1.5 * tile + hop / 2 + at - this.#size / 2;
      this.#analyse(history, from);
      this.#model.process(this.#power, this.#gains);
      this.#weigh();
      this.#synthesise(from + 2 * tile);
    }
    const scale = 1 / ((tile / hop) * (this.#size / 2) * this.#size);
    for (let b = 0; b < NOISE_BANDS; b++) this.risk[b] *= scale;
  }

  #analyse(history: readonly Float64Array[], from: number): void {
    const size = this.#size;
    const window = this.#window;
    const power = this.#power;
    const share = 1 / history.length;
    power.fill(0);
    for (let c = 0; c < history.length; c++) {
      const samples = history[c];
      const input = this.#fft.input;
      for (let i = 0; i < size; i++) input[i] = samples[from + i] * window[i];
      this.#fft.forward();
      const re = this.#re[c];
      const im = this.#im[c];
      re.set(this.#fft.re);
      im.set(this.#fft.im);
      for (let k = 0; k < power.length; k++) power[k] += share * (re[k] * re[k] + im[k] * im[k]);
    }
  }

  #weigh(): void {
    const edges = this.#edges;
    for (let b = 0; b < NOISE_BANDS; b++)
      this.risk[b] += this.#model.risk(this.#power, this.#gains, edges[b], edges[b + 1]);
  }

  #synthesise(to: number): void {
    const size = this.#size;
    const window = this.#window;
    const gains = this.#gains;
    for (let c = 0; c < this.outputs.length; c++) {
      const re = this.#fft.re;
      const im = this.#fft.im;
      const ownRe = this.#re[c];
      const ownIm = this.#im[c];
      for (let k = 0; k < gains.length; k++) {
        re[k] = gains[k] * ownRe[k];
        im[k] = gains[k] * ownIm[k];
      }
      this.#fft.inverse();
      const frame = this.#fft.input;
      const output = this.outputs[c];
      for (let i = 0; i < size; i++) output[to + i] += frame[i] * window[i] * (1 / OVERLAP);
    }
  }
}
