import {
  mixedRadixPasses,
  mixedRadixTwiddles,
  ROOT_OF_THREE,
  ROOTS_OF_FIVE,
  ROOTS_OF_SEVEN,
  realTransformTurns,
  type SpectralResamplerKernel,
} from '@studiohand/core/dsp';
import { instantiate } from './load.ts';
import { spectralResamplerWasm } from './wasm/spectralResampler.wasm.ts';

interface Exports {
  plan(inputSize: number, outputSize: number, bins: number): void;
  inputArray(): number;
  outputArray(): number;
  gainTable(): number;
  inputTurnTable(): number;
  outputTurnTable(): number;
  inputTwiddleTable(): number;
  outputTwiddleTable(): number;
  rootTable(): number;
  process(): void;
}

/** Rate conversion of blocks in the frequency domain, in WASM SIMD: bit for bit what its twin gives. */
export class WasmSpectralResampler implements SpectralResamplerKernel {
  readonly inputs: readonly [Float64Array, Float64Array];
  readonly outputs: readonly [Float64Array, Float64Array];
  readonly process: () => void;

  constructor(inputSize: number, outputSize: number, gains: Float64Array) {
    const wasm = instantiate<Exports>(spectralResamplerWasm);
    wasm.plan(inputSize, outputSize, gains.length);
    const { buffer } = wasm.memory;
    const fill = (address: number, values: Float64Array): void =>
      new Float64Array(buffer, address, values.length).set(values);
    for (const [size, turns, twiddles] of [
      [inputSize, wasm.inputTurnTable(), wasm.inputTwiddleTable()],
      [outputSize, wasm.outputTurnTable(), wasm.outputTwiddleTable()],
    ] as const) {
      fill(turns, realTransformTurns(size));
      fill(twiddles, mixedRadixTwiddles(size / 2, mixedRadixPasses(size / 2) ?? []));
    }
    // Vectors of two equal lanes; the first is not used.
    const roots = [0, ROOT_OF_THREE, ...ROOTS_OF_FIVE, ...ROOTS_OF_SEVEN];
    fill(wasm.rootTable(), Float64Array.from(roots.flatMap((root) => [root, root])));
    fill(
      wasm.gainTable(),
      gains.map((gain) => gain / (2 * inputSize)),
    );
    const pair = (address: number, size: number): readonly [Float64Array, Float64Array] => [
      new Float64Array(buffer, address, size),
      new Float64Array(buffer, address + 8 * size, size),
    ];
    this.inputs = pair(wasm.inputArray(), inputSize);
    this.outputs = pair(wasm.outputArray(), outputSize);
    this.process = wasm.process;
  }
}
