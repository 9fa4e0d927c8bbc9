/**
 * Takes clicks out: what a {@link ClickScan} calls one is filled from the sound on both sides (linearPrediction.ts);
 * every other sample stays bit for bit. Each channel on its own. Range: 8 to 192 kHz, any channels; clicks up to 2 ms.
 * Latency: {@link Declicker.latencyFrames}, 200 ms; behind it the output is in time with the input. Results do not
 * depend on how the stream is split into blocks. Memory does not grow. Samples that are no numbers count as silence.
 * Weakness: at 8 kHz, where a click is a few samples, up to half of them are missed; clicks on a hit, within a few ms of each other or longer than 2 ms are missed; very short dry hits (a
 * glitch beat) may be taken for clicks, more of them the lower the threshold.
 */
import { ClickScan, checkThreshold, DEFAULT_CLICK_THRESHOLD_DB, type ScannedClick } from './clickScan.ts';
import { GapFiller } from './linearPrediction.ts';

export interface DeclickerOptions {
  readonly sampleRateHz: number;
  readonly channels: number;
  /** Least strength of a click above its surroundings, 6 to 40 dB; 16 by default, 12 takes crackle, too. */
  readonly thresholdDb?: number;
}

const BLOCKS = 5;
/** Filled to either side of an event. */
const GUARD_MS = 0.06;
/** Order of the model by the length of the gap, and frames of sound to either side by the order. */
const LEAST_ORDER = 32;
const MOST_ORDER = 160;
const ORDER_PER_FRAME = 3;
const SIDE_PER_ORDER = 8;

export class Declicker {
  /** Frames by which the output is late; feed as many zeros (`flush`) to get the end. */
  readonly latencyFrames: number;
  readonly #block: number;
  readonly #guard: number;
  readonly #scans: readonly ClickScan[];
  readonly #filler: GapFiller;
  /** Per channel, five blocks: as they came, and repaired. */
  readonly #raw: readonly Float64Array[];
  readonly #repaired: readonly Float64Array[];
  readonly #found: ScannedClick[] = [];
  #filled = 0;
  #repairs = 0;

  /** Throws AudioError 'invalid-parameter' for a threshold outside 6 to 40 dB. */
  constructor({ sampleRateHz, channels, thresholdDb = DEFAULT_CLICK_THRESHOLD_DB }: DeclickerOptions) {
    checkThreshold(thresholdDb);
    this.#scans = Array.from({ length: channels }, () => new ClickScan(sampleRateHz, thresholdDb));
    const [{ blockFrames, longest }] = this.#scans;
    this.#block = blockFrames;
    this.latencyFrames = (BLOCKS - 1) * blockFrames;
    this.#guard = Math.max(1, Math.round((GUARD_MS / 1000) * sampleRateHz));
    this.#filler = new GapFiller(longest + 2 * this.#guard, MOST_ORDER, SIDE_PER_ORDER * MOST_ORDER);
    this.#raw = this.#scans.map(() => new Float64Array(BLOCKS * blockFrames));
    this.#repaired = this.#scans.map(() => new Float64Array(BLOCKS * blockFrames));
  }

  /** Clicks filled so far, over all channels. */
  get repairs(): number {
    return this.#repairs;
  }

  /** Works `frames` frames of planar channels in place; what comes out is `latencyFrames` late. */
  process(channels: readonly Float64Array[], frames: number): void {
    const last = (BLOCKS - 1) * this.#block;
    for (let done = 0; done < frames; ) {
      const count = Math.min(frames - done, this.#block - this.#filled);
      for (let c = 0; c < this.#raw.length; c++) {
        const samples = channels[c];
        const raw = this.#raw[c];
        const repaired = this.#repaired[c];
        for (let i = 0; i < count; i++) {
          const x = samples[done + i];
          raw[last + this.#filled + i] = x - x === 0 ? x : 0;
          samples[done + i] = repaired[this.#filled + i];
        }
      }
      this.#filled += count;
      done += count;
      if (this.#filled === this.#block) this.#work();
    }
  }

  /** The next `frames` frames of what is still inside: as `process` with zeros. `latencyFrames` in all empty it. */
  flush(channels: readonly Float64Array[], frames: number): void {
    for (const samples of channels) samples.fill(0, 0, frames);
    this.process(channels, frames);
  }

  reset(): void {
    for (const history of [...this.#raw, ...this.#repaired]) history.fill(0);
    for (const scan of this.#scans) scan.reset();
    this.#filled = 0;
    this.#repairs = 0;
  }

  #work(): void {
    const block = this.#block;
    const last = (BLOCKS - 1) * block;
    for (let c = 0; c < this.#raw.length; c++) {
      const raw = this.#raw[c];
      const repaired = this.#repaired[c];
      for (let i = last; i < last + block; i++) repaired[i] = raw[i];
      const count = this.#scans[c].scan(raw, this.#found);
      for (let n = 0; n < count; n++) this.#fill(repaired, this.#found[n]);
      raw.copyWithin(0, block);
      repaired.copyWithin(0, block);
    }
    this.#filled = 0;
  }

  #fill(samples: Float64Array, click: ScannedClick): void {
    const start = click.start - this.#guard;
    const count = click.count + 2 * this.#guard;
    const order = Math.min(MOST_ORDER, Math.max(LEAST_ORDER, ORDER_PER_FRAME * count + 2));
    if (this.#filler.fill(samples, start, count, order, SIDE_PER_ORDER * order)) this.#repairs++;
  }
}
