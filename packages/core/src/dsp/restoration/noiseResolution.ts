import type { DspKernels } from '../kernels.ts';
import { bandEdges, NOISE_BANDS } from './noiseBands.ts';
import { NoiseLayer } from './noiseLayer.ts';

export interface NoiseResolutionOptions {
  readonly sampleRateHz: number;
  readonly frameSize: number;
  /** Frames of the tile that one call works, a multiple of the hop. */
  readonly tileFrames: number;
  readonly channels: number;
  readonly kernels: DspKernels;
  /** Expected power of the noise per bin. */
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
  /** Mean over bins and frames of the last tile of the power in units of the noise, at most 1 each; 1 without bins. */
  readonly presence: Float64Array = new Float64Array(NOISE_BANDS).fill(1);
  /** Per channel six tiles; the place worked last lies between two and four tiles after the start. */
  readonly outputs: readonly Float32Array[];
  readonly #size: number;
  readonly #tile: number;
  readonly #layer: NoiseLayer;
  readonly #noise: Float32Array;

  constructor({ sampleRateHz, frameSize, tileFrames, channels, kernels, noise, floor }: NoiseResolutionOptions) {
    this.#size = frameSize;
    this.#tile = tileFrames;
    this.#layer = new NoiseLayer(frameSize, tileFrames, channels, kernels);
    this.#noise = Float32Array.from(noise);
    this.#layer.noise.set(this.#noise);
    this.#layer.logFloor.set(floor.map((v) => Math.log(v)));
    this.#layer.edges.set(bandEdges(frameSize, sampleRateHz));
    this.outputs = this.#layer.outputs;
  }

  reset(): void {
    const { history, outputs, noise } = this.#layer;
    this.#layer.reset();
    noise.set(this.#noise);
    for (const own of history) own.fill(0);
    for (const own of outputs) own.fill(0);
  }

  /** Takes the noise of a band for `share` of what was learned, above 0 to 1. */
  scaleNoise(band: number, share: number): void {
    const { noise, edges } = this.#layer;
    for (let k = edges[band]; k < edges[band + 1]; k++) noise[k] = share * this.#noise[k];
  }

  /** `tiles`: the newest tile of each channel. */
  process(tiles: readonly Float64Array[]): void {
    const tile = this.#tile;
    const { history, outputs, edges } = this.#layer;
    for (let c = 0; c < tiles.length; c++) {
      history[c].copyWithin(0, tile);
      history[c].set(tiles[c], 3 * tile);
      outputs[c].copyWithin(0, tile);
      outputs[c].fill(0, 5 * tile);
    }
    this.#layer.process();
    const frames = (4 * tile) / this.#size;
    const scale = 1 / (frames * (this.#size / 2) * this.#size);
    for (let b = 0; b < NOISE_BANDS; b++) {
      const bins = edges[b + 1] - edges[b];
      this.risk[b] = scale * this.#layer.risk[b];
      this.presence[b] = bins > 0 ? this.#layer.presence[b] / (frames * bins) : 1;
    }
  }
}
