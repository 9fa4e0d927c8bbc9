import {
  TRUE_PEAK_TAPS,
  type TruePeakKernel,
  truePeakBound,
  truePeakFilter,
  truePeakOvershoot,
} from '@studiohand/core/dsp';
import { instantiate } from './load.ts';
import { truePeakWasm } from './wasm/truePeak.wasm.ts';

interface Exports {
  plan(channels: number, frames: number): void;
  filterArray(): number;
  channelArray(channel: number): number;
  process(channel: number, frames: number, bound: number, near: number, overshoot: number, found: number): number;
}

const HISTORY = TRUE_PEAK_TAPS - 1;
/** Frames copied into the kernel at a time. */
const PIECE_FRAMES = 8192;

/** True peak in WASM SIMD, single precision: within 2e-7 of the twin. */
export class WasmTruePeak implements TruePeakKernel {
  readonly #wasm: Exports;
  /** History, then the piece. */
  readonly #samples: Float32Array[];
  readonly #pieces: Float32Array[];
  readonly #bound: number;
  readonly #near: number;
  readonly #overshoot: number;
  readonly #silence: Float64Array[];

  constructor(channels: number) {
    const wasm = instantiate<Exports>(truePeakWasm);
    wasm.plan(channels, PIECE_FRAMES);
    const { buffer } = wasm.memory;
    const filter = truePeakFilter();
    const table = new Float32Array(buffer, wasm.filterArray(), 12 * TRUE_PEAK_TAPS);
    for (let tap = 0; tap < TRUE_PEAK_TAPS; tap++)
      for (let phase = 0; phase < 3; phase++)
        table.fill(filter[phase][tap], 12 * tap + 4 * phase, 12 * tap + 4 * phase + 4);
    this.#wasm = wasm;
    // A little above the norms, so that single-precision rounding cannot skip a larger value.
    this.#bound = truePeakBound(filter) * 1.00001;
    const { overshoot, moment } = truePeakOvershoot(filter);
    this.#near = 1.00001 + 2 * moment;
    this.#overshoot = overshoot * 1.00001;
    this.#samples = Array.from(
      { length: channels },
      (_, c) => new Float32Array(buffer, wasm.channelArray(c), HISTORY + PIECE_FRAMES),
    );
    this.#pieces = this.#samples.map((samples) => samples.subarray(HISTORY));
    this.#silence = this.#samples.map(() => new Float64Array(HISTORY));
  }

  process(channels: readonly Float64Array[], offset: number, frames: number, peaks: Float64Array): void {
    for (let c = 0; c < this.#pieces.length; c++) {
      let peak = 0;
      for (let done = 0; done < frames; done += PIECE_FRAMES) {
        const count = Math.min(PIECE_FRAMES, frames - done);
        this.#pieces[c].set(channels[c].subarray(offset + done, offset + done + count));
        peak = this.#wasm.process(c, count, this.#bound, this.#near, this.#overshoot, peak);
      }
      peaks[c] = peak;
    }
  }

  flush(peaks: Float64Array): void {
    this.process(this.#silence, 0, HISTORY, peaks);
  }

  reset(): void {
    for (const samples of this.#samples) samples.fill(0);
  }
}
