import type { ParameterSet } from '@studiohand/core/tool';
import { z } from 'zod';
import { zodParameters } from '../params.ts';

/** The analyses that can be asked for one by one; fewer are faster. */
export const SECTIONS = ['loudness', 'truePeak', 'spectrum', 'dynamics', 'stereo', 'technical'] as const;
export type Section = (typeof SECTIONS)[number];

/** What `measure` can be told. */
export interface MeasureParams {
  /** Which analyses run. All by default; `loudness` alone is the fastest. */
  sections: Section[];
  /** From which level on samples that repeat count as clipped at full scale. */
  clipThresholdDbfs: number;
}

export const measureParameters: ParameterSet<MeasureParams> = zodParameters(
  z.object({
    sections: z
      .array(z.enum(SECTIONS))
      .min(1)
      .default([...SECTIONS])
      .describe('Which analyses run'),
    clipThresholdDbfs: z
      .number()
      .min(-20)
      .max(0)
      .default(-0.1)
      .describe('Level from which repeated samples count as clipped at full scale')
      .meta({ unit: 'dBFS', step: 0.1 }),
  }),
);
