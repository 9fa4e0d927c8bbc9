export { framesToAsk } from './askedFrames.ts';
export { BandFrames, type FrameSink, hopFrames, LOW_END_HZ } from './bandFrames.ts';
export { type Clash, clashesOf, type Passage } from './clashes.ts';
export { type ClashMap, clashMap, type PairMap } from './clashMap.ts';
export { type Gate, gateFor } from './gate.ts';
export { LowEnd, type LowEndPair } from './lowEnd.ts';
export { type BandGains, MaskingModel } from './maskingModel.ts';
export { type ReadContext, readTracks, shortNames, type Track, type Tracks } from './tracks.ts';
export { type Effect, type PairEffect, type Relief, reliefs, type StemChange, whatIf } from './whatIf.ts';
