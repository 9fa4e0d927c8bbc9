import type { TruePeakKernel } from '../kernels.ts';
import { TRUE_PEAK_TAPS, truePeakBound, truePeakFilter } from '../truePeakFilter.ts';

const HISTORY = TRUE_PEAK_TAPS - 1;
/** Frames tested at once against the bound that lets them be skipped. */
const GROUP = 32;
const MAX_PIECE = 16384;

/**
 * TypeScript twin of the true-peak kernel. A group of frames is skipped when its largest sample times the filter's L1
 * norm cannot exceed the maximum already found in this piece, which changes no result.
 */
export class TruePeakTwin implements TruePeakKernel {
  readonly #filter: Float64Array[] = truePeakFilter();
  readonly #bound: number = truePeakBound(this.#filter);
  readonly #buffers: Float64Array[];

  constructor(channels: number) {
    this.#buffers = Array.from({ length: channels }, () => new Float64Array(HISTORY + MAX_PIECE));
  }

  process(channels: readonly Float64Array[], offset: number, frames: number, peaks: Float64Array): void {
    for (let c = 0; c < this.#buffers.length; c++) {
      const x = channels[c];
      let peak = 0;
      for (let done = 0; done < frames; done += MAX_PIECE) {
        const count = Math.min(MAX_PIECE, frames - done);
        const buffer = this.#buffers[c];
        for (let i = 0; i < count; i++) buffer[HISTORY + i] = x[offset + done + i];
        peak = this.#scan(buffer, count, peak);
        buffer.copyWithin(0, count, count + HISTORY);
      }
      peaks[c] = peak;
    }
  }

  #scan(x: Float64Array, count: number, found: number): number {
    let peak = found;
    const rows = this.#filter;
    const taps = TRUE_PEAK_TAPS;
    for (let from = 0; from < count; from += GROUP) {
      const to = Math.min(count, from + GROUP);
      let largest = 0;
      for (let i = from; i < to + HISTORY; i++) {
        const v = Math.abs(x[i]);
        if (v > largest) largest = v;
      }
      if (largest * this.#bound <= peak) continue;
      if (largest > peak) peak = largest;
      for (let p = 0; p < 3; p++) {
        const row = rows[p];
        for (let i = from; i < to; i++) {
          let y = 0;
          for (let j = 0; j < taps; j++) y += row[j] * x[i + j];
          const v = Math.abs(y);
          if (v > peak) peak = v;
        }
      }
    }
    return peak;
  }

  flush(peaks: Float64Array): void {
    const silence = this.#buffers.map(() => new Float64Array(HISTORY));
    this.process(silence, 0, HISTORY, peaks);
  }

  reset(): void {
    for (const buffer of this.#buffers) buffer.fill(0);
  }
}
