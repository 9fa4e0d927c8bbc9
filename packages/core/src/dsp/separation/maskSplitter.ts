/**
 * Takes a part of a mix out by a mask over its spectrum: one gain per bin for all channels, so that the image stays.
 * What is left is the input, `latencyFrames` late, less the output: together they are the input by construction.
 * Range: any rate, any channels. The output does not depend on how the stream is split; memory does not grow.
 */
import { AudioError } from '../../audio/index.ts';
import { InverseStft, Stft } from '../stft.ts';

/** Decides how much of each bin belongs to the part. */
export interface SpectralMask {
  /** How many later frames a frame's mask depends on. */
  readonly lookahead: number;
  /**
   * Takes the spectra of the next frame (`re[c]`, `im[c]` of each channel, to be left as they are) and writes the gains,
   * 0 to 1, of the frame `lookahead` before it.
   */
  next(re: readonly Float64Array[], im: readonly Float64Array[], gains: Float64Array): void;
  reset(): void;
}

export interface MaskSplitterOptions {
  readonly channels: number;
  /** Samples per frame and from one to the next; the first a multiple of the second. Hann windows. */
  readonly frameSize: number;
  readonly hopSize: number;
  readonly mask: SpectralMask;
}

interface Spectrum {
  readonly re: readonly Float64Array[];
  readonly im: readonly Float64Array[];
}

export class MaskSplitter {
  readonly latencyFrames: number;
  readonly #hop: number;
  readonly #mask: SpectralMask;
  readonly #forward: readonly Stft[];
  readonly #inverse: readonly InverseStft[];
  /** The frames that wait for their mask, as a ring. */
  readonly #spectra: readonly Spectrum[];
  readonly #output: readonly Float64Array[];
  readonly #gains: Float64Array;
  readonly #re: Float64Array;
  readonly #im: Float64Array;
  #frame = 0;
  #filled = 0;

  /** Throws AudioError 'invalid-parameter' for sizes that do not fit. */
  constructor({ channels, frameSize, hopSize, mask }: MaskSplitterOptions) {
    if (frameSize % hopSize !== 0)
      throw new AudioError(
        'invalid-parameter',
        `Mask splitter: frames of ${frameSize} at a hop of ${hopSize}.`,
        'Take a frame size that is a multiple of the hop.',
      );
    const stft = { frameSize, hopSize };
    this.#hop = hopSize;
    this.#mask = mask;
    this.latencyFrames = frameSize + mask.lookahead * hopSize;
    this.#forward = Array.from({ length: channels }, () => new Stft(stft));
    this.#inverse = Array.from({ length: channels }, () => new InverseStft(stft));
    const bins = (frameSize >> 1) + 1;
    const parts = (): Float64Array[] => Array.from({ length: channels }, () => new Float64Array(bins));
    this.#spectra = Array.from({ length: mask.lookahead + 1 }, () => ({ re: parts(), im: parts() }));
    this.#output = Array.from({ length: channels }, () => new Float64Array(hopSize));
    this.#gains = new Float64Array(bins);
    this.#re = new Float64Array(bins);
    this.#im = new Float64Array(bins);
  }

  /** Replaces `frames` frames of planar channels by the part, `latencyFrames` late. */
  process(channels: readonly Float64Array[], frames: number): void {
    for (let done = 0; done < frames; ) {
      const count = Math.min(frames - done, this.#hop - this.#filled);
      const spectrum = this.#spectra[this.#frame % this.#spectra.length];
      for (let c = 0; c < channels.length; c++) {
        this.#forward[c].push(channels[c], done, count, (re, im) => {
          spectrum.re[c].set(re);
          spectrum.im[c].set(im);
        });
        channels[c].set(this.#output[c].subarray(this.#filled, this.#filled + count), done);
      }
      this.#filled += count;
      done += count;
      if (this.#filled === this.#hop) this.#work(spectrum);
    }
  }

  /** The next `frames` frames of what is still inside: as `process` with zeros. `latencyFrames` in all empty it. */
  flush(channels: readonly Float64Array[], frames: number): void {
    for (const samples of channels) samples.fill(0, 0, frames);
    this.process(channels, frames);
  }

  reset(): void {
    for (const one of [...this.#forward, ...this.#inverse]) one.reset();
    for (const output of this.#output) output.fill(0);
    this.#mask.reset();
    this.#frame = 0;
    this.#filled = 0;
  }

  #work(newest: Spectrum): void {
    const gains = this.#gains;
    this.#mask.next(newest.re, newest.im, gains);
    this.#filled = 0;
    const at = this.#frame++ - this.#mask.lookahead;
    if (at < 0) return;
    const { re, im } = this.#spectra[at % this.#spectra.length];
    for (let c = 0; c < re.length; c++) {
      for (let k = 0; k < gains.length; k++) {
        this.#re[k] = gains[k] * re[c][k];
        this.#im[k] = gains[k] * im[c][k];
      }
      const output = this.#output[c];
      if (this.#inverse[c].push(this.#re, this.#im, output, 0) === 0) output.fill(0);
    }
  }
}
