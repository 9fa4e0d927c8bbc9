export { ExactStems, type ExactStemsOptions, exactEncoding, isExact } from './exactStems.ts';
export { commonGain, NullMeter, type NullResult } from './nullMeter.ts';
