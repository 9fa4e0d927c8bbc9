export { type DecayPoint, type LateReverbOptions, LateReverbReducer } from './lateReverb.ts';
export { LinearDereverb, type LinearDereverbOptions } from './linearDereverb.ts';
export { NoiseFinder, type NoiseRegion } from './noiseFinder.ts';
export { type NoiseDensity, NoiseLearner, type NoiseProfile } from './noiseProfile.ts';
export { NoiseReducer, type NoiseReducerOptions, type ReductionPoint } from './noiseReducer.ts';
export { RoomReducer, type RoomReducerOptions } from './roomReducer.ts';
