/**
 * What a limiter and a loudness meter see of a programme, 2,000 times a second: the true peak over all channels
 * (peakScanner.ts, four points per sample) and the K-weighted energy with the channel weights of BS.1770-5. From it
 * limiterModel.ts tells what any gain into the limiter would give, without running the audio again.
 * Memory: 16 bytes per slot, about two megabytes per minute. Weakness: of peaks below `threshold` the samples count alone.
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
  readonly #threshold: number;
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

  /** `threshold`: linear peak below which little needs to be known; infinite if peaks are not asked for (then 0). */
  constructor({ sampleRateHz, channels, layout }: AudioFormat, kernels: DspKernels, threshold: number) {
    this.#rate = sampleRateHz;
    this.#threshold = threshold;
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
    const scanners = this.#scanners;
    const asked = this.#threshold < Number.POSITIVE_INFINITY;
    if (asked) for (let c = 0; c < scanners.length; c++) scanners[c].load(channels[c], offset, count);
    const start = this.#peakPosition;
    for (let at = Math.max(0, -start); at < count; ) {
      const to = Math.min(count, Math.max(at + 1, this.#peakEnd - start));
      if (asked)
        for (let c = 0; c < scanners.length; c++) {
          const found = scanners[c].largest(at, to, this.#peak);
          if (found > this.#peak) this.#peak = found;
        }
      at = to;
      if (start + at < this.#peakEnd) break;
      this.#peaks.push(this.#peak);
      this.#peak = 0;
      this.#peakEnd = slotStart(this.#peaks.length + 1, this.#rate);
    }
    this.#peakPosition = start + count;
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
