export { type ConformanceOptions, type TestRunner, toolConformance } from './conformance.ts';
export { levelMatch } from './levelMatch.ts';
export { musicLike, uniform } from './signals.ts';
