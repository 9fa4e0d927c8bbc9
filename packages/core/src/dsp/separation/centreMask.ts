/**
 * What is in the middle of a stereo mix: the similarity 2 Re(L conj R) / (|L|^2 + |R|^2) of each bin, from 0 to 1, to
 * the fourth power, between 120 Hz and 12 kHz. Frames of 93 ms, a quarter apart.
 * Weakness: everything in the middle comes along (snare, bass above 120 Hz); a mono mix is nothing but middle.
 */
import { AudioError } from '../../audio/index.ts';
import type { MaskSplitterOptions, SpectralMask } from './maskSplitter.ts';

const FRAME_SECONDS = 4096 / 44100;
const OVERLAP = 4;
const FROM_HZ = 120;
const TO_HZ = 12_000;
const TINY = 1e-20;

class CentreMask implements SpectralMask {
  readonly lookahead: number = 0;
  readonly #fromBin: number;
  readonly #toBin: number;

  constructor(fromBin: number, toBin: number) {
    this.#fromBin = fromBin;
    this.#toBin = toBin;
  }

  next(re: readonly Float64Array[], im: readonly Float64Array[], gains: Float64Array): void {
    const [leftRe, rightRe] = re as readonly [Float64Array, Float64Array];
    const [leftIm, rightIm] = im as readonly [Float64Array, Float64Array];
    gains.fill(0);
    for (let k = this.#fromBin; k <= this.#toBin; k++) {
      const left = leftRe[k] * leftRe[k] + leftIm[k] * leftIm[k];
      const right = rightRe[k] * rightRe[k] + rightIm[k] * rightIm[k];
      const similarity = (2 * (leftRe[k] * rightRe[k] + leftIm[k] * rightIm[k])) / (left + right + TINY);
      gains[k] = similarity > 0 ? similarity ** 4 : 0;
    }
  }

  reset(): void {}
}

/** Options of a {@link MaskSplitter} that takes the middle out of two channels. Throws AudioError for other numbers. */
export function centreSplit(sampleRateHz: number, channels: number): MaskSplitterOptions {
  if (channels !== 2)
    throw new AudioError(
      'unsupported-format',
      `The middle can be taken out of two channels, not out of ${channels}.`,
      channels === 1
        ? 'A mono file has no sides; separate hits and held notes instead.'
        : 'Convert it to stereo first.',
    );
  const frameSize = 2 ** Math.round(Math.log2(FRAME_SECONDS * sampleRateHz));
  const hz = sampleRateHz / frameSize;
  const mask = new CentreMask(Math.ceil(FROM_HZ / hz), Math.min(frameSize >> 1, Math.floor(TO_HZ / hz)));
  return { channels, frameSize, hopSize: frameSize / OVERLAP, mask };
}
