/**
 * The mixture's spectra of a batch of chunks: what the model is fed, and what its answers are applied to. Magnitudes
 * and masks take the phase of the mixture. Bins the model does not see are zero in every stem, and so in the residual.
 */
import type { ModelDescriptor, PortContent } from '../descriptor.ts';
import type { ChunkSpectrum, Spectrum } from './chunkSpectrum.ts';
import type { TensorLayout } from './tensorLayout.ts';

type Strides = TensorLayout['strides'];
/** Keeps masks defined in silence; Spleeter's own constant. */
const EPSILON = 1e-10;

export class MixtureSpectra {
  readonly #descriptor: ModelDescriptor;
  readonly #transform: ChunkSpectrum;
  readonly #batch: number;
  /** By chunk, then channel. */
  readonly #mix: readonly Spectrum[];
  /** Magnitudes of the stems that a ratio mask waits for: by chunk, stem, channel. */
  readonly #magnitudes = new Map<number, Float32Array>();
  readonly #work: Spectrum;

  constructor(descriptor: ModelDescriptor, transform: ChunkSpectrum, mix: Float32Array, batch: number) {
    const { channels, chunk } = descriptor;
    this.#descriptor = descriptor;
    this.#transform = transform;
    this.#batch = batch;
    this.#work = transform.room();
    this.#mix = Array.from({ length: batch * channels }, (_, i) => {
      const room = transform.room();
      transform.forward(mix, i * chunk.frames, room);
      return room;
    });
  }

  /** Fills an input tensor. */
  pack(content: PortContent, strides: Strides, data: Float32Array): void {
    const { channels, stft } = this.#descriptor;
    const { frames, bins } = this.#transform;
    const [from, to] = [stft?.zeroBins ?? 0, stft?.bins ?? bins];
    for (let b = 0; b < this.#batch; b++)
      for (let c = 0; c < channels; c++) {
        const { re, im } = this.#mix[b * channels + c] as Spectrum;
        for (let t = 0; t < frames; t++) {
          const at = b * strides.B + c * strides.C + t * strides.T;
          const row = t * bins;
          if (content === 'complex')
            for (let f = from; f < to; f++) {
              data[at + f * strides.F] = re[row + f] as number;
              data[at + f * strides.F + strides.R] = im[row + f] as number;
            }
          else
            for (let f = from; f < to; f++) {
              const [x, y] = [re[row + f] as number, im[row + f] as number];
              data[at + f * strides.F] = Math.sqrt(x * x + y * y);
            }
        }
      }
  }

  /** Adds the stems of an output tensor to `out`, or keeps their magnitudes for `finish`. */
  addStems(
    content: PortContent,
    strides: Strides,
    data: Float32Array,
    stems: readonly number[],
    out: Float32Array,
  ): void {
    const { channels, chunk, ratioMaskPower, stems: all } = this.#descriptor;
    for (let b = 0; b < this.#batch; b++)
      stems.forEach((stem, s) => {
        for (let c = 0; c < channels; c++) {
          const offset = b * strides.B + s * strides.S + c * strides.C;
          const index = (b * all.length + stem) * channels + c;
          if (ratioMaskPower !== undefined) this.#magnitudes.set(index, this.#copy(data, strides, offset));
          else {
            this.#apply(content, data, strides, offset, this.#mix[b * channels + c] as Spectrum);
            this.#transform.addInverse(this.#work, out, index * chunk.frames);
          }
        }
      });
  }

  /** The stems of ratio masks, once all magnitudes are there. */
  finish(out: Float32Array): void {
    const { channels, chunk, ratioMaskPower: power, stems } = this.#descriptor;
    if (power === undefined) return;
    const bins = this.#descriptor.stft?.bins ?? this.#transform.bins;
    for (let b = 0; b < this.#batch; b++)
      for (let c = 0; c < channels; c++) {
        const of = stems.map((_, s) => this.#magnitudes.get((b * stems.length + s) * channels + c) as Float32Array);
        const sum = new Float32Array(of[0]?.length ?? 0);
        for (const magnitudes of of)
          for (let i = 0; i < sum.length; i++) {
            magnitudes[i] = (magnitudes[i] as number) ** power;
            (sum[i] as number) += magnitudes[i] as number;
          }
        for (const [s, magnitudes] of of.entries()) {
          for (let i = 0; i < sum.length; i++)
            magnitudes[i] = ((magnitudes[i] as number) + EPSILON / stems.length) / ((sum[i] as number) + EPSILON);
          this.#apply(
            'magnitude-mask',
            magnitudes,
            { ...NONE, T: bins, F: 1 },
            0,
            this.#mix[b * channels + c] as Spectrum,
          );
          this.#transform.addInverse(this.#work, out, ((b * stems.length + s) * channels + c) * chunk.frames);
        }
      }
  }

  #copy(data: Float32Array, strides: Strides, offset: number): Float32Array {
    const { frames, bins: all } = this.#transform;
    const bins = this.#descriptor.stft?.bins ?? all;
    const out = new Float32Array(frames * bins);
    for (let t = 0; t < frames; t++)
      for (let f = 0; f < bins; f++) out[t * bins + f] = data[offset + t * strides.T + f * strides.F] as number;
    return out;
  }

  /** The spectrum of one stem and channel into the work space. */
  #apply(content: PortContent, data: Float32Array, strides: Strides, offset: number, mix: Spectrum): void {
    const { frames, bins } = this.#transform;
    const seen = this.#descriptor.stft?.bins ?? bins;
    const { re, im } = this.#work;
    for (let t = 0; t < frames; t++) {
      const row = t * bins;
      let at = offset + t * strides.T;
      for (let f = 0; f < seen; f++, at += strides.F) {
        const value = data[at] as number;
        const [x, y] = [mix.re[row + f] as number, mix.im[row + f] as number];
        if (content === 'complex') {
          re[row + f] = value;
          im[row + f] = data[at + strides.R] as number;
        } else if (content === 'complex-mask') {
          const turned = data[at + strides.R] as number;
          re[row + f] = x * value - y * turned;
          im[row + f] = x * turned + y * value;
        } else {
          const size = content === 'magnitude' ? Math.sqrt(x * x + y * y) : 1;
          const factor = size > 0 ? value / size : 0;
          re[row + f] = x * factor;
          im[row + f] = y * factor;
        }
      }
      re.fill(0, row + seen, row + bins);
      im.fill(0, row + seen, row + bins);
    }
  }
}

const NONE: Strides = { B: 0, S: 0, C: 0, R: 0, F: 0, T: 0, N: 0 };
