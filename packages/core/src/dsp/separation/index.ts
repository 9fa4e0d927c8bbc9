export { StemScore, type StemScoreOptions, type StemScores } from './stemScore.ts';
