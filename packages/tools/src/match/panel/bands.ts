import { type EqBand, eqBandsGainDb } from '@studiohand/core/dsp';
import type { Move, Plan } from '@studiohand/core/tool';

/** An EQ move of a plan as the panel draws and edits it. */
export interface BandMove {
  readonly move: Move;
  /** As it acts: the gain times the move's amount. */
  readonly band: EqBand;
}

const TYPES: readonly string[] = ['bell', 'lowShelf', 'highShelf', 'tilt', 'lowCut', 'highCut'];

/** The EQ moves of a plan, in its order; moves whose settings are no band are left to the form. */
export function bandMoves(plan: Plan | null): BandMove[] {
  return (plan?.moves ?? []).flatMap((move): BandMove[] => {
    const { kind, type, frequencyHz, gainDb, q, channel, slopeDbPerOctave } = move.settings;
    const numbers = [frequencyHz, gainDb, q].every((value) => typeof value === 'number' && Number.isFinite(value));
    if (kind !== 'eq' || !TYPES.includes(String(type)) || !numbers) return [];
    const slope = typeof slopeDbPerOctave === 'number' ? { slopeDbPerOctave } : {};
    const band: EqBand = {
      type: type as EqBand['type'],
      frequencyHz: frequencyHz as number,
      gainDb: (gainDb as number) * move.amount,
      q: q as number,
      channel: channel === 'side' || channel === 'mid' ? channel : 'stereo',
      ...slope,
    };
    return [{ move, band }];
  });
}

/** Gain of the enabled bands that one part of the signal meets. */
export function curveOfBands(moves: readonly BandMove[], part: 'stereo' | 'side', hz: Float64Array): Float64Array {
  const bands = moves
    .filter(({ move, band }) => move.enabled && band.channel === part)
    .map(({ band }) => ({ ...band, frequencyHz: Math.max(1, band.frequencyHz) }));
  return eqBandsGainDb(bands, hz);
}
