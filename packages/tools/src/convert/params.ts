import { LAYOUT_NAMES } from '@studiohand/core/audio';
import type { ParameterSet } from '@studiohand/core/tool';
import { z } from 'zod';
import { zodParameters } from '../params.ts';
import { CONTAINER_NAMES } from './containers.ts';

/** Depths by the names producers use: plain numbers are integer, `f` is floating point. */
export const BIT_DEPTHS = ['same', '8', '16', '20', '24', '32', '32f', '64f'] as const;

/** What `convert` can be told. Every default keeps what the source has. */
export interface ConvertParams {
  /** Container; 'same' is the source's own where it can be written, else wav. */
  to: string;
  /** Sample rate in Hz; 'same' keeps it, or takes the nearest one the container holds and says so. */
  sampleRateHz: 'same' | number;
  /** Sample encoding; 'same' keeps it, or takes the finest one the container holds and says so. */
  bitDepth: (typeof BIT_DEPTHS)[number];
  /** Dither where a finer signal goes to integer steps, and only there. 'auto' is TPDF. */
  dither: 'auto' | 'none' | 'tpdf' | 'shaped';
  /** Seed of the dither. */
  seed: number;
  /** Channel layout by name; 'same' keeps it. */
  channels: string;
  /** Bit rate of a lossy encoder; its own default when absent. */
  bitrateKbps?: number | undefined;
  /** Quality of a lossy encoder with variable bit rate, 0 to 10, 10 best; used when no bit rate is given. */
  quality?: number | undefined;
  /** Carry the metadata over, or leave it out. */
  metadata: 'keep' | 'drop';
}

export const convertParameters: ParameterSet<ConvertParams> = zodParameters(
  z.object({
    to: z
      .enum(['same', ...CONTAINER_NAMES])
      .default('same')
      .describe('Format of the result'),
    sampleRateHz: z
      .union([z.literal('same'), z.number().min(1000).max(768000)])
      .default('same')
      .describe('Sample rate')
      .meta({ unit: 'Hz' }),
    bitDepth: z.enum(BIT_DEPTHS).default('same').describe('Bit depth; 32f and 64f are floating point'),
    dither: z
      .enum(['auto', 'none', 'tpdf', 'shaped'])
      .default('auto')
      .describe('Dither, used only where a finer signal goes to integer steps'),
    seed: z.int().min(0).max(0xffffffff).default(1).describe('Seed of the dither'),
    channels: z
      .enum(['same', ...LAYOUT_NAMES])
      .default('same')
      .describe('Channel layout'),
    bitrateKbps: z.number().min(6).max(1024).optional().describe('Bit rate of a lossy format').meta({ unit: 'kbit/s' }),
    quality: z.number().min(0).max(10).optional().describe('Quality of a lossy format, 10 is best'),
    metadata: z.enum(['keep', 'drop']).default('keep').describe('Carry the metadata over'),
  }),
);
