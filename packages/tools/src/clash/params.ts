import type { ParameterSet } from '@studiohand/core/tool';
import { z } from 'zod';
import { zodParameters } from '../params.ts';

/** What `clash` can be told. */
export interface ClashParams {
  /** How loud the sum of the stems is played while mixing, in dB SPL, 50 to 105; 75 by default. */
  listeningLevelDb: number;
  /** Deepest cut that may be suggested, in dB, 1 to 12; 6 by default. */
  deepestCutDb: number;
  /** Seed of the dither used when the result goes back to an integer depth. */
  seed: number;
}

export const clashParameters: ParameterSet<ClashParams> = zodParameters(
  z.object({
    listeningLevelDb: z
      .number()
      .min(50)
      .max(105)
      .default(75)
      .describe('How loud you listen: masking spreads further at higher levels')
      .meta({ unit: 'dB SPL', step: 1 }),
    deepestCutDb: z
      .number()
      .min(1)
      .max(12)
      .default(6)
      .describe('Deepest cut that may be suggested')
      .meta({ unit: 'dB', step: 0.5 }),
    seed: z.int().min(0).max(0xffffffff).default(1).describe('Seed of the dither'),
  }),
);
