import type { Move, Plan } from '@studiohand/core/tool';
import type { CleanAnalysis } from './analyse.ts';
import { clipMoves } from './faults/clipping.ts';
import { humMove } from './faults/hum.ts';
import { noiseMove } from './faults/noise.ts';
import { roomMove } from './faults/room.ts';
import type { CleanParams } from './params.ts';

/** Raised whenever the same plan would render different bytes. */
export const CLEAN_VERSION = 1;

/** The moves that come before the noise reduction, by which its profile is learned. */
export function movesBeforeNoise(analysis: Omit<CleanAnalysis, 'noise' | 'profile'>, params: CleanParams): Move[] {
  const [declip] = clipMoves(analysis.clipping, 0);
  return [declip ?? null, humMove(analysis.hum, params)].filter((move) => move !== null);
}

/** The moves of the chain in their order. */
export function movesOf(analysis: CleanAnalysis, params: CleanParams): Move[] {
  const { noise, room, clipping, headroomDb } = analysis;
  const after = [noiseMove(noise, params), roomMove(room, params), ...clipMoves(clipping, headroomDb).slice(1)];
  const moves = [...movesBeforeNoise(analysis, params), ...after.filter((move) => move !== null)];
  if (params.listen === 'removed' && moves.length > 0)
    moves.push({
      id: 'listen',
      enabled: true,
      title: 'Only what is removed',
      reason: 'Asked for: this take is for listening, not for use.',
      amount: 1,
      settings: { kind: 'listen', to: 'all' },
    });
  return moves;
}

export function planClean(analysis: CleanAnalysis, params: CleanParams): Plan {
  return { tool: 'clean', version: CLEAN_VERSION, seed: params.seed, moves: movesOf(analysis, params) };
}
