import type { ParameterSet } from '@studiohand/core/tool';
import { z } from 'zod';
import { zodParameters } from '../params.ts';
import { type Intent, TARGET_IDS } from './targets.ts';

/** What `master` can be told. */
export interface MasterParams {
  /** Target by its id: 'spotify', 'cd', 'ebu-r128' ... */
  for: string;
  /** How far it may go, always the producer's choice. */
  intent: Intent;
  /** Loudness instead of the target's. */
  loudnessLufs?: number | undefined;
  /** True-peak ceiling instead of the target's. */
  ceilingDbtp?: number | undefined;
  /** 'target' takes what the target asks for, else what the source has. */
  bitDepth: 'target' | '16' | '24' | '32f';
  sampleRateHz: 'target' | number;
  /** Which lossy codecs the proof listens through. */
  codecPreview: 'target' | 'all' | 'none';
  /** For the cue sheet of a disc; left out where empty. */
  title?: string | undefined;
  performer?: string | undefined;
  album?: string | undefined;
  isrc?: string | undefined;
  upc?: string | undefined;
  seed: number;
}

const text = (what: string): z.ZodOptional<z.ZodString> => z.string().max(160).optional().describe(what);

export const masterParameters: ParameterSet<MasterParams> = zodParameters(
  z.object({
    for: z
      .enum(TARGET_IDS as [string, ...string[]])
      .default('spotify')
      .describe('What the master is for'),
    intent: z
      .enum(['faithful', 'balanced', 'forward'])
      .default('faithful')
      .describe('How far it may go: faithful keeps the mix, balanced evens it out, forward makes it dense'),
    loudnessLufs: z
      .number()
      .min(-40)
      .max(-4)
      .optional()
      .describe('Loudness instead of the one of the target')
      .meta({ unit: 'LUFS', step: 0.5 }),
    ceilingDbtp: z
      .number()
      .min(-20)
      .max(0)
      .optional()
      .describe('True-peak ceiling instead of the one of the target')
      .meta({ unit: 'dBTP', step: 0.1 }),
    bitDepth: z
      .enum(['target', '16', '24', '32f'])
      .default('target')
      .describe('Bit depth; target takes what the target asks for, else that of the source'),
    sampleRateHz: z
      .union([z.literal('target'), z.number().min(8000).max(384000)])
      .default('target')
      .describe('Sample rate; target takes what the target asks for, else that of the source')
      .meta({ unit: 'Hz' }),
    codecPreview: z
      .enum(['target', 'all', 'none'])
      .default('target')
      .describe('Lossy codecs that the proof measures through')
      .meta({ advanced: true }),
    title: text('Title of the song, for a cue sheet; of an album one per song, parted by ;'),
    performer: text('Performer, for a cue sheet'),
    album: text('Title of the album, for a cue sheet'),
    isrc: z
      .string()
      .regex(
        /^(?:[A-Za-z]{2}-?[A-Za-z0-9]{3}-?\d{2}-?\d{5}(?:\s*,\s*|$))+$/,
        'an ISRC has 12 characters, such as DE-A12-26-00001',
      )
      .optional()
      .describe('ISRC of the recording, for a cue sheet; of an album one per song, parted by commas'),
    upc: z
      .string()
      .regex(/^\d{12,13}$/, 'a UPC or EAN has 12 or 13 digits')
      .optional()
      .describe('UPC or EAN of the album, for a cue sheet'),
    seed: z.int().min(0).max(0xffffffff).default(1).describe('Seed of the dither'),
  }),
);
