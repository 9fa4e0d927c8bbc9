import type { DspKernels } from '../kernels.ts';
import { BiquadsTwin } from './biquadsTwin.ts';
import { CrossoverTwin } from './crossoverTwin.ts';
import { DitherTwin } from './ditherTwin.ts';
import { KWeightingTwin } from './kWeightingTwin.ts';
import { PolyphaseTwin } from './polyphaseTwin.ts';
import { RealFftTwin } from './realFftTwin.ts';
import { SpectralResamplerTwin } from './spectralResamplerTwin.ts';
import { TruePeakTwin } from './truePeakTwin.ts';

/** The kernels in plain TypeScript: for runtimes without WASM SIMD, and the measure of the WASM versions. */
export const typescriptKernels: DspKernels = {
  realFft: (size) => new RealFftTwin(size),
  kWeighting: (sampleRateHz, channels) => new KWeightingTwin(sampleRateHz, channels),
  truePeak: (channels) => new TruePeakTwin(channels),
  polyphase: (coefficients, tapsPerPhase, phases) => new PolyphaseTwin(coefficients, tapsPerPhase, phases),
  spectralResampler: (inputSize, outputSize, gains) => new SpectralResamplerTwin(inputSize, outputSize, gains),
  biquads: (chains) => new BiquadsTwin(chains),
  crossover: (sampleRateHz, channels, frequenciesHz) => new CrossoverTwin(sampleRateHz, channels, frequenciesHz),
  dither: (bits, seeds) => new DitherTwin(bits, seeds),
};
