/**
 * Rate conversion by a polyphase Kaiser-windowed sinc in double precision, for ratios that have no transform of a
 * manageable size. Rates whose ratio needs more than {@link MAX_EXACT_PHASES} phases use a table of 512 phases with
 * cubic interpolation of the weights, same quality, slower.
 */
import type { AudioBlock } from '../audio/index.ts';
import type { DspKernels, PolyphaseKernel } from './kernels.ts';
import { polyphaseRows, resamplerPrototype } from './resamplerDesign.ts';

/** Largest upsampling factor for which every phase is tabulated: 1,280 phases of 224 taps are 2.3 MB. */
const MAX_EXACT_PHASES = 1280;
const TABLE_PHASES = 512;
/** Input frames taken at a time. */
const STEP_FRAMES = 8192;

/** Interpolated rows for ratios without a small table: 4-point Lagrange over the phase. */
class InterpolatedPhases implements PolyphaseKernel {
  readonly #table: Float64Array;
  readonly #row: Float64Array;
  readonly #phases: number;

  constructor(table: Float64Array, taps: number, phases: number) {
    this.#table = table;
    this.#row = new Float64Array(taps);
    this.#phases = phases;
  }

  process(
    input: Float64Array,
    start: number,
    phase: number,
    phaseStep: number,
    output: Float64Array,
    count: number,
  ): void {
    const table = this.#table;
    const row = this.#row;
    const taps = row.length;
    let at = start;
    let p = phase;
    for (let i = 0; i < count; i++) {
      const position = (p / this.#phases) * TABLE_PHASES;
      const below = Math.floor(position);
      const f = position - below;
      // Rows below-1 .. below+2; the table starts one row early.
      const w0 = (-f * (f - 1) * (f - 2)) / 6;
      const w1 = ((f + 1) * (f - 1) * (f - 2)) / 2;
      const w2 = (-(f + 1) * f * (f - 2)) / 2;
      const w3 = ((f + 1) * f * (f - 1)) / 6;
      const k = below * taps;
      let sum = 0;
      for (let j = 0; j < taps; j++) {
        const weight =
          w0 * table[k + j] + w1 * table[k + taps + j] + w2 * table[k + 2 * taps + j] + w3 * table[k + 3 * taps + j];
        sum += weight * input[at + j];
      }
      output[i] = sum;
      p += phaseStep;
      while (p >= this.#phases) {
        p -= this.#phases;
        at++;
      }
    }
  }
}

/** Streaming, `up` outputs for `down` inputs. The returned block's arrays are reused by the next call. */
export class PolyphaseResampler {
  readonly #up: number;
  readonly #down: number;
  readonly #taps: number;
  readonly #kernel: PolyphaseKernel;
  readonly #history: Float64Array[];
  #output: Float64Array[];
  /** Frames in the history, and the index in it of the first weight of the next output. */
  #filled: number;
  #at = 0;
  #phase = 0;
  #inputFrames = 0;
  #outputFrames = 0;

  constructor(up: number, down: number, passBand: number, channels: number, kernels: DspKernels) {
    const prototype = resamplerPrototype(down, up, passBand);
    this.#up = up;
    this.#down = down;
    this.#taps = prototype.taps;
    this.#kernel =
      up <= MAX_EXACT_PHASES
        ? kernels.polyphase(polyphaseRows(prototype, up), prototype.taps, up)
        : new InterpolatedPhases(interpolationTable(prototype), prototype.taps, up);
    // The first output needs taps/2 - 1 frames before frame 0: silence.
    this.#filled = prototype.taps / 2 - 1;
    this.#history = Array.from({ length: channels }, () => new Float64Array(prototype.taps + STEP_FRAMES));
    const most = Math.ceil(((prototype.taps + STEP_FRAMES) * up) / down) + 1;
    this.#output = Array.from({ length: channels }, () => new Float64Array(most));
  }

  process({ channels, frames }: AudioBlock): AudioBlock {
    let produced = 0;
    this.#inputFrames += frames;
    for (let done = 0; done < frames; ) {
      const count = Math.min(frames - done, this.#history[0].length - this.#filled);
      for (let c = 0; c < this.#history.length; c++) {
        const history = this.#history[c];
        const x = channels[c];
        for (let i = 0; i < count; i++) history[this.#filled + i] = x[done + i];
      }
      this.#filled += count;
      done += count;
      produced = this.#produce(produced, Number.POSITIVE_INFINITY);
    }
    return { channels: this.#output, frames: produced };
  }

  /** The end: what the filter still owes, up to the exact length. */
  flush(): AudioBlock {
    const total = Number((BigInt(this.#inputFrames) * BigInt(this.#up) + BigInt(this.#down) - 1n) / BigInt(this.#down));
    let produced = 0;
    while (this.#outputFrames < total) {
      const silence = Math.min(this.#taps, this.#history[0].length - this.#filled);
      for (const history of this.#history) history.fill(0, this.#filled, this.#filled + silence);
      this.#filled += silence;
      produced = this.#produce(produced, total);
    }
    return { channels: this.#output, frames: produced };
  }

  #produce(already: number, limit: number): number {
    // Outputs whose last weight lies inside the history.
    const room = this.#filled - this.#taps - this.#at;
    let count = room < 0 ? 0 : Math.floor((room * this.#up + this.#up - 1 - this.#phase) / this.#down) + 1;
    count = Math.min(count, limit - this.#outputFrames);
    if (count > 0) {
      this.#reserve(already + count);
      for (let c = 0; c < this.#history.length; c++) {
        this.#kernel.process(
          this.#history[c],
          this.#at,
          this.#phase,
          this.#down,
          this.#output[c].subarray(already),
          count,
        );
      }
      const advance = this.#phase + count * this.#down;
      this.#at += Math.floor(advance / this.#up);
      this.#phase = advance % this.#up;
      this.#outputFrames += count;
    }
    const drop = Math.min(this.#at, this.#filled);
    if (drop > 0) {
      for (const history of this.#history) history.copyWithin(0, drop, this.#filled);
      this.#filled -= drop;
      this.#at -= drop;
    }
    return already + Math.max(0, count);
  }

  #reserve(frames: number): void {
    if (frames <= this.#output[0].length) return;
    this.#output = this.#output.map((old) => {
      const grown = new Float64Array(frames * 2);
      grown.set(old);
      return grown;
    });
  }
}

/** 512 phases with one row before and two after, so that the cubic never leaves the table. */
function interpolationTable(prototype: ReturnType<typeof resamplerPrototype>): Float64Array {
  const { taps, weight } = prototype;
  return polyphaseRows({ taps, weight: (t) => weight(t + 1 / TABLE_PHASES) }, TABLE_PHASES, TABLE_PHASES + 3);
}
