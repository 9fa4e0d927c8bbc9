/**
 * What has to survive processing: hits, dynamics and image of a programme, by band, in a form that two versions of it can
 * be compared by ({@link compareSignatures}). One streaming pass: four bands (Linkwitz-Riley, crossover.ts), the energy of
 * every 5 ms in each over all channels, and the energies of mid and side. Independent of level: a gain changes nothing.
 * Memory: 40 bytes per 5 ms. Latency does not matter as long as both versions are aligned to within a hop.
 * Weakness: hits closer than 50 ms count as one; material without hits (pads, speech murmur) has no punch to measure.
 */
import type { AudioBlock, AudioFormat } from '../audio/index.ts';
import { bandBuffers, Crossover } from './crossover.ts';
import { GrowingSeries } from './growingSeries.ts';
import type { DspKernels } from './kernels.ts';

/** Crossings between the bands in Hz; those at or above 0.45 of the rate are left out. */
export const SIGNATURE_CROSSINGS_HZ: readonly number[] = [120, 1000, 6000];
/** Names of the bands, low to high. */
export const SIGNATURE_BANDS: readonly string[] = ['low', 'low mid', 'high mid', 'high'];
export const SIGNATURE_HOPS_PER_SECOND = 200;

export interface SignatureBand {
  readonly name: string;
  readonly fromHz: number;
  /** Half the rate for the highest. */
  readonly toHz: number;
  /** Mean square over all channels of every hop. */
  readonly power: Float64Array;
  /** Mean square of (L+R)/2 and (L-R)/2 of the whole programme; NaN unless there are two channels. */
  readonly midPower: number;
  readonly sidePower: number;
}

export interface Signature {
  readonly bands: readonly SignatureBand[];
  /** Mean square of the whole signal over all channels, of every hop. */
  readonly power: Float64Array;
  readonly hops: number;
}

const PIECE = 2048;

/** Streaming meter: push blocks in order, then `finish` once. An incomplete last hop is dropped. */
export class SignatureMeter {
  readonly #rate: number;
  readonly #channels: number;
  readonly #crossings: readonly number[];
  readonly #crossover: Crossover;
  readonly #bands: readonly (readonly Float64Array[])[];
  /** The signal itself, then its bands. */
  readonly #parts: readonly (readonly Float64Array[])[];
  readonly #series: readonly GrowingSeries[];
  /** Running sums of squares of this hop, [part * channels + channel], and of left times right, [part]. */
  readonly #squares: Float64Array;
  readonly #product: Float64Array;
  readonly #mid: Float64Array;
  readonly #side: Float64Array;
  #hops = 0;
  #hopFrames = 0;
  #hopEnd: number;
  #position = 0;

  constructor({ sampleRateHz, channels }: AudioFormat, kernels?: DspKernels) {
    this.#rate = sampleRateHz;
    this.#channels = channels;
    this.#crossings = SIGNATURE_CROSSINGS_HZ.filter((hz) => hz < 0.45 * sampleRateHz);
    this.#crossover = new Crossover({
      sampleRateHz,
      channels,
      frequenciesHz: this.#crossings,
      ...(kernels && { kernels }),
    });
    const { bandCount } = this.#crossover;
    this.#bands = bandBuffers(bandCount, channels, PIECE);
    this.#parts = [...bandBuffers(1, channels, PIECE), ...this.#bands];
    this.#series = this.#parts.map(() => new GrowingSeries());
    this.#squares = new Float64Array(this.#parts.length * channels);
    this.#product = new Float64Array(this.#parts.length);
    this.#mid = new Float64Array(this.#parts.length);
    this.#side = new Float64Array(this.#parts.length);
    this.#hopEnd = this.#endOf(0);
  }

  #endOf(hop: number): number {
    return Math.max(hop + 1, Math.round(((hop + 1) * this.#rate) / SIGNATURE_HOPS_PER_SECOND));
  }

  push({ channels, frames }: AudioBlock): void {
    const [whole] = this.#parts;
    for (let done = 0; done < frames; ) {
      const count = Math.min(PIECE, frames - done);
      for (let c = 0; c < this.#channels; c++) for (let i = 0; i < count; i++) whole[c][i] = channels[c][done + i];
      this.#crossover.split(whole, 0, count, this.#bands);
      for (let at = 0; at < count; ) {
        const part = Math.min(count - at, this.#hopEnd - this.#position);
        this.#add(at, at + part);
        at += part;
        this.#position += part;
        this.#hopFrames += part;
        if (this.#position === this.#hopEnd) this.#endHop();
      }
      done += count;
    }
  }

  /** Sums run on from sample to sample, so that they do not depend on the blocks. */
  #add(from: number, to: number): void {
    const channels = this.#channels;
    for (let p = 0; p < this.#parts.length; p++) {
      const part = this.#parts[p];
      for (let c = 0; c < channels; c++) {
        const x = part[c];
        let sum = this.#squares[p * channels + c];
        for (let i = from; i < to; i++) sum += x[i] * x[i];
        this.#squares[p * channels + c] = sum;
      }
      if (channels !== 2) continue;
      const left = part[0];
      const right = part[1];
      let sum = this.#product[p];
      for (let i = from; i < to; i++) sum += left[i] * right[i];
      this.#product[p] = sum;
    }
  }

  #endHop(): void {
    const channels = this.#channels;
    const scale = 1 / (this.#hopFrames * channels);
    for (let p = 0; p < this.#parts.length; p++) {
      let energy = 0;
      for (let c = 0; c < channels; c++) energy += this.#squares[p * channels + c];
      this.#series[p].push(energy * scale);
      this.#mid[p] += (energy + 2 * this.#product[p]) / 4;
      this.#side[p] += (energy - 2 * this.#product[p]) / 4;
    }
    this.#squares.fill(0);
    this.#product.fill(0);
    this.#hopFrames = 0;
    this.#hops++;
    this.#hopEnd = this.#endOf(this.#hops);
  }

  finish(): Signature {
    const stereo = this.#channels === 2;
    const frames = Math.max(1, this.#position - this.#hopFrames);
    const edges = [0, ...this.#crossings, this.#rate / 2];
    const bands = this.#bands.map(
      (_, b): SignatureBand => ({
        name: SIGNATURE_BANDS[b],
        fromHz: edges[b],
        toHz: edges[b + 1],
        power: this.#series[b + 1].values().slice(),
        midPower: stereo ? Math.max(0, this.#mid[b + 1]) / frames : Number.NaN,
        sidePower: stereo ? Math.max(0, this.#side[b + 1]) / frames : Number.NaN,
      }),
    );
    return { bands, power: this.#series[0].values().slice(), hops: this.#hops };
  }
}
