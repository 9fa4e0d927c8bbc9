export { NoiseFinder, type NoiseRegion } from './noiseFinder.ts';
export { type NoiseDensity, NoiseLearner, type NoiseProfile } from './noiseProfile.ts';
export { NoiseReducer, type NoiseReducerOptions, type ReductionPoint } from './noiseReducer.ts';
