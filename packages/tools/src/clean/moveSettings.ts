import { AudioError } from '@studiohand/core/audio';
import type { ReductionPoint } from '@studiohand/core/dsp';
import type { Move } from '@studiohand/core/tool';
import { z } from 'zod';
import type { HumSearch } from './faults/hum.ts';
import type { Stretch } from './words.ts';

/** Kinds of repair, in the order in which they act. */
export const REPAIRS = ['declip', 'hum', 'noise', 'room'] as const;
export type RepairKind = (typeof REPAIRS)[number];

export interface DeclipSettings {
  readonly kind: 'declip';
  /** Levels are linear magnitudes; null where that side is not clipped. */
  readonly stretches: readonly {
    readonly channel: number;
    readonly startFrame: number;
    readonly frameCount: number;
    readonly positiveLevel: number | null;
    readonly negativeLevel: number | null;
  }[];
}

export interface RoomSettings {
  readonly kind: 'room';
  readonly decay: readonly { readonly frequencyHz: number; readonly rt60Seconds: number }[];
  readonly directToReverbDb: number;
  readonly reductionDb: number;
}

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

export type RepairSettings = DeclipSettings | HumSettings | NoiseSettings | RoomSettings;

/** What every move of a plan is one of. */
export type MoveSettings =
  | RepairSettings
  /** Gain of the whole, so that restored peaks fit. */
  | { readonly kind: 'headroom'; readonly gainDb: number }
  /** Only what is removed: by 'all', or by the move of that id. */
  | { readonly kind: 'listen'; readonly to: string };

const finite = z.number();
const region = z.object({ fromSeconds: finite.min(0), toSeconds: finite.min(0) });
const frame = z.int().min(0);
const level = finite.positive().nullable();
const declip = z.object({
  kind: z.literal('declip'),
  stretches: z
    .array(
      z.object({ channel: frame, startFrame: frame, frameCount: frame, positiveLevel: level, negativeLevel: level }),
    )
    .max(100_000),
});
const room = z.object({
  kind: z.literal('room'),
  decay: z.array(z.object({ frequencyHz: finite.positive(), rt60Seconds: finite.min(0.1).max(20) })).min(1),
  directToReverbDb: finite.min(-20).max(30),
  reductionDb: finite.min(0).max(40),
});
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
const any: z.ZodType<MoveSettings> = z.discriminatedUnion('kind', [declip, hum, noise, room, headroom, listen]);

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
