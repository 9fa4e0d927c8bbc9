import { type CrossoverKernel, crossingCoefficients, STATE_FLOOR } from '@studiohand/core/dsp';
import { instantiate } from './load.ts';
import { crossoverWasm } from './wasm/crossover.wasm.ts';

interface Exports {
  plan(channels: number, bands: number, frames: number): void;
  reset(channels: number): void;
  crossingArray(): number;
  sampleArray(): number;
  split(pair: number, channels: number, frames: number, stateFloor: number): void;
}

/** Frames copied into the kernel at a time: few enough that four bands stay near the processor. */
const PIECE_FRAMES = 512;

/** The band splitter in WASM SIMD, channels in pairs; an odd last channel runs beside silence. */
export class WasmCrossover implements CrossoverKernel {
  readonly #wasm: Exports;
  readonly #channels: number;
  readonly #lanes: number;
  /** [band][channel]. */
  readonly #samples: Float64Array[][];

  constructor(sampleRateHz: number, channels: number, frequenciesHz: readonly number[]) {
    const wasm = instantiate<Exports>(crossoverWasm);
    const bands = frequenciesHz.length + 1;
    const lanes = channels + (channels & 1);
    wasm.plan(lanes, bands, PIECE_FRAMES);
    const { buffer } = wasm.memory;
    const table = new Float64Array(buffer, wasm.crossingArray(), 3 * frequenciesHz.length);
    frequenciesHz.forEach((hz, k) => {
      table.set(crossingCoefficients(hz, sampleRateHz), 3 * k);
    });
    this.#wasm = wasm;
    this.#channels = channels;
    this.#lanes = lanes;
    this.#samples = Array.from({ length: bands }, (_, b) =>
      Array.from(
        { length: channels },
        (_, c) => new Float64Array(buffer, wasm.sampleArray() + 8 * (b * lanes + c) * PIECE_FRAMES, PIECE_FRAMES),
      ),
    );
  }

  split(
    channels: readonly Float64Array[],
    offset: number,
    frames: number,
    bands: readonly (readonly Float64Array[])[],
  ): void {
    const samples = this.#samples;
    const input = samples[samples.length - 1];
    for (let done = 0; done < frames; done += PIECE_FRAMES) {
      const count = Math.min(PIECE_FRAMES, frames - done);
      const from = offset + done;
      for (let c = 0; c < this.#channels; c++) input[c].set(channels[c].subarray(from, from + count));
      for (let pair = 0; 2 * pair < this.#channels; pair++) this.#wasm.split(pair, this.#lanes, count, STATE_FLOOR);
      for (let b = 0; b < samples.length; b++)
        for (let c = 0; c < this.#channels; c++) bands[b][c].set(samples[b][c].subarray(0, count), from);
    }
  }

  reset(): void {
    this.#wasm.reset(this.#lanes);
    for (const band of this.#samples) for (const x of band) x.fill(0);
  }
}
