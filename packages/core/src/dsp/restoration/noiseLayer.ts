import type { DspKernels, RealFftKernel } from '../kernels.ts';
import { NOISE_BANDS } from './noiseBands.ts';
import { OmLsa } from './omLsa.ts';
import { rootHann } from './resolutions.ts';

/** Squared square-root Hann windows at a quarter hop add up to 2. */
const OVERLAP = 2;

/**
 * Analysis, gains and synthesis of one frame size at a quarter hop with square-root Hann windows, for channels with common
 * gains. Fill `noise`, `logFloor` and `edges` after construction; `noise` may change between calls.
 */
export class NoiseLayer {
  /** Per channel four tiles, the newest last; the tile worked is centred on their middle. */
  readonly history: readonly Float32Array[];
  /** Per channel six tiles; the place of a tile worked lies two tiles later than in `history`. Frames are added up. */
  readonly outputs: readonly Float32Array[];
  /** Expected power of the noise per bin, above 0. */
  readonly noise: Float32Array;
  /** Natural logarithm of the least gain per bin. */
  readonly logFloor: Float32Array;
  /** First bin of each band of noiseBands.ts, and the number of bins. */
  readonly edges: Int32Array = new Int32Array(NOISE_BANDS + 1);
  /** Of the last call, per band: sum over frames and bins of the expected error power under the gains. */
  readonly risk: Float64Array = new Float64Array(NOISE_BANDS);
  /** Of the last call, per band: sum over frames and bins of the power in units of the noise, at most 1 each. */
  readonly presence: Float64Array = new Float64Array(NOISE_BANDS);
  readonly #size: number;
  readonly #tile: number;
  readonly #fft: RealFftKernel;
  readonly #model: OmLsa;
  readonly #window: Float64Array;
  readonly #re: readonly Float32Array[];
  readonly #im: readonly Float32Array[];
  readonly #power: Float64Array;
  readonly #gains: Float64Array;

  /**
   * `frameSize`: a power of two. `tileFrames`: a multiple of a quarter of it, at least that quarter and at least a quarter
   * of the longest frame.
   */
  constructor(frameSize: number, tileFrames: number, channels: number, kernels: DspKernels) {
    const bins = frameSize / 2 + 1;
    const many = (size: number): Float32Array[] => Array.from({ length: channels }, () => new Float32Array(size));
    this.#size = frameSize;
    this.#tile = tileFrames;
    this.#fft = kernels.realFft(frameSize);
    this.#model = new OmLsa(bins);
    this.#window = rootHann(frameSize);
    this.history = many(4 * tileFrames);
    this.outputs = many(6 * tileFrames);
    this.noise = new Float32Array(bins).fill(1);
    this.logFloor = new Float32Array(bins);
    this.#re = many(bins);
    this.#im = many(bins);
    this.#power = new Float64Array(bins);
    this.#gains = new Float64Array(bins);
  }

  /** Forgets what the gains know of the frames before. */
  reset(): void {
    this.#model.reset();
  }

  /** Works the frames centred in the tile; history and outputs are moved on by the caller. */
  process(): void {
    const hop = this.#size / 4;
    this.risk.fill(0);
    this.presence.fill(0);
    for (let at = 0; at < this.#tile; at += hop) {
      const from = 1.5 * this.#tile + hop / 2 + at - this.#size / 2;
      this.#analyse(from);
      this.#model.process(this.#power, this.noise, this.logFloor, this.#gains);
      this.#weigh();
      this.#synthesise(from + 2 * this.#tile);
    }
  }

  #analyse(from: number): void {
    const window = this.#window;
    const power = this.#power.fill(0);
    const share = 1 / this.history.length;
    for (let c = 0; c < this.history.length; c++) {
      const samples = this.history[c];
      const input = this.#fft.input;
      for (let i = 0; i < input.length; i++) input[i] = samples[from + i] * window[i];
      this.#fft.forward();
      const re = this.#re[c];
      const im = this.#im[c];
      re.set(this.#fft.re);
      im.set(this.#fft.im);
      for (let k = 0; k < power.length; k++) power[k] += share * (re[k] * re[k] + im[k] * im[k]);
    }
  }

  #weigh(): void {
    const { noise, edges } = this;
    const power = this.#power;
    const gains = this.#gains;
    for (let b = 0; b < NOISE_BANDS; b++) {
      let risk = 0;
      let presence = 0;
      for (let k = edges[b]; k < edges[b + 1]; k++) {
        const gain = gains[k];
        const over = power[k] - noise[k];
        risk += gain * gain * noise[k] + (over > 0 ? (1 - gain) * (1 - gain) * over : 0);
        presence += over > 0 ? 1 : power[k] / noise[k];
      }
      this.risk[b] += risk;
      this.presence[b] += presence;
    }
  }

  #synthesise(to: number): void {
    const window = this.#window;
    const gains = this.#gains;
    const { re, im, input } = this.#fft;
    for (let c = 0; c < this.outputs.length; c++) {
      const ownRe = this.#re[c];
      const ownIm = this.#im[c];
      for (let k = 0; k < gains.length; k++) {
        re[k] = gains[k] * ownRe[k];
        im[k] = gains[k] * ownIm[k];
      }
      this.#fft.inverse();
      const output = this.outputs[c];
      for (let i = 0; i < input.length; i++) output[to + i] += input[i] * window[i] * (1 / OVERLAP);
    }
  }
}
