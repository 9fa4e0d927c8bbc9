/**
 * Lists clicks of a recording (clickScan.ts): the same as a {@link Declicker} of the same threshold repairs.
 * Memory: 32 bytes per click. Results do not depend on how the stream is split. Samples that are no numbers count as
 * silence.
 */
import { GrowingSeries } from '../growingSeries.ts';
import { ClickScan, checkThreshold, DEFAULT_CLICK_THRESHOLD_DB, type ScannedClick } from './clickScan.ts';

export interface Click {
  readonly channel: number;
  readonly startFrame: number;
  readonly frameCount: number;
  /** How far it stands above its surroundings in the prediction error, dB. */
  readonly strengthDb: number;
  /** 0.5 at the threshold, to 1. */
  readonly confidence: number;
}

const BLOCKS = 5;
const FIELDS = 4;

export class ClickFinder {
  readonly #scans: readonly ClickScan[];
  readonly #histories: readonly Float64Array[];
  readonly #thresholdDb: number;
  readonly #found: ScannedClick[] = [];
  readonly #clicks: GrowingSeries = new GrowingSeries();
  #filled = 0;
  #frames = 0;
  #blocks = 0;

  /** Throws AudioError 'invalid-parameter' for a threshold outside 6 to 40 dB (16 by default; 12 takes crackle, too). */
  constructor(sampleRateHz: number, channels: number, thresholdDb: number = DEFAULT_CLICK_THRESHOLD_DB) {
    checkThreshold(thresholdDb);
    this.#thresholdDb = thresholdDb;
    this.#scans = Array.from({ length: channels }, () => new ClickScan(sampleRateHz, thresholdDb));
    this.#histories = this.#scans.map((scan) => new Float64Array(BLOCKS * scan.blockFrames));
  }

  /** Takes `count` frames from `offset` on of planar channels. */
  push(channels: readonly Float64Array[], offset: number, count: number): void {
    this.#frames += count;
    this.#take(channels, offset, count);
  }

  /** All clicks by time. Call once, at the end. */
  clicks(): readonly Click[] {
    const size = this.#scans[0].blockFrames;
    const silence = this.#scans.map(() => new Float64Array(size));
    for (let n = 0; n < BLOCKS - 1; n++) this.#take(silence, 0, size);
    const values = this.#clicks.values();
    return Array.from({ length: values.length / FIELDS }, (_, i) => {
      const [channel, startFrame, frameCount, strengthDb] = values.subarray(FIELDS * i, FIELDS * (i + 1));
      const confidence = 1 - 0.5 * 10 ** ((this.#thresholdDb - strengthDb) / 20);
      return { channel, startFrame, frameCount, strengthDb, confidence };
    }).sort((a, b) => a.startFrame - b.startFrame || a.channel - b.channel);
  }

  #take(channels: readonly Float64Array[], offset: number, count: number): void {
    const size = this.#scans[0].blockFrames;
    for (let done = 0; done < count; ) {
      const part = Math.min(count - done, size - this.#filled);
      this.#histories.forEach((history, c) => {
        const to = (BLOCKS - 1) * size + this.#filled;
        for (let i = 0; i < part; i++) {
          const x = channels[c][offset + done + i];
          history[to + i] = x - x === 0 ? x : 0;
        }
      });
      this.#filled += part;
      done += part;
      if (this.#filled === size) this.#scan(size);
    }
  }

  #scan(size: number): void {
    const origin = (this.#blocks - (BLOCKS - 1)) * size;
    this.#scans.forEach((scan, channel) => {
      const count = scan.scan(this.#histories[channel], this.#found);
      for (let n = 0; n < count; n++) {
        const { start, count: frames, strengthDb } = this.#found[n];
        for (const field of [channel, origin + start, frames, strengthDb]) this.#clicks.push(field);
      }
      this.#histories[channel].copyWithin(0, size);
    });
    this.#blocks++;
    this.#filled = 0;
  }
}
