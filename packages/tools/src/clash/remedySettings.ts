/** What the settings of a move may hold; a producer may have edited them. */
import { AudioError } from '@studiohand/core/audio';
import type { Move } from '@studiohand/core/tool';
import { z } from 'zod';
import type { Remedy } from './analysis.ts';

const hz = z.number().positive().max(384000);
const cutDb = z.number().min(-24).max(24);
const q = z.number().min(0.1).max(40);
const where = {
  masked: z.int().min(0).optional(),
  fromHz: z.number().min(0).optional(),
  toHz: z.number().min(0).optional(),
  passages: z.array(z.object({ fromSeconds: z.number(), toSeconds: z.number() })).optional(),
};
const remedySettings = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('bell'), frequencyHz: hz, gainDb: cutDb, q, ...where }),
  z.object({
    kind: z.literal('duck'),
    frequencyHz: hz,
    gainDb: cutDb,
    q,
    keyStem: z.int().min(0),
    thresholdDbfs: z.number().min(-200).max(20),
    attackMs: z.number().min(0.1).max(1000),
    releaseMs: z.number().min(1).max(10000),
    ...where,
  }),
  z.object({ kind: z.literal('level'), gainDb: cutDb, ...where }),
  z.object({ kind: z.literal('pan'), balanceDb: z.number().min(-48).max(48), ...where }),
  z.object({ kind: z.literal('polarity') }),
]);

export function invalidMove(move: Move, what: string): AudioError {
  return new AudioError(
    'invalid-parameter',
    `Move ${move.id}: ${what}.`,
    'Correct the setting, switch the move off, or let clash propose the plan again.',
  );
}

/** The remedy of a move. Throws AudioError 'invalid-parameter' naming the setting that is missing or out of range. */
export function remedyOf(move: Move): Remedy {
  const result = remedySettings.safeParse(move.settings);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const name = issue?.path.join('.') || 'kind';
  throw invalidMove(
    move,
    name === 'kind' ? 'it names no known remedy' : `${name}: ${issue?.message.toLowerCase() ?? 'it cannot be read'}`,
  );
}
