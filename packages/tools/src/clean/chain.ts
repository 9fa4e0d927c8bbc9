import { AudioError } from '@studiohand/core/audio';
import type { Plan } from '@studiohand/core/tool';
import { REPAIRS, type RepairSettings, settingsOf } from './moveSettings.ts';

/** One repair of a plan that acts. */
export interface Link {
  readonly id: string;
  readonly amount: number;
  readonly settings: RepairSettings;
}

/** What the enabled moves of a plan come to. */
export interface Chain {
  /** In the order of the chain, whatever the order of the moves. */
  readonly links: readonly Link[];
  /** The result, all that is removed, or the part that the move of this id removes. */
  readonly listen: 'result' | 'removed' | { readonly id: string };
  /** Gain of the whole, so that restored peaks fit an integer file. */
  readonly gainDb: number;
  /** No sample changes. */
  readonly idle: boolean;
}

/** Reads the moves, which a producer may have edited. Throws AudioError 'invalid-parameter' naming the move. */
export function chainOf({ moves }: Pick<Plan, 'moves'>): Chain {
  const links: Link[] = [];
  let listen: Chain['listen'] = 'result';
  let gainDb = 0;
  for (const move of moves) {
    if (!move.enabled || !(move.amount > 0)) continue;
    const settings = settingsOf(move);
    if (settings.kind === 'listen') listen = settings.to === 'all' ? 'removed' : { id: settings.to };
    else if (settings.kind === 'headroom') gainDb += settings.gainDb * move.amount;
    else links.push({ id: move.id, amount: Math.min(1, move.amount), settings });
  }
  // Room is made for restored peaks, and for nothing else.
  if (!links.some(({ settings }) => settings.kind === 'declip')) gainDb = 0;
  links.sort((a, b) => REPAIRS.indexOf(a.settings.kind) - REPAIRS.indexOf(b.settings.kind));
  if (typeof listen === 'object' && !links.some(({ id }) => id === (listen as { id: string }).id))
    throw new AudioError(
      'invalid-parameter',
      `plan: there is no enabled move "${(listen as { id: string }).id}" to listen to.`,
      `Moves that act: ${links.map(({ id }) => id).join(', ') || 'none'}.`,
    );
  return { links, listen, gainDb, idle: links.length === 0 && gainDb === 0 && listen === 'result' };
}
