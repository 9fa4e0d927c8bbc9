import type { ParameterSet } from '@studiohand/core/tool';
import { z } from 'zod';
import { zodParameters } from '../params.ts';

/** What `gain` can be told. */
export interface GainParams {
  /** Level change in dB; 0 by default, which leaves every bit as it is. */
  gainDb: number;
  /** Invert the polarity of every channel. */
  invertPolarity: boolean;
  /** Seed of the dither used when the result goes back to an integer depth. */
  seed: number;
}

export const gainParameters: ParameterSet<GainParams> = zodParameters(
  z.object({
    gainDb: z.number().min(-120).max(60).default(0).describe('Level change').meta({ unit: 'dB', step: 0.1 }),
    invertPolarity: z.boolean().default(false).describe('Invert the polarity of every channel'),
    seed: z.int().min(0).max(0xffffffff).default(1).describe('Seed of the dither'),
  }),
);
