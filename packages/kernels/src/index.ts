import { type DspKernels, typescriptKernels } from '@studiohand/core/dsp';
import { WasmBiquads } from './biquads.ts';
import { WasmCrossover } from './crossover.ts';
import { WasmDither } from './dither.ts';
import { WasmKWeighting } from './kWeighting.ts';
import { runs } from './load.ts';
import { WasmPolyphase } from './polyphase.ts';
import { WasmRealFft } from './realFft.ts';
import { WasmSpectralResampler } from './spectralResampler.ts';
import { WasmTruePeak } from './truePeak.ts';
import { polyphaseWasm } from './wasm/polyphase.wasm.ts';

/** The kernels in WASM SIMD; in a runtime without it, their TypeScript twins. */
export const wasmKernels: DspKernels = runs(polyphaseWasm)
  ? {
      realFft: (size) => new WasmRealFft(size),
      kWeighting: (sampleRateHz, channels) => new WasmKWeighting(sampleRateHz, channels),
      truePeak: (channels) => new WasmTruePeak(channels),
      polyphase: (coefficients, tapsPerPhase, phases) => new WasmPolyphase(coefficients, tapsPerPhase, phases),
      spectralResampler: (inputSize, outputSize, gains) => new WasmSpectralResampler(inputSize, outputSize, gains),
      biquads: (chains) => new WasmBiquads(chains),
      crossover: (sampleRateHz, channels, frequenciesHz) => new WasmCrossover(sampleRateHz, channels, frequenciesHz),
      dither: (bits, seeds) => new WasmDither(bits, seeds),
    }
  : typescriptKernels;
