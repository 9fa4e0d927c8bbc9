export { centreSplit } from './centreMask.ts';
export { MaskSplitter, type MaskSplitterOptions, type SpectralMask } from './maskSplitter.ts';
export { percussiveSplit } from './percussiveMask.ts';
export { StemScore, type StemScoreOptions, type StemScores } from './stemScore.ts';
