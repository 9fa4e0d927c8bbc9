/**
 * Rate conversion in the frequency domain: blocks that overlap are transformed, their spectrum is weighed and cut off
 * or continued with zeros, and transformed back at the other size; the middle of each block is kept. Band limitation is
 * exact, wrap-around lies under the rounding of double precision.
 * Source: overlap-save (Stockham 1966; Oppenheim and Schafer 8.7.3) with the sampling theorem of the discrete transform
 * (Bi and Mitra, "Sampling rate conversion in the frequency domain", IEEE Signal Processing Magazine, 2011).
 * Blocks lie at fixed places of the stream, whatever the pieces it comes in. Where the response reaches nothing but
 * zeros, the output is zero, not the rounding of the block around it.
 */
import type { AudioBlock } from '../audio/index.ts';
import type { DspKernels, SpectralResamplerKernel } from './kernels.ts';
import { type SpectralBlocks, spectralGains } from './spectralDesign.ts';

/** Streaming, `up` outputs for `down` inputs. The returned block's arrays are reused by the next call. */
export class SpectralResampler {
  readonly #up: number;
  readonly #down: number;
  readonly #blockFrames: number;
  /** Input frames from one block to the next. */
  readonly #hopFrames: number;
  readonly #outputMargin: number;
  readonly #outputHop: number;
  readonly #kernel: SpectralResamplerKernel;
  readonly #history: Float64Array[];
  #output: Float64Array[];
  #filled: number;
  #inputFrames = 0;
  #outputFrames = 0;

  constructor(
    up: number,
    down: number,
    passBand: number,
    { block, margin }: SpectralBlocks,
    channels: number,
    kernels: DspKernels,
  ) {
    this.#up = up;
    this.#down = down;
    this.#blockFrames = block * down;
    this.#hopFrames = (block - 2 * margin) * down;
    this.#outputMargin = margin * up;
    this.#outputHop = (block - 2 * margin) * up;
    this.#kernel = kernels.spectralResampler(
      block * down,
      block * up,
      spectralGains(block * down, block * up, passBand),
    );
    this.#history = Array.from({ length: channels }, () => new Float64Array(this.#blockFrames));
    this.#output = Array.from({ length: channels }, () => new Float64Array(this.#outputHop));
    // Before frame 0: silence.
    this.#filled = margin * down;
  }

  process({ channels, frames }: AudioBlock): AudioBlock {
    let produced = 0;
    this.#inputFrames += frames;
    for (let done = 0; done < frames; ) {
      const count = Math.min(frames - done, this.#blockFrames - this.#filled);
      for (let c = 0; c < this.#history.length; c++)
        this.#history[c].set(channels[c].subarray(done, done + count), this.#filled);
      this.#filled += count;
      done += count;
      if (this.#filled === this.#blockFrames) produced = this.#produce(produced, this.#outputHop);
    }
    return { channels: this.#output, frames: produced };
  }

  /** The end: what the filter still owes, up to the exact length. */
  flush(): AudioBlock {
    const total = Number((BigInt(this.#inputFrames) * BigInt(this.#up) + BigInt(this.#down) - 1n) / BigInt(this.#down));
    let produced = 0;
    while (this.#outputFrames < total) {
      for (const history of this.#history) history.fill(0, this.#filled);
      produced = this.#produce(produced, Math.min(this.#outputHop, total - this.#outputFrames));
    }
    return { channels: this.#output, frames: produced };
  }

  /** Converts the block in the history, two channels at a time, and moves on by a hop. */
  #produce(already: number, count: number): number {
    const { inputs, outputs } = this.#kernel;
    const from = this.#outputMargin;
    this.#reserve(already + count);
    for (let c = 0; c < this.#history.length; c += 2) {
      const pair = this.#history.length - c >= 2 ? 2 : 1;
      for (let i = 0; i < pair; i++) inputs[i as 0 | 1].set(this.#history[c + i]);
      this.#kernel.process();
      for (let i = 0; i < pair; i++) this.#output[c + i].set(outputs[i as 0 | 1].subarray(from, from + count), already);
    }
    for (let c = 0; c < this.#history.length; c++) this.#keepSilence(this.#history[c], this.#output[c], already, count);
    for (const history of this.#history) history.copyWithin(0, this.#hopFrames);
    this.#filled = this.#blockFrames - this.#hopFrames;
    this.#outputFrames += count;
    return already + count;
  }

  /** Digital silence stays exactly that: zeros in the input for longer than the response is, without its two halves. */
  #keepSilence(input: Float64Array, output: Float64Array, already: number, count: number): void {
    const reach = (this.#outputMargin / this.#up) * this.#down;
    // A run of interest is longer than the distance from one probe to the next.
    for (let probe = reach; probe < input.length; probe += reach) {
      if (input[probe] !== 0) continue;
      let from = probe;
      while (from > 0 && input[from - 1] === 0) from--;
      let to = probe;
      while (to + 1 < input.length && input[to + 1] === 0) to++;
      // The outputs whose response lies after the frame before the run, and before the frame after it.
      const first = Math.floor(((from - 1 + reach) * this.#up) / this.#down) + 1 - this.#outputMargin;
      const last = Math.ceil(((to + 1 - reach) * this.#up) / this.#down) - 1 - this.#outputMargin;
      if (last >= first) output.fill(0, already + Math.max(0, first), already + Math.min(count, last + 1));
      probe = to;
    }
  }

  #reserve(frames: number): void {
    if (frames <= this.#output[0].length) return;
    this.#output = this.#output.map((old) => {
      const grown = new Float64Array(frames * 2);
      grown.set(old);
      return grown;
    });
  }
}
