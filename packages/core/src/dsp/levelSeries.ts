/**
 * What a limiter and a loudness meter see of a programme, 2,000 times a second: the true peak over all channels
 * (peakScanner.ts, four points per sample) and the K-weighted energy with the channel weights of BS.1770-5. From it
 * limiterModel.ts tells what any gain into the limiter would give, without running the audio again.
 * Memory: 8 bytes per slot, about a megabyte per minute. Weakness: peaks below `threshold` are not measured (0).
 */
import type { AudioBlock, AudioFormat } from '../audio/index.ts';
import { channelWeights } from './channelWeights.ts';
import { GrowingSeries } from './growingSeries.ts';
import type { DspKernels, KWeightingKernel } from './kernels.ts';
import { PEAK_SCAN_LATENCY, PeakScanner } from './peakScanner.ts';

export const LEVEL_SLOTS_PER_SECOND = 2000;

export interface LevelSeries {
  readonly sampleRateHz: number;
  /** Linear true peak of every slot. */
  readonly peak: Float64Array;
  /** Sum of the weighted squares of every slot. */
  readonly energy: Float64Array;
}

/** First frame of a slot. */
export function slotStart(slot: number, sampleRateHz: number): number {
  return Math.round((slot * sampleRateHz) / LEVEL_SLOTS_PER_SECOND);
}

const PIECE = 1024;
const PHASES = 4;

/** Streaming meter: push blocks in order, then `finish` once. */
export class LevelSeriesMeter {
  readonly #rate: number;
  readonly #weights: Float64Array;
  readonly #kernel: KWeightingKernel;
  readonly #scanners: readonly PeakScanner[];
  readonly #silence: readonly Float64Array[];
  readonly #found: Float64Array = new Float64Array(PIECE);
  readonly #largest: Float64Array = new Float64Array(PIECE);
  readonly #sums: Float64Array;
  readonly #peaks: GrowingSeries = new GrowingSeries();
  readonly #energies: GrowingSeries = new GrowingSeries();
  readonly #buffer: readonly Float64Array[];
  #filled = 0;
  #peak = 0;
  #peakPosition = -PEAK_SCAN_LATENCY;
  #peakEnd: number;
  #energy = 0;
  #position = 0;
  #energyEnd: number;

  /** `threshold`: linear peak below which nothing needs to be known. */
  constructor({ sampleRateHz, channels, layout }: AudioFormat, kernels: DspKernels, threshold: number) {
    this.#rate = sampleRateHz;
    this.#weights = channelWeights(layout);
    this.#kernel = kernels.kWeighting(sampleRateHz, channels);
    this.#scanners = Array.from({ length: channels }, () => new PeakScanner(threshold, PHASES, PIECE));
    this.#silence = Array.from({ length: channels }, () => new Float64Array(PEAK_SCAN_LATENCY));
    this.#buffer = Array.from({ length: channels }, () => new Float64Array(PIECE));
    this.#sums = new Float64Array(channels);
    this.#peakEnd = slotStart(1, sampleRateHz);
    this.#energyEnd = this.#peakEnd;
  }

  push({ channels, frames }: AudioBlock): void {
    const buffer = this.#buffer;
    for (let done = 0; done < frames; ) {
      const count = Math.min(PIECE - this.#filled, frames - done);
      const at = this.#filled - done;
      for (let c = 0; c < buffer.length; c++)
        for (let i = done, end = done + count; i < end; i++) buffer[c][at + i] = channels[c][i];
      this.#filled += count;
      done += count;
      if (this.#filled === PIECE) this.#work();
    }
  }

  /** Pieces always start at the same frames, so that no sum depends on the blocks. */
  #work(): void {
    this.#scan(this.#buffer, 0, this.#filled);
    this.#weigh(this.#buffer, 0, this.#filled);
    this.#filled = 0;
  }

  #scan(channels: readonly Float64Array[], offset: number, count: number): void {
    const largest = this.#largest;
    const found = this.#found;
    largest.fill(0, 0, count);
    for (let c = 0; c < this.#scanners.length; c++) {
      this.#scanners[c].process(channels[c], offset, count, found);
      for (let i = 0; i < count; i++) if (found[i] > largest[i]) largest[i] = found[i];
    }
    let position = this.#peakPosition;
    for (let i = 0; i < count; i++) {
      if (position >= 0 && largest[i] > this.#peak) this.#peak = largest[i];
      position++;
      if (position >= this.#peakEnd) {
        this.#peaks.push(this.#peak);
        this.#peak = 0;
        this.#peakEnd = slotStart(this.#peaks.length + 1, this.#rate);
      }
    }
    this.#peakPosition = position;
  }

  #weigh(channels: readonly Float64Array[], offset: number, count: number): void {
    for (let done = 0; done < count; ) {
      const part = Math.min(count - done, this.#energyEnd - this.#position);
      this.#kernel.process(channels, offset + done, part, this.#sums);
      for (let c = 0; c < this.#sums.length; c++) this.#energy += this.#weights[c] * this.#sums[c];
      done += part;
      this.#position += part;
      if (this.#position < this.#energyEnd) continue;
      this.#energies.push(this.#energy);
      this.#energy = 0;
      this.#energyEnd = slotStart(this.#energies.length + 1, this.#rate);
    }
  }

  /** The whole slots; a last incomplete one counts as whole. */
  finish(): LevelSeries {
    this.#work();
    this.#scan(this.#silence, 0, PEAK_SCAN_LATENCY);
    if (this.#position > slotStart(this.#energies.length, this.#rate)) this.#energies.push(this.#energy);
    const slots = this.#energies.length;
    if (this.#peaks.length < slots) this.#peaks.push(this.#peak);
    return {
      sampleRateHz: this.#rate,
      peak: this.#peaks.values().slice(0, slots),
      energy: this.#energies.values().slice(),
    };
  }
}
