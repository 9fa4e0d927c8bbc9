import type { PolyphaseKernel } from '@studiohand/core/dsp';
import { instantiate } from './load.ts';
import { polyphaseWasm } from './wasm/polyphase.wasm.ts';

interface Exports {
  plan(tapsPerPhase: number, phaseCount: number, frames: number, outputs: number): void;
  tableArray(): number;
  sampleArray(): number;
  resultArray(): number;
  process(phase: number, step: number, count: number): void;
}

/** Most input frames and outputs copied at a time. */
const PIECE_FRAMES = 16384;

/** The polyphase filter in WASM SIMD: bit for bit what its twin gives. */
export class WasmPolyphase implements PolyphaseKernel {
  readonly #wasm: Exports;
  readonly #taps: number;
  readonly #phases: number;
  readonly #samples: Float64Array;
  readonly #results: Float64Array;

  constructor(coefficients: Float64Array, tapsPerPhase: number, phases: number) {
    const wasm = instantiate<Exports>(polyphaseWasm);
    const frames = PIECE_FRAMES + tapsPerPhase;
    wasm.plan(tapsPerPhase, phases, frames, PIECE_FRAMES);
    const { buffer } = wasm.memory;
    new Float64Array(buffer, wasm.tableArray(), tapsPerPhase * phases).set(coefficients);
    this.#wasm = wasm;
    this.#taps = tapsPerPhase;
    this.#phases = phases;
    this.#samples = new Float64Array(buffer, wasm.sampleArray(), frames);
    this.#results = new Float64Array(buffer, wasm.resultArray(), PIECE_FRAMES);
  }

  process(
    input: Float64Array,
    start: number,
    phase: number,
    phaseStep: number,
    output: Float64Array,
    count: number,
  ): void {
    const phases = this.#phases;
    // Outputs whose input span still fits.
    const most = Math.max(1, Math.min(PIECE_FRAMES, Math.floor(((PIECE_FRAMES - 2) * phases) / phaseStep)));
    let at = start;
    let p = phase;
    for (let done = 0; done < count; ) {
      const now = Math.min(most, count - done);
      const last = at + Math.floor((p + (now - 1) * phaseStep) / phases) + this.#taps;
      this.#samples.set(input.subarray(at, last));
      this.#wasm.process(p, phaseStep, now);
      output.set(this.#results.subarray(0, now), done);
      const advance = p + now * phaseStep;
      at += Math.floor(advance / phases);
      p = advance % phases;
      done += now;
    }
  }
}
