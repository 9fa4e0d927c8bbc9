import type { ParameterSet } from '@studiohand/core/tool';
import { z } from 'zod';
import { zodParameters } from '../params.ts';
import {
  BED_ROLES,
  HEADPHONE_MODES,
  type HeadphoneMode,
  type Placement,
  RENDERS,
  type RenderTarget,
} from './placement.ts';

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
