/** The parts of report and plan that the panel draws; checked before use, as a report may be older than the panel. */
import type { Move, Plan } from '@studiohand/core/tool';
import type { NoiseFacts } from '../faults/noiseFacts.ts';
import type { Stretch } from '../words.ts';

export interface CleanJson {
  readonly noise: NoiseFacts | null;
}

/** The report as this panel knows it, or null. */
export function cleanJson(json: Readonly<Record<string, unknown>> | undefined): CleanJson | null {
  if (json === undefined || !Array.isArray(json['moves'])) return null;
  const noise = json['noise'] as Partial<NoiseFacts> | null | undefined;
  const drawn = noise && Array.isArray(noise.bands) && Array.isArray(noise.regions);
  return { noise: drawn ? (noise as NoiseFacts) : null };
}

/** Reduction of a noise move at its octaves. */
export interface PointsMove {
  readonly move: Move;
  readonly points: readonly { readonly frequencyHz: number; readonly reductionDb: number }[];
}

/** The noise move of a plan, or null. */
export function noiseMoveOf(plan: Plan | null): PointsMove | null {
  const move = plan?.moves.find(({ settings }) => settings['kind'] === 'noise');
  const points = move?.settings['points'];
  if (!move || !Array.isArray(points)) return null;
  return { move, points: points as PointsMove['points'] };
}

/** Marked places among the parameters. */
export function regionsOf(params: Readonly<Record<string, unknown>>): Stretch[] {
  const list = params['regions'];
  const [from, to] = [params['noiseFromSeconds'], params['noiseToSeconds']];
  const single = typeof from === 'number' && typeof to === 'number' ? [{ fromSeconds: from, toSeconds: to }] : [];
  return [...single, ...(Array.isArray(list) ? (list as Stretch[]) : [])];
}

/** Moves that repair something, without those for listening and headroom. */
export function repairsOf(plan: Plan | null): readonly Move[] {
  return plan?.moves.filter(({ settings }) => !['listen', 'headroom'].includes(String(settings['kind']))) ?? [];
}
