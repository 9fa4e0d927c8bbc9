/**
 * Sample-rate conversion in double precision: linear phase, zero delay (output frame i is the band-limited input at
 * time i / toHz), exact length ceil(frames * toHz / fromHz), streaming in bounded memory, the same samples for every way
 * of splitting blocks. Measured properties: see resampler.test.ts.
 * Two methods; the rates alone decide which. Ratios of whole numbers made of 2, 3, 5 and 7, which is all that audio
 * files have, go through the frequency domain ({@link SpectralResampler}), others through a polyphase filter
 * ({@link PolyphaseResampler}), which takes ten to a hundred times as long.
 * Latency: a block, up to 8,192 frames of the higher rate in most cases. Weakness: the transition band from 0.907 to
 * 1.0 of the lower Nyquist frequency (20 to 22.05 kHz at 44.1 kHz) unless `passBand` says otherwise; in the frequency
 * domain a sample that is not a number takes its whole block with it.
 */
import type { AudioBlock } from '../audio/index.ts';
import type { DspKernels } from './kernels.ts';
import { PolyphaseResampler } from './polyphaseResampler.ts';
import { DEFAULT_PASS_BAND } from './resamplerDesign.ts';
import { spectralBlocks } from './spectralDesign.ts';
import { SpectralResampler } from './spectralResampler.ts';

/** Settings of {@link Resampler}. */
export interface ResamplerOptions {
  readonly fromHz: number;
  readonly toHz: number;
  readonly channels: number;
  readonly kernels: DspKernels;
  /**
   * End of the flat band as a part of the lower Nyquist frequency, 0.1 to 0.95; default 0.907, 20 kHz at 44.1 kHz. A
   * wider transition has a shorter response and is faster.
   */
  readonly passBand?: number;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** toHz / fromHz as a fraction of whole numbers; rates are taken to a millihertz. */
function ratio(fromHz: number, toHz: number): { up: number; down: number } {
  const from = Math.round(fromHz * 1000);
  const to = Math.round(toHz * 1000);
  const common = greatestCommonDivisor(from, to);
  return { up: to / common, down: from / common };
}

/** Streaming converter. The returned block's arrays are reused by the next call. */
export class Resampler {
  readonly #method: SpectralResampler | PolyphaseResampler;

  constructor({ fromHz, toHz, channels, kernels, passBand = DEFAULT_PASS_BAND }: ResamplerOptions) {
    const { up, down } = ratio(fromHz, toHz);
    const blocks = spectralBlocks(up, down, passBand);
    this.#method = blocks
      ? new SpectralResampler(up, down, passBand, blocks, channels, kernels)
      : new PolyphaseResampler(up, down, passBand, channels, kernels);
  }

  /** Frames that come out for frames that go in. */
  static outputFrames(inputFrames: number, fromHz: number, toHz: number): number {
    const { up, down } = ratio(fromHz, toHz);
    return Number((BigInt(inputFrames) * BigInt(up) + BigInt(down) - 1n) / BigInt(down));
  }

  process(block: AudioBlock): AudioBlock {
    return this.#method.process(block);
  }

  /** The end: what the filter still owes, up to the exact length. */
  flush(): AudioBlock {
    return this.#method.flush();
  }
}
