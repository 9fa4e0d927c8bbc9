/**
 * Restores clipped peaks in the stretches that a ClipFinder found. Blocks with clipped samples are solved by social
 * sparsity (socialSparsity.ts) with a window's length of the recording to either side; held sounds with a window of
 * 170 ms, percussive blocks with 43 ms, by which of the two gives the sparser spectrum. Only clipped samples change,
 * and only outwards: every other sample stays bit for bit, and at both ends of a repair the error of the estimate is
 * taken off along the gap, so that it joins without a step. Restored peaks exceed the clip level, also full scale.
 * Range: 8 to 192 kHz, any channels, each on its own. Latency: {@link Declipper.latencyFrames}, 1.5 s at 48 kHz; behind
 * it the output is in time with the input. Nothing clipped in a block: no work. Results do not depend on how the
 * stream is split into blocks. Memory does not grow. Samples that are no numbers count as silence where they stand
 * within a repair's surroundings and pass otherwise.
 * Weakness: dense noise (a snare) comes back by some 6 dB only, and long gaps of a single low note may overshoot.
 */
import { AudioError } from '../../audio/index.ts';
import { typescriptKernels } from '../kernels/typescriptKernels.ts';
import type { DspKernels } from '../kernels.ts';
import type { ClippedStretch } from './clipFinder.ts';
import { FLAT_TOLERANCE } from './clipTops.ts';
import { SocialSparsity } from './socialSparsity.ts';

export interface DeclipperOptions {
  readonly sampleRateHz: number;
  readonly channels: number;
  /** From a {@link ClipFinder} on the same recording, by channel and time; others are left as they are. */
  readonly stretches: readonly Omit<ClippedStretch, 'tops' | 'longestTop' | 'confidence'>[];
  readonly kernels?: DspKernels;
}

const LONG_WINDOW_AT_48K = 8192;
const SHORT_SHARE = 4;
/** Long windows per block, and least and most sizes of the FFT kernels. */
const WINDOWS_PER_BLOCK = 8;
const LEAST_WINDOW = 256;
const MOST_WINDOW = 65536;

/** Window for held sounds: the power of two closest to 171 ms. */
function longWindow(sampleRateHz: number): number {
  const exact = (LONG_WINDOW_AT_48K * sampleRateHz) / 48000;
  return Math.min(MOST_WINDOW, Math.max(LEAST_WINDOW, 2 ** Math.round(Math.log2(exact))));
}

function check({ channels, stretches }: DeclipperOptions): void {
  const invalid = (what: string): AudioError =>
    new AudioError('invalid-parameter', `Declipping: ${what}.`, 'Use the stretches that the clip finder gives.');
  for (const s of stretches) {
    if (!(Number.isInteger(s.channel) && s.channel >= 0 && s.channel < channels))
      throw invalid(`a stretch in channel ${s.channel} of ${channels}`);
    if (!(s.positiveLevel > 0 && s.negativeLevel > 0)) throw invalid('a clip level that is not above zero');
    if (!(s.startFrame >= 0 && s.frameCount >= 0)) throw invalid('a stretch outside the recording');
  }
}

export class Declipper {
  /** Frames by which the output is late; feed as many zeros (`flush`) to get the end. */
  readonly latencyFrames: number;
  readonly #block: number;
  readonly #context: number;
  /** Per channel: context, block, context. */
  readonly #history: readonly Float64Array[];
  readonly #outputs: readonly Float64Array[];
  /** Per channel: what a block restored behind its end; never 0, for it lies beyond a clip level. */
  readonly #carried: readonly Float64Array[];
  readonly #next: Int32Array;
  readonly #stretches: readonly (readonly DeclipperOptions['stretches'][number][])[];
  readonly #options: DeclipperOptions;
  #solvers: readonly SocialSparsity[] = [];
  readonly #side: Int8Array;
  readonly #samples: Float64Array;
  readonly #estimate: Float64Array;
  #filled = 0;
  /** Stream position of the history's first frame when the block fills. */
  #start: number;

  /** Throws AudioError 'invalid-parameter' for stretches of other channels or without levels. */
  constructor(options: DeclipperOptions) {
    check(options);
    const { sampleRateHz, channels, stretches } = options;
    this.#options = options;
    const window = longWindow(sampleRateHz);
    this.#context = window;
    this.#block = WINDOWS_PER_BLOCK * window;
    this.latencyFrames = this.#block + this.#context;
    const length = this.#block + 2 * this.#context;
    const per = Array.from({ length: channels }, (_, c) =>
      stretches.filter((s) => s.channel === c).sort((a, b) => a.startFrame - b.startFrame),
    );
    this.#stretches = per;
    this.#history = per.map(() => new Float64Array(length));
    this.#outputs = per.map(() => new Float64Array(this.#block));
    this.#carried = per.map(() => new Float64Array(this.#context));
    this.#next = new Int32Array(channels);
    this.#side = new Int8Array(length);
    this.#samples = new Float64Array(length);
    this.#estimate = new Float64Array(length);
    this.#start = -2 * this.#context;
  }

  /** Works `frames` frames of planar channels in place; what comes out is `latencyFrames` late. */
  process(channels: readonly Float64Array[], frames: number): void {
    const from = 2 * this.#context;
    for (let done = 0; done < frames; ) {
      const count = Math.min(frames - done, this.#block - this.#filled);
      for (let c = 0; c < this.#history.length; c++) {
        const piece = channels[c].subarray(done, done + count);
        this.#history[c].set(piece, from + this.#filled);
        piece.set(this.#outputs[c].subarray(this.#filled, this.#filled + count));
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
    for (const history of this.#history) history.fill(0);
    for (const output of this.#outputs) output.fill(0);
    for (const carried of this.#carried) carried.fill(0);
    this.#next.fill(0);
    this.#filled = 0;
    this.#start = -2 * this.#context;
  }

  #work(): void {
    for (let c = 0; c < this.#history.length; c++) {
      const history = this.#history[c];
      this.#outputs[c].set(history.subarray(this.#context, this.#context + this.#block));
      if (this.#mark(c)) this.#restore(history, this.#outputs[c], this.#carried[c]);
      history.copyWithin(0, this.#block);
    }
    this.#filled = 0;
    this.#start += this.#block;
  }

  /** Sets `side` over the history; whether anything is clipped. */
  #mark(channel: number): boolean {
    const history = this.#history[channel];
    const side = this.#side;
    let any = false;
    side.fill(0);
    const stretches = this.#stretches[channel];
    let next = this.#next[channel];
    while (next < stretches.length && stretches[next].startFrame + stretches[next].frameCount <= this.#start) next++;
    this.#next[channel] = next;
    for (let s = next; s < stretches.length && stretches[s].startFrame < this.#start + history.length; s++) {
      const { startFrame, frameCount, positiveLevel, negativeLevel } = stretches[s];
      const first = Math.max(0, startFrame - this.#start);
      const end = Math.min(history.length, startFrame + frameCount - this.#start);
      const up = positiveLevel - 2 * FLAT_TOLERANCE;
      const down = 2 * FLAT_TOLERANCE - negativeLevel;
      for (let i = first; i < end; i++) {
        const x = history[i];
        if (x >= up && x < Infinity) side[i] = 1;
        else if (x <= down && x > -Infinity) side[i] = -1;
        else continue;
        any = true;
      }
    }
    return any;
  }

  /** Solves from the block's first clipped sample to its last and replaces them. */
  #restore(history: Float64Array, output: Float64Array, carried: Float64Array): void {
    const context = this.#context;
    const side = this.#side;
    const end = context + this.#block;
    // A gap across the border between two blocks belongs to the first.
    let first = context + this.#carry(carried, output);
    while (first < end && side[first] === 0) first++;
    if (first === end) return;
    let last = end - 1;
    while (side[last] === 0) last--;
    if (last === end - 1) while (last + 1 < history.length && side[last + 1] === side[last]) last++;
    const from = Math.max(0, first - context);
    const length = Math.min(history.length, last + 1 + context) - from;
    const samples = this.#samples;
    for (let i = 0; i < length; i++) {
      const x = history[from + i];
      samples[i] = x - x === 0 ? x : 0;
    }
    const sides = side.subarray(from, from + length);
    this.#solve(samples, sides, length);
    this.#join(samples, sides, length);
    for (let i = first; i <= last; i++) {
      if (side[i] === 0) continue;
      if (i < end) output[i - context] = this.#estimate[i - from];
      else carried[i - end] = this.#estimate[i - from];
    }
  }

  /** Moves what the block before restored of this one into place; how many frames that were. */
  #carry(carried: Float64Array, output: Float64Array): number {
    let count = 0;
    while (count < carried.length && carried[count] !== 0) {
      output[count] = carried[count];
      carried[count++] = 0;
    }
    return count;
  }

  #solve(samples: Float64Array, sides: Int8Array, length: number): void {
    if (this.#solvers.length === 0)
      this.#solvers = [this.#context, Math.max(LEAST_WINDOW / 4, this.#context / SHORT_SHARE)].map(
        (windowFrames) =>
          new SocialSparsity({
            windowFrames,
            mostFrames: samples.length,
            kernels: this.#options.kernels ?? typescriptKernels,
          }),
      );
    const [long, short] = this.#solvers;
    const solver = long.density(samples, length) <= short.density(samples, length) ? long : short;
    solver.restore(samples, sides, length, this.#estimate);
  }

  /** Takes the error at both ends of each gap off along it, and holds the clip level. */
  #join(samples: Float64Array, sides: Int8Array, length: number): void {
    const estimate = this.#estimate;
    for (let from = 0; from < length; ) {
      if (sides[from] === 0) {
        from++;
        continue;
      }
      let to = from;
      while (to < length && sides[to] === sides[from]) to++;
      const before = from > 0 && sides[from - 1] === 0 ? samples[from - 1] - estimate[from - 1] : 0;
      const after = to < length && sides[to] === 0 ? samples[to] - estimate[to] : 0;
      for (let i = from; i < to; i++) {
        const share = (i - from + 1) / (to - from + 1);
        const joined = estimate[i] + before + share * (after - before);
        estimate[i] = sides[i] > 0 ? Math.max(joined, samples[i]) : Math.min(joined, samples[i]);
      }
      from = to;
    }
  }
}
