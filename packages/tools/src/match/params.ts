import type { ParameterSet } from '@studiohand/core/tool';
import { z } from 'zod';
import { zodParameters } from '../params.ts';

/** What `match` can be told. */
export interface MatchParams {
  /** 'bands': a few bands a person could set. 'fir': a free curve, nearer to the references and less yours. */
  mode: 'bands' | 'fir';
  /** Tone bands at most. */
  maxBands: number;
  /** Most gain of a band. */
  maxGainDb: number;
  /** Part of every move that is proposed, 0 to 1. */
  strength: number;
  /** Filters: 'minimum' is what an analogue equaliser does; 'linear' keeps phase and rings before hits. */
  phase: 'minimum' | 'linear';
  tone: boolean;
  width: boolean;
  /** Switch the proposed compression on; it is always listed. */
  dynamics: boolean;
  /** Switch the proposed level change on; it is always listed. */
  level: boolean;
  seed: number;
}

export const matchParameters: ParameterSet<MatchParams> = zodParameters(
  z.object({
    mode: z
      .enum(['bands', 'fir'])
      .default('bands')
      .describe('bands: a few you could set yourself; fir: a free curve, nearer and less yours'),
    maxBands: z.int().min(1).max(8).default(8).describe('Most tone bands'),
    maxGainDb: z.number().min(1).max(12).default(6).describe('Most gain of a band').meta({ unit: 'dB', step: 0.5 }),
    strength: z.number().min(0).max(1).default(1).describe('Part of every move to propose').meta({ step: 0.05 }),
    phase: z.enum(['minimum', 'linear']).default('minimum').describe('Phase of the filters'),
    tone: z.boolean().default(true).describe('Switch the tone moves on'),
    width: z.boolean().default(true).describe('Switch the width moves on'),
    dynamics: z.boolean().default(false).describe('Switch the compression moves on'),
    level: z.boolean().default(false).describe('Switch the level move on'),
    seed: z.int().min(0).max(0xffffffff).default(1).describe('Seed of the dither'),
  }),
);
