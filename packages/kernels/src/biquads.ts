import { type BiquadCoefficients, type BiquadsKernel, STATE_FLOOR } from '@studiohand/core/dsp';
import { instantiate } from './load.ts';
import { biquadsWasm } from './wasm/biquads.wasm.ts';

interface Exports {
  plan(channels: number, sections: number, frames: number): void;
  coefficientArray(): number;
  stateArray(): number;
  sampleArray(): number;
  process(pair: number, frames: number, stateFloor: number): void;
}

/** Frames copied into the kernel at a time: few enough to stay in the processor's first cache. */
const PIECE_FRAMES = 1024;
const IDENTITY: BiquadCoefficients = { b0: 1, b1: 0, b2: 0, a1: 0, a2: 0 };

/** Biquad chains in WASM SIMD, channels in pairs; the shorter chain of a pair is filled up with sections that do nothing. */
export class WasmBiquads implements BiquadsKernel {
  readonly #wasm: Exports;
  readonly #states: Float64Array;
  readonly #samples: Float64Array[];

  constructor(chains: readonly (readonly BiquadCoefficients[])[]) {
    const wasm = instantiate<Exports>(biquadsWasm);
    const lanes = chains.length + (chains.length & 1);
    const longest = Math.max(0, ...chains.map((chain) => chain.length));
    // Four sections in one loop cost less than two alone.
    const sections = longest % 4 > 1 ? longest + 4 - (longest % 4) : longest;
    wasm.plan(lanes, sections, PIECE_FRAMES);
    const { buffer } = wasm.memory;
    const table = new Float64Array(buffer, wasm.coefficientArray(), 5 * lanes * sections);
    for (let lane = 0; lane < lanes; lane++)
      for (let k = 0; k < sections; k++) {
        const { b0, b1, b2, a1, a2 } = chains[lane]?.[k] ?? IDENTITY;
        const at = ((lane >> 1) * sections + k) * 10 + (lane & 1);
        [b0, b1, b2, a1, a2].forEach((value, i) => {
          table[at + 2 * i] = value;
        });
      }
    this.#wasm = wasm;
    this.#states = new Float64Array(buffer, wasm.stateArray(), 2 * lanes * sections);
    this.#samples = Array.from(
      chains,
      (_, c) => new Float64Array(buffer, wasm.sampleArray() + 8 * c * PIECE_FRAMES, PIECE_FRAMES),
    );
  }

  process(channels: readonly Float64Array[], offset: number, frames: number): void {
    const samples = this.#samples;
    for (let done = 0; done < frames; done += PIECE_FRAMES) {
      const count = Math.min(PIECE_FRAMES, frames - done);
      const from = offset + done;
      for (let c = 0; c < samples.length; c++) samples[c].set(channels[c].subarray(from, from + count));
      for (let pair = 0; 2 * pair < samples.length; pair++) this.#wasm.process(pair, count, STATE_FLOOR);
      for (let c = 0; c < samples.length; c++) channels[c].set(samples[c].subarray(0, count), from);
    }
  }

  reset(): void {
    this.#states.fill(0);
  }
}
