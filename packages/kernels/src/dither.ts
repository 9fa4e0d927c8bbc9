import { type DitherKernel, Prng } from '@studiohand/core/dsp';
import { instantiate } from './load.ts';
import { ditherWasm } from './wasm/dither.wasm.ts';

interface Exports {
  plan(channels: number, frames: number): void;
  stateArray(): number;
  sampleArray(): number;
  process(pair: number, frames: number, scale: number, lowest: number, highest: number): void;
}

const PIECE_FRAMES = 1024;

/** Triangular dither in WASM SIMD, channels in pairs, bit for bit as the twin. */
export class WasmDither implements DitherKernel {
  readonly #wasm: Exports;
  readonly #scale: number;
  readonly #samples: Float64Array[];

  constructor(bits: number, seeds: readonly number[]) {
    const wasm = instantiate<Exports>(ditherWasm);
    const lanes = seeds.length + (seeds.length & 1);
    wasm.plan(lanes, PIECE_FRAMES);
    const { buffer } = wasm.memory;
    const states = new Int32Array(buffer, wasm.stateArray(), 8 * lanes);
    seeds.forEach((seed, c) => {
      new Prng(seed).words.forEach((word, k) => {
        states[16 * (c >> 1) + 4 * k + (c & 1)] = word;
      });
    });
    this.#wasm = wasm;
    this.#scale = 2 ** (bits - 1);
    this.#samples = Array.from(
      seeds,
      (_, c) => new Float64Array(buffer, wasm.sampleArray() + 8 * c * PIECE_FRAMES, PIECE_FRAMES),
    );
  }

  process(channels: readonly Float64Array[], frames: number): void {
    const scale = this.#scale;
    const samples = this.#samples;
    for (let done = 0; done < frames; done += PIECE_FRAMES) {
      const count = Math.min(PIECE_FRAMES, frames - done);
      for (let c = 0; c < samples.length; c++) samples[c].set(channels[c].subarray(done, done + count));
      for (let pair = 0; 2 * pair < samples.length; pair++) this.#wasm.process(pair, count, scale, -scale, scale - 1);
      for (let c = 0; c < samples.length; c++) channels[c].set(samples[c].subarray(0, count), done);
    }
  }
}
