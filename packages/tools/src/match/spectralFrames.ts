import type { AudioBlock, AudioFormat } from '@studiohand/core/audio';
import {
  bandPower,
  channelPairs,
  type DspKernels,
  GrowingSeries,
  type RealFftKernel,
  spectrumSize,
  type ThirdOctaveBand,
  thirdOctaveBands,
  windowOf,
} from '@studiohand/core/dsp';

/** Third-octave powers of mid and side over time, and the long-term spectra they come from. */
export interface SpectralFrames {
  /** From one frame to the next; a frame is centred at (index + 1) * hopSeconds. */
  readonly hopSeconds: number;
  readonly bands: readonly ThirdOctaveBand[];
  readonly count: number;
  /** [frame * bands + band]. */
  readonly mid: Float64Array;
  readonly side: Float64Array;
  /** Mid and side of all bands together, by frame. */
  readonly total: Float64Array;
  /** Sums over all frames, by bin of `binHz`. */
  readonly fineMid: Float64Array;
  readonly fineSide: Float64Array;
  readonly binHz: number;
}

/** A signal to transform: the half sum or half difference of a pair, or a channel without a partner. */
interface Part {
  readonly side: boolean;
  readonly first: number;
  readonly second: number;
}

/** The middle and the sides of a layout; the LFE belongs to neither. */
function partsOf({ layout }: AudioFormat): Part[] {
  const pairs = channelPairs(layout);
  const paired = new Set(pairs.flat());
  const single = layout.flatMap((role, c): Part[] =>
    paired.has(c) || (role === 'LFE' && layout.length > 1) ? [] : [{ side: false, first: c, second: c }],
  );
  return [
    ...single,
    ...pairs.map(([first, second]): Part => ({ side: false, first, second })),
    ...pairs.map(([first, second]): Part => ({ side: true, first, second })),
  ];
}

/**
 * Short-term spectra by Hann windows of a quarter to a half second (`spectrumSize`) with half overlap. Streaming: push
 * blocks in order, then `finish` once. A file shorter than a window is one frame, filled with silence.
 * Weakness: bands under 40 Hz are as narrow as the window resolves.
 */
export class SpectralFrameMeter {
  readonly #rate: number;
  readonly #size: number;
  readonly #window: Float64Array;
  readonly #parts: readonly Part[];
  readonly #buffers: readonly Float64Array[];
  readonly #kernel: RealFftKernel;
  readonly #bands: readonly ThirdOctaveBand[];
  /** The same, their edges in bins. */
  readonly #binBands: readonly { readonly fromHz: number; readonly toHz: number }[];
  readonly #mid: GrowingSeries = new GrowingSeries();
  readonly #side: GrowingSeries = new GrowingSeries();
  readonly #midPower: Float64Array;
  readonly #sidePower: Float64Array;
  readonly #fineMid: Float64Array;
  readonly #fineSide: Float64Array;
  #filled = 0;
  #fresh = 0;

  constructor(format: AudioFormat, kernels: DspKernels) {
    this.#rate = format.sampleRateHz;
    this.#size = spectrumSize(format.sampleRateHz);
    this.#window = windowOf('hann', this.#size);
    this.#parts = partsOf(format);
    this.#buffers = Array.from({ length: format.channels }, () => new Float64Array(this.#size));
    this.#kernel = kernels.realFft(this.#size);
    this.#bands = thirdOctaveBands(format.sampleRateHz);
    this.#binBands = this.#bands.map((band) => scaled(band, this.#size / format.sampleRateHz));
    const bins = this.#size / 2 + 1;
    this.#midPower = new Float64Array(bins);
    this.#sidePower = new Float64Array(bins);
    this.#fineMid = new Float64Array(bins);
    this.#fineSide = new Float64Array(bins);
  }

  push({ channels, frames }: AudioBlock): void {
    for (let done = 0; done < frames; ) {
      const count = Math.min(frames - done, this.#size - this.#filled);
      this.#buffers.forEach((buffer, c) => {
        buffer.set((channels[c] as Float64Array).subarray(done, done + count), this.#filled);
      });
      this.#filled += count;
      this.#fresh += count;
      done += count;
      if (this.#filled === this.#size) this.#endFrame();
    }
  }

  #endFrame(): void {
    this.#midPower.fill(0);
    this.#sidePower.fill(0);
    for (const part of this.#parts) this.#transform(part, part.side ? this.#sidePower : this.#midPower);
    for (const band of this.#binBands) {
      this.#mid.push(bandPower(this.#midPower, 1, band));
      this.#side.push(bandPower(this.#sidePower, 1, band));
    }
    add(this.#fineMid, this.#midPower);
    add(this.#fineSide, this.#sidePower);
    const half = this.#size / 2;
    for (const buffer of this.#buffers) buffer.copyWithin(0, half);
    this.#filled = half;
    this.#fresh = 0;
  }

  #transform({ side, first, second }: Part, power: Float64Array): void {
    const { input } = this.#kernel;
    const window = this.#window;
    const a = this.#buffers[first] as Float64Array;
    const b = this.#buffers[second] as Float64Array;
    const sign = side ? -0.5 : 0.5;
    for (let i = 0; i < window.length; i++)
      input[i] = (window[i] as number) * (0.5 * (a[i] as number) + sign * (b[i] as number));
    this.#kernel.forward();
    const { re, im } = this.#kernel;
    // All bins together are the mean square of the windowed signal, times 3/8 for the window.
    const scale = 2 / (this.#size * this.#size);
    for (let k = 0; k < power.length; k++) {
      const x = re[k] as number;
      const y = im[k] as number;
      power[k] = (power[k] as number) + (x * x + y * y) * scale;
    }
  }

  finish(): SpectralFrames {
    const bands = this.#bands.length;
    const empty = this.#mid.length === 0;
    if (empty && this.#fresh > 0) {
      for (const buffer of this.#buffers) buffer.fill(0, this.#filled);
      this.#endFrame();
    }
    const mid = this.#mid.values().slice();
    const side = this.#side.values().slice();
    const count = bands === 0 ? 0 : mid.length / bands;
    const total = new Float64Array(count);
    for (let f = 0; f < count; f++)
      for (let b = f * bands; b < (f + 1) * bands; b++)
        total[f] = (total[f] as number) + (mid[b] as number) + (side[b] as number);
    return {
      hopSeconds: this.#size / 2 / this.#rate,
      bands: this.#bands,
      count,
      mid,
      side,
      total,
      fineMid: this.#fineMid,
      fineSide: this.#fineSide,
      binHz: this.#rate / this.#size,
    };
  }
}

const scaled = ({ fromHz, toHz }: ThirdOctaveBand, binsPerHz: number): { fromHz: number; toHz: number } => ({
  fromHz: fromHz * binsPerHz,
  toHz: toHz * binsPerHz,
});

function add(sum: Float64Array, values: Float64Array): void {
  for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + (values[i] as number);
}
