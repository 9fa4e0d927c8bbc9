/**
 * True peak by ITU-R BS.1770-5 Annex 2: the largest absolute value of the signal oversampled four times, with a
 * 16-tap-per-phase interpolator (the annex's example has 12). Filter history is carried across blocks and the tail is
 * flushed, so no chunk border over-reads.
 * Weakness: four-times sampling under-reads by at most 0.69 dB at half the rate, 0.1 dB at a fifth of it (annex 2).
 */
import type { AudioBlock, AudioFormat } from '../audio/index.ts';
import { gainToDb } from '../units/index.ts';
import { GrowingSeries } from './growingSeries.ts';
import type { DspKernels, TruePeakKernel } from './kernels.ts';

/** A stretch above 0 dBTP, at 100 ms resolution. */
export interface Over {
  readonly fromSeconds: number;
  readonly toSeconds: number;
  readonly peakDbtp: number;
}

export interface TruePeakResult {
  /** -Infinity for digital silence. */
  readonly truePeakDbtp: number;
  readonly channelTruePeakDbtp: number[];
  /** Linear, largest over the channels, one per 100 ms. */
  readonly hopPeaks: Float32Array;
  readonly overs: Over[];
}

const HOPS_PER_SECOND = 10;

/** Streaming meter: push blocks in order, then `finish` once. */
export class TruePeakMeter {
  readonly #rate: number;
  readonly #kernel: TruePeakKernel;
  readonly #piece: Float64Array;
  readonly #peaks: Float64Array;
  readonly #hopPeaks: GrowingSeries = new GrowingSeries();
  #hopPeak = 0;
  #position = 0;
  #hopEnd: number;

  constructor({ sampleRateHz, channels }: AudioFormat, kernels: DspKernels) {
    this.#rate = sampleRateHz;
    this.#kernel = kernels.truePeak(channels);
    this.#piece = new Float64Array(channels);
    this.#peaks = new Float64Array(channels);
    this.#hopEnd = Math.max(1, Math.round(sampleRateHz / HOPS_PER_SECOND));
  }

  push({ channels, frames }: AudioBlock): void {
    for (let done = 0; done < frames; ) {
      const count = Math.min(frames - done, this.#hopEnd - this.#position);
      this.#kernel.process(channels, done, count, this.#piece);
      this.#take();
      done += count;
      this.#position += count;
      if (this.#position === this.#hopEnd) this.#endHop();
    }
  }

  #take(): void {
    for (let c = 0; c < this.#piece.length; c++) {
      if (this.#piece[c] > this.#peaks[c]) this.#peaks[c] = this.#piece[c];
      if (this.#piece[c] > this.#hopPeak) this.#hopPeak = this.#piece[c];
    }
  }

  #endHop(): void {
    this.#hopPeaks.push(this.#hopPeak);
    this.#hopPeak = 0;
    const hops = this.#hopPeaks.length;
    this.#hopEnd = Math.max(this.#position + 1, Math.round(((hops + 1) * this.#rate) / HOPS_PER_SECOND));
  }

  finish(): TruePeakResult {
    this.#kernel.flush(this.#piece);
    this.#take();
    this.#endHop();
    const hopPeaks = Float32Array.from(this.#hopPeaks.values());
    const overs: Over[] = [];
    for (let h = 0; h < hopPeaks.length; h++) {
      if (hopPeaks[h] <= 1) continue;
      let end = h;
      let peak = 0;
      while (end < hopPeaks.length && hopPeaks[end] > 1) peak = Math.max(peak, hopPeaks[end++]);
      overs.push({
        fromSeconds: h / HOPS_PER_SECOND,
        toSeconds: Math.min(end / HOPS_PER_SECOND, this.#position / this.#rate),
        peakDbtp: gainToDb(peak),
      });
      h = end;
    }
    return {
      truePeakDbtp: gainToDb(Math.max(0, ...this.#peaks)),
      channelTruePeakDbtp: Array.from(this.#peaks, gainToDb),
      hopPeaks,
      overs,
    };
  }
}
