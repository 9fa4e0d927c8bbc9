/**
 * Band powers of one stem over time, at both ears: what the masking model hears. Three window lengths, as the ear is
 * sharp in frequency at low pitch and quick at high: about 170 ms below 250 Hz, 85 ms below 1 kHz, 43 ms above (two
 * overlapping ones per frame). The longer ones run on decimated samples. Hann windows, all centred on the frame to
 * within a millisecond. At 48 kHz a frame comes every 2,048 samples.
 * Stereo keeps its sides apart; any other channel count is summed by power to one.
 */
import type { Band } from '../bands.ts';
import { Decimator } from '../decimator.ts';
import type { DspKernels } from '../kernels.ts';
import { BandWindow } from './bandWindow.ts';

/** Below these frequencies the long and the middle window are used. */
const LONG_BELOW_HZ = 250;
const MIDDLE_BELOW_HZ = 1000;
/** Least rates of their decimated samples: the bands, and the slope of the filter above them. */
const LONG_RATE_HZ = 2000;
const MIDDLE_RATE_HZ = 8000;
const HOP_SECONDS = 0.0427;
const LARGEST_HOP = 32768;
const SMALLEST_HOP = 256;
/** The samples move back to the front of their buffer when this many hops are full. */
const BUFFER_HOPS = 12;
/** Low end for phase and polarity: bins up to here. */
export const LOW_END_HZ = 150;

/** Samples from one frame to the next at a rate. */
export function hopFrames(sampleRateHz: number): number {
  const hop = 2 ** Math.round(Math.log2(sampleRateHz * HOP_SECONDS));
  return Math.min(LARGEST_HOP, Math.max(SMALLEST_HOP, hop));
}

/** Largest power of two, at most the hop over 64, that leaves `leastHz`. */
function factorFor(rateHz: number, leastHz: number, hop: number): number {
  let factor = 1;
  while (rateHz / (2 * factor) >= leastHz && hop / factor > 64) factor *= 2;
  return factor;
}

/** Receives the frames of one stem. The arrays are reused. */
export interface FrameSink {
  /** `power[e * bands + b]`: mean square at ear e; `low`: real and imaginary parts of the low-end bins of the mono sum. */
  frame(power: Float32Array, low: Float64Array): void;
}

/** The samples of one channel at the three rates: the last four hops, with room to go on at the full rate. */
interface ChannelBuffers {
  readonly full: Float64Array;
  readonly middle: Float64Array;
  readonly long: Float64Array;
  readonly toMiddle: Decimator;
  readonly toLong: Decimator;
}

/** Streams one stem into frames; frame f is centred (f + 0.5) hops after the start. */
export class BandFrames {
  readonly ears: number;
  readonly lowBins: number;
  readonly #bands: number;
  readonly #hop: number;
  readonly #middleHop: number;
  readonly #longHop: number;
  readonly #channels: readonly ChannelBuffers[];
  readonly #long: BandWindow;
  readonly #middle: BandWindow;
  readonly #short: BandWindow;
  readonly #power: Float32Array;
  readonly #low: Float64Array;
  readonly #sink: FrameSink;
  /** The four hops in use begin here in `full`. */
  #start = 0;
  #filled: number;
  #silentHops = 4;

  constructor(sampleRateHz: number, channels: number, bands: readonly Band[], kernels: DspKernels, sink: FrameSink) {
    const hop = hopFrames(sampleRateHz);
    const middleFactor = factorFor(sampleRateHz, MIDDLE_RATE_HZ, hop);
    const middleRateHz = sampleRateHz / middleFactor;
    const longFactor = factorFor(middleRateHz, LONG_RATE_HZ, hop / middleFactor);
    const longRateHz = middleRateHz / longFactor;
    const below = (hz: number): number => {
      const index = bands.findIndex((band) => band.centreHz >= hz);
      return index < 0 ? bands.length : index;
    };
    const [low, middle] = [below(LONG_BELOW_HZ), below(MIDDLE_BELOW_HZ)];
    this.#hop = hop;
    this.#middleHop = hop / middleFactor;
    this.#longHop = this.#middleHop / longFactor;
    this.#bands = bands.length;
    this.ears = channels === 2 ? 2 : 1;
    this.#channels = Array.from({ length: channels }, () => ({
      full: new Float64Array(BUFFER_HOPS * hop),
      middle: new Float64Array(4 * this.#middleHop),
      long: new Float64Array(4 * this.#longHop),
      toMiddle: new Decimator(middleFactor, Math.min(MIDDLE_BELOW_HZ, middleRateHz / 4), sampleRateHz),
      toLong: new Decimator(longFactor, Math.min(LONG_BELOW_HZ, longRateHz / 4), middleRateHz),
    }));
    this.#long = new BandWindow(4 * this.#longHop, longRateHz, bands, 0, low, kernels);
    this.#middle = new BandWindow(2 * this.#middleHop, middleRateHz, bands, low, middle, kernels);
    this.#short = new BandWindow(hop, sampleRateHz, bands, middle, bands.length, kernels);
    this.#power = new Float32Array(this.ears * bands.length);
    this.lowBins = Math.min(2 * this.#longHop, Math.floor((LOW_END_HZ * 4 * this.#longHop) / longRateHz)) + 1;
    this.#low = new Float64Array(2 * this.lowBins);
    this.#sink = sink;
    // The first frame is due when its centre, half a hop in, has half the long window behind it.
    this.#filled = 1.5 * hop;
  }

  push(channels: readonly Float64Array[], frames: number): void {
    for (let done = 0; done < frames; ) {
      const count = Math.min(frames - done, this.#start + 4 * this.#hop - this.#filled);
      for (let c = 0; c < this.#channels.length; c++) {
        this.#channels[c].full.set(channels[c].subarray(done, done + count), this.#filled);
      }
      this.#filled += count;
      done += count;
      if (this.#filled === this.#start + 4 * this.#hop) this.#frame();
    }
  }

  #frame(): void {
    const hop = this.#hop;
    this.#power.fill(0);
    this.#low.fill(0);
    if (!this.#isSilent()) for (let c = 0; c < this.#channels.length; c++) this.#transform(c);
    this.#sink.frame(this.#power, this.#low);
    this.#start += hop;
    if (this.#start + 4 * hop > BUFFER_HOPS * hop) {
      for (const { full } of this.#channels) full.copyWithin(0, this.#start);
      this.#start = 0;
    }
    this.#filled = this.#start + 3 * hop;
  }

  /** Whether nothing but digital silence is left; only the newest hop is looked at each time. */
  #isSilent(): boolean {
    const from = this.#start + 3 * this.#hop;
    const end = from + this.#hop;
    const sounds = this.#channels.some(({ full }) => {
      for (let i = from; i < end; i++) if (full[i] !== 0) return true;
      return false;
    });
    if (sounds && this.#silentHops > 4)
      for (const { middle, long } of this.#channels) {
        middle.fill(0);
        long.fill(0);
      }
    this.#silentHops = sounds ? 0 : this.#silentHops + 1;
    return this.#silentHops > 4;
  }

  #transform(c: number): void {
    const { full, middle, long, toMiddle, toLong } = this.#channels[c];
    const hop = this.#hop;
    const middleHop = this.#middleHop;
    middle.copyWithin(0, middleHop);
    toMiddle.process(full, this.#start + 3 * hop, hop, middle, 3 * middleHop);
    long.copyWithin(0, this.#longHop);
    toLong.process(middle, 3 * middleHop, middleHop, long, 3 * this.#longHop);
    const at = this.ears === 2 ? c * this.#bands : 0;
    this.#long.add(long, 0, this.#power, at, 1);
    const { re, im } = this.#long;
    for (let k = 0; k < this.lowBins; k++) {
      this.#low[2 * k] += re[k];
      this.#low[2 * k + 1] += im[k];
    }
    this.#middle.add(middle, middleHop, this.#power, at, 1);
    this.#short.add(full, this.#start + 1.25 * hop, this.#power, at, 0.5);
    this.#short.add(full, this.#start + 1.75 * hop, this.#power, at, 0.5);
  }
}
