/**
 * Smallest and largest sample of every 256 frames, then of every 1,024, 4,096 and so on up to one pair for the whole
 * file: what a waveform is drawn from at any zoom. 16-bit values, full scale 32,767, rounded outwards, so that no peak
 * is ever drawn smaller than it is; samples above full scale are drawn as full scale. Samples that are no numbers are
 * passed over. Memory: 21.4 bytes per channel and 1,000 frames.
 */
import type { AudioBlock } from '@studiohand/core/audio';

/** Frames of one pair on the finest level. */
export const FRAMES_PER_PEAK = 256;
/** Pairs of one level that make a pair of the next. */
export const LEVEL_STEP = 4;

const FULL_SCALE = 32767;

/** One zoom level: its pairs lie planar from `offset` (in 16-bit values), per channel min, max, min, max ... */
export interface PeakLevel {
  readonly framesPerPeak: number;
  readonly peakCount: number;
  readonly offset: number;
}

/** The levels of a file, finest first. */
export function peakLevels(channels: number, frameCount: number): readonly PeakLevel[] {
  const levels: PeakLevel[] = [];
  let framesPerPeak = FRAMES_PER_PEAK;
  let offset = 0;
  for (;;) {
    const peakCount = Math.ceil(frameCount / framesPerPeak);
    levels.push({ framesPerPeak, peakCount, offset });
    if (peakCount <= 1) return levels;
    offset += channels * peakCount * 2;
    framesPerPeak *= LEVEL_STEP;
  }
}

/** 16-bit values that all levels take together. */
export function peakValues(channels: number, frameCount: number): number {
  const last = peakLevels(channels, frameCount).at(-1);
  return last === undefined ? 0 : last.offset + channels * last.peakCount * 2;
}

function store(values: Int16Array, at: number, low: number, high: number): void {
  const isEmpty = low > high;
  values[at] = isEmpty ? 0 : Math.max(-FULL_SCALE, Math.min(FULL_SCALE, Math.floor(low * FULL_SCALE)));
  values[at + 1] = isEmpty ? 0 : Math.max(-FULL_SCALE, Math.min(FULL_SCALE, Math.ceil(high * FULL_SCALE)));
}

/** Fills a pyramid while a file streams by. Over shared memory others may read what is done so far. */
export class PeakPyramid {
  readonly levels: readonly PeakLevel[];
  readonly values: Int16Array;
  readonly #channels: number;
  readonly #low: Float64Array;
  readonly #high: Float64Array;
  /** Finished pairs per level. */
  readonly #done: number[];
  #inPeak = 0;

  /** `values` has {@link peakValues} elements; by default new memory. */
  constructor(channels: number, frameCount: number, values?: Int16Array) {
    this.#channels = channels;
    this.levels = peakLevels(channels, frameCount);
    this.values = values ?? new Int16Array(peakValues(channels, frameCount));
    this.#low = new Float64Array(channels).fill(Number.POSITIVE_INFINITY);
    this.#high = new Float64Array(channels).fill(Number.NEGATIVE_INFINITY);
    this.#done = this.levels.map(() => 0);
  }

  push({ channels, frames }: AudioBlock): void {
    for (let from = 0; from < frames; ) {
      const to = Math.min(frames, from + FRAMES_PER_PEAK - this.#inPeak);
      for (let c = 0; c < this.#channels; c++) this.#scan(c, channels[c] as Float64Array, from, to);
      this.#inPeak += to - from;
      from = to;
      if (this.#inPeak === FRAMES_PER_PEAK) this.#endPeak();
    }
    this.#raise(false);
  }

  /** Call once after the last block. */
  finish(): void {
    if (this.#inPeak > 0) this.#endPeak();
    this.#raise(true);
  }

  #scan(c: number, samples: Float64Array, from: number, to: number): void {
    let low = this.#low[c] as number;
    let high = this.#high[c] as number;
    for (let i = from; i < to; i++) {
      const value = samples[i] as number;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    this.#low[c] = low;
    this.#high[c] = high;
  }

  #endPeak(): void {
    const { peakCount, offset } = this.levels[0] as PeakLevel;
    const peak = this.#done[0] as number;
    this.#inPeak = 0;
    if (peak < peakCount) {
      for (let c = 0; c < this.#channels; c++) {
        store(this.values, offset + (c * peakCount + peak) * 2, this.#low[c] as number, this.#high[c] as number);
      }
      this.#done[0] = peak + 1;
    }
    this.#low.fill(Number.POSITIVE_INFINITY);
    this.#high.fill(Number.NEGATIVE_INFINITY);
  }

  /** Carries finished pairs to the levels above; the last, incomplete ones only at the end. */
  #raise(atEnd: boolean): void {
    for (let k = 1; k < this.levels.length; k++) {
      const below = this.levels[k - 1] as PeakLevel;
      const level = this.levels[k] as PeakLevel;
      const ready = this.#done[k - 1] as number;
      const until = atEnd ? Math.ceil(ready / LEVEL_STEP) : Math.floor(ready / LEVEL_STEP);
      for (let peak = this.#done[k] as number; peak < until; peak++) {
        for (let c = 0; c < this.#channels; c++) this.#join(below, level, c, peak, ready);
      }
      this.#done[k] = until;
    }
  }

  #join(below: PeakLevel, level: PeakLevel, c: number, peak: number, ready: number): void {
    const { values } = this;
    const base = below.offset + c * below.peakCount * 2;
    let low = FULL_SCALE;
    let high = -FULL_SCALE;
    for (let p = peak * LEVEL_STEP; p < Math.min(ready, (peak + 1) * LEVEL_STEP); p++) {
      low = Math.min(low, values[base + p * 2] as number);
      high = Math.max(high, values[base + p * 2 + 1] as number);
    }
    const at = level.offset + (c * level.peakCount + peak) * 2;
    values[at] = low;
    values[at + 1] = high;
  }
}
