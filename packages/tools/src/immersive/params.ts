import type { ParameterSet } from '@studiohand/core/tool';
import { z } from 'zod';
import { zodParameters } from '../params.ts';

/** What a headphone renderer is told about an element's distance. */
export const HEADPHONE_MODES = ['off', 'near', 'mid', 'far'] as const;
export type HeadphoneMode = (typeof HEADPHONE_MODES)[number];

/** Roles of the 7.1.2 bed, in its order; '-' leaves a channel out. */
export const BED_ROLES = ['L', 'R', 'C', 'LFE', 'Lss', 'Rss', 'Lrs', 'Rrs', 'Ltm', 'Rtm'] as const;
export type BedRole = (typeof BED_ROLES)[number];

/** Where one file goes. A file may have several; a file without one is placed by its own channels. */
export interface Placement {
  /** 1 is the source, 2 the first of the further stems, and so on. */
  file: number;
  /** Into the bed, as objects (mono and stereo files), or left out. */
  to: 'bed' | 'object' | 'out';
  /** For the bed: one role per channel of the file. Empty: by the file's own layout. */
  bed: (BedRole | '-')[];
  /** Objects: -1 left .. 1 right, -1 back .. 1 front, 0 ear level .. 1 ceiling. */
  x: number;
  y: number;
  z: number;
  /** Distance in X between the two objects of a stereo file. */
  width: number;
  gainDb: number;
  /** Level of the low-passed send to the LFE; null for none. */
  lfeSendDb: number | null;
  headphones: HeadphoneMode;
}

export const RENDERS = ['adm', '7.1.4', '7.1', '5.1', 'stereo', 'binaural'] as const;
export type RenderTarget = (typeof RENDERS)[number];

export interface ImmersiveParams {
  stage: Placement[];
  render: RenderTarget;
  setLevel: boolean;
  loudnessLufs: number;
  ceilingDbtp: number;
  bedHeadphones: HeadphoneMode;
  seed: number;
}

const side = z.number().min(-1).max(1);

const placement: z.ZodType<Placement> = z.strictObject({
  file: z.int().min(1).max(129).describe('1 is the source, 2 the first further stem'),
  to: z.enum(['bed', 'object', 'out']).default('bed').describe('Into the bed, as objects, or left out'),
  bed: z
    .array(z.enum([...BED_ROLES, '-']))
    .max(64)
    .default([])
    .describe('Bed role of each channel of the file; empty: by its layout'),
  x: side.default(0).describe('-1 left .. 1 right'),
  y: side.default(1).describe('-1 back .. 1 front'),
  z: z.number().min(0).max(1).default(0).describe('0 ear level .. 1 ceiling'),
  width: z.number().min(0).max(2).default(1).describe('Distance in X between both sides of a stereo file'),
  gainDb: z.number().min(-60).max(20).default(0).describe('Level').meta({ unit: 'dB', step: 0.1 }),
  lfeSendDb: z.number().min(-60).max(10).nullable().default(null).describe('Send to the LFE, low-passed at 120 Hz'),
  headphones: z.enum(HEADPHONE_MODES).default('mid').describe('Distance for headphone renderers'),
});

export const immersiveParameters: ParameterSet<ImmersiveParams> = zodParameters(
  z.object({
    stage: z
      .array(placement)
      .max(256)
      .default([])
      .describe('Where each file goes, as JSON; files that are not named go by their own channels'),
    render: z.enum(RENDERS).default('adm').describe('What is written: the master, or one of its renders to listen to'),
    setLevel: z.boolean().default(true).describe('Bring the 5.1 render to the loudness asked for, by gain alone'),
    loudnessLufs: z
      .number()
      .min(-40)
      .max(-8)
      .default(-18)
      .describe('Loudness of the 5.1 render; services take -18 at most')
      .meta({ unit: 'LUFS', step: 0.1 }),
    ceilingDbtp: z
      .number()
      .min(-20)
      .max(0)
      .default(-1)
      .describe('True peak of the 5.1 render; services take -1 at most')
      .meta({ unit: 'dBTP', step: 0.1 }),
    bedHeadphones: z.enum(HEADPHONE_MODES).default('mid').describe('Distance of the bed for headphone renderers'),
    seed: z.int().min(0).max(0xffffffff).default(1).describe('Seed of the dither'),
  }),
);
