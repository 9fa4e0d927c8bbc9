export { type ConformanceOptions, type TestRunner, toolConformance } from './conformance.ts';
export { musicLike, uniform } from './signals.ts';
