import type { ParameterSet } from '@studiohand/core/tool';
import { z } from 'zod';
import { zodParameters } from '../params.ts';

/** A place where only the noise sounds. */
export interface RegionParam {
  fromSeconds: number;
  toSeconds: number;
}

/** Reduction at a frequency. */
export interface BandParam {
  frequencyHz: number;
  reductionDb: number;
}

/** What `clean` can be told. */
export interface CleanParams {
  clipping: boolean;
  hum: boolean;
  /** Fundamental, where it is not that of the mains. */
  humHz?: number | undefined;
  noise: boolean;
  /** One marked place, for a selection; joined with `regions`. */
  noiseFromSeconds?: number | undefined;
  noiseToSeconds?: number | undefined;
  /** Places to learn the noise from; none: they are looked for. */
  regions: RegionParam[];
  /** Text of a saved profile, instead of learning. */
  profile?: string | undefined;
  reductionDb: number;
  tiltDb: number;
  /** Reduction at frequencies in place of `reductionDb`; joined by lines. */
  bands: BandParam[];
  sensitivityDb: number;
  link: 'pairs' | 'all' | 'none';
  /** Switch the move on the room on; it is always listed where there is one. */
  room: boolean;
  roomReductionDb: number;
  listen: 'result' | 'removed';
  seed: number;
}

const seconds = z.number().min(0).max(1e6);
const hertz = z.number().min(10).max(96000);
const reduction = z.number().min(0).max(40);

export const cleanParameters: ParameterSet<CleanParams> = zodParameters(
  z.object({
    clipping: z.boolean().default(true).describe('Look for clipped peaks and restore them'),
    hum: z.boolean().default(true).describe('Look for hum and subtract it'),
    humHz: z
      .number()
      .min(16)
      .max(440)
      .optional()
      .describe('Fundamental of the hum where it is not near 50 or 60 Hz; then one steady line is enough')
      .meta({ unit: 'Hz', step: 0.1 }),
    noise: z.boolean().default(true).describe('Look for steady noise and reduce it'),
    noiseFromSeconds: seconds
      .optional()
      .describe('Start of a place where only the noise sounds')
      .meta({ unit: 's', step: 0.01, selection: 'fromSeconds' }),
    noiseToSeconds: seconds
      .optional()
      .describe('End of that place')
      .meta({ unit: 's', step: 0.01, selection: 'toSeconds' }),
    regions: z
      .array(z.strictObject({ fromSeconds: seconds.meta({ unit: 's' }), toSeconds: seconds.meta({ unit: 's' }) }))
      .max(64)
      .default([])
      .describe('Several such places, as JSON: they add up to one profile. Without any, they are looked for'),
    profile: z
      .string()
      .max(4e6)
      .optional()
      .describe('A saved noise profile instead of learning; the file that --attachments wrote')
      .meta({ textFile: true }),
    reductionDb: reduction.default(15).describe('How far the noise is lowered').meta({ unit: 'dB', step: 0.5 }),
    tiltDb: z
      .number()
      .min(-6)
      .max(6)
      .default(0)
      .describe('More reduction per octave above 1 kHz and less below, or the other way round')
      .meta({ unit: 'dB', step: 0.1 }),
    bands: z
      .array(z.strictObject({ frequencyHz: hertz.meta({ unit: 'Hz' }), reductionDb: reduction.meta({ unit: 'dB' }) }))
      .max(64)
      .default([])
      .describe('Reduction at frequencies in place of one figure, as JSON; lines join them'),
    sensitivityDb: z
      .number()
      .min(-12)
      .max(12)
      .default(0)
      .describe('Takes the noise for louder than learned, or softer: more noise goes, or more detail stays')
      .meta({ unit: 'dB', step: 0.5 }),
    link: z
      .enum(['pairs', 'all', 'none'])
      .default('pairs')
      .describe('Channels with common gains, so that the image stays: left with right, all, or each alone'),
    room: z.boolean().default(false).describe('Switch the move on the room on, where a room is found'),
    roomReductionDb: z
      .number()
      .min(0)
      .max(24)
      .default(12)
      .describe('How far late reverberation is lowered at most')
      .meta({ unit: 'dB', step: 0.5 }),
    listen: z.enum(['result', 'removed']).default('result').describe('Render the result, or only what it removes'),
    seed: z.int().min(0).max(0xffffffff).default(1).describe('Seed of the dither'),
  }),
);
