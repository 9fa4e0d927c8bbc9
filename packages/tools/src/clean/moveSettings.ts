import { AudioError } from '@studiohand/core/audio';
import type { ReductionPoint } from '@studiohand/core/dsp';
import type { Move } from '@studiohand/core/tool';
import { z } from 'zod';
import type { HumSearch } from './faults/hum.ts';
import type { Stretch } from './words.ts';

/** Kinds of repair, in the order in which they act. */
export const REPAIRS = ['hum', 'noise'] as const;
export type RepairKind = (typeof REPAIRS)[number];

export interface HumSettings extends HumSearch {
  readonly kind: 'hum';
}

export interface NoiseSettings {
  readonly kind: 'noise';
  /** Where to learn; ignored where a profile is given. */
  readonly regions: readonly Stretch[];
  /** Text of a saved profile. */
  readonly profile?: string | undefined;
  /** Reduction at rising frequencies, joined by lines over the logarithm of frequency. */
  readonly points: readonly ReductionPoint[];
  readonly sensitivityDb: number;
  /** Channels with common gains. */
  readonly link: 'pairs' | 'all' | 'none';
}

export type RepairSettings = HumSettings | NoiseSettings;

/** What every move of a plan is one of. */
export type MoveSettings =
  | RepairSettings
  /** Gain of the whole, so that restored peaks fit. */
  | { readonly kind: 'headroom'; readonly gainDb: number }
  /** Only what is removed: by 'all', or by the move of that id. */
  | { readonly kind: 'listen'; readonly to: string };

const finite = z.number();
const region = z.object({ fromSeconds: finite.min(0), toSeconds: finite.min(0) });
const hum = z.object({
  kind: z.literal('hum'),
  ranges: z
    .array(z.object({ fromHz: finite.min(15), toHz: finite.max(450) }))
    .min(1)
    .max(8),
  leastHarmonics: z.int().min(1).max(10),
});
const noise = z.object({
  kind: z.literal('noise'),
  regions: z.array(region).max(64),
  profile: z.string().optional(),
  points: z
    .array(z.object({ frequencyHz: finite.positive(), reductionDb: finite.min(0).max(60) }))
    .min(1)
    .max(64),
  sensitivityDb: finite.min(-12).max(12),
  link: z.enum(['pairs', 'all', 'none']),
});
const headroom = z.object({ kind: z.literal('headroom'), gainDb: finite.min(-60).max(0) });
const listen = z.object({ kind: z.literal('listen'), to: z.string().min(1) });
const any: z.ZodType<MoveSettings> = z.discriminatedUnion('kind', [hum, noise, headroom, listen]);

/** What a move carries. Throws AudioError 'invalid-parameter' naming move and setting. */
export function settingsOf({ id, settings }: Move): MoveSettings {
  const parsed = any.safeParse(settings);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new AudioError(
    'invalid-parameter',
    `move "${id}": ${issue?.path.join('.') || 'settings'}: ${issue?.message ?? 'not understood'}.`,
    'Correct the setting, or switch the move off.',
  );
}
