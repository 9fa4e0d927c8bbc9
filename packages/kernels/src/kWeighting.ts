import { type KWeightingKernel, kWeightingCoefficients, STATE_FLOOR } from '@studiohand/core/dsp';
import { instantiate } from './load.ts';
import { kWeightingWasm } from './wasm/kWeighting.wasm.ts';

interface Exports {
  plan(channels: number, frames: number): void;
  coefficientArray(): number;
  stateArray(): number;
  sumArray(): number;
  sampleArray(): number;
  process(pair: number, frames: number, stateFloor: number): void;
}

/** Frames copied into the kernel at a time. */
const PIECE_FRAMES = 4096;

/** K-weighting in WASM SIMD, channels in pairs; an odd last channel runs beside silence. */
export class WasmKWeighting implements KWeightingKernel {
  readonly #wasm: Exports;
  readonly #channels: number;
  readonly #states: Float64Array;
  readonly #sums: Float64Array;
  readonly #samples: Float64Array[];

  constructor(sampleRateHz: number, channels: number) {
    const wasm = instantiate<Exports>(kWeightingWasm);
    const lanes = channels + (channels & 1);
    wasm.plan(lanes, PIECE_FRAMES);
    const { buffer } = wasm.memory;
    new Float64Array(buffer, wasm.coefficientArray(), 10).set(kWeightingCoefficients(sampleRateHz));
    this.#wasm = wasm;
    this.#channels = channels;
    this.#states = new Float64Array(buffer, wasm.stateArray(), 4 * lanes);
    this.#sums = new Float64Array(buffer, wasm.sumArray(), lanes);
    this.#samples = Array.from(
      { length: channels },
      (_, c) => new Float64Array(buffer, wasm.sampleArray() + 8 * c * PIECE_FRAMES, PIECE_FRAMES),
    );
  }

  process(channels: readonly Float64Array[], offset: number, frames: number, sums: Float64Array): void {
    sums.fill(0);
    for (let done = 0; done < frames; done += PIECE_FRAMES) {
      const count = Math.min(PIECE_FRAMES, frames - done);
      const from = offset + done;
      for (let c = 0; c < this.#channels; c++) this.#samples[c].set(channels[c].subarray(from, from + count));
      for (let pair = 0; 2 * pair < this.#channels; pair++) this.#wasm.process(pair, count, STATE_FLOOR);
      for (let c = 0; c < this.#channels; c++) sums[c] += this.#sums[c];
    }
  }

  reset(): void {
    this.#states.fill(0);
  }
}
