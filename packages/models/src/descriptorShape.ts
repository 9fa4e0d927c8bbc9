/** The shape of a descriptor, checked by zod; what the fields mean stands in descriptor.ts. */
import { z } from 'zod';
import type { ModelDescriptor } from './descriptor.ts';

const name = z.string().regex(/^[a-z0-9][a-z0-9 _-]{0,31}$/, 'lower-case letters, digits, space, - and _');
const fileName = z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9_.+ -]{0,127}$/, 'a file name without a folder');
const layout = z
  .array(z.string().regex(/^(1|[BSCRFTN]{1,6})$/, 'letters of B S C R F T N, or 1'))
  .min(1)
  .max(7);
const port = { name: z.string().max(256).optional(), layout };

const stft = z.strictObject({
  size: z.int().min(64).max(65536),
  hop: z.int().min(16).max(65536),
  window: z.enum(['hann', 'hamming', 'sine', 'rectangular']).default('hann'),
  centred: z.boolean().default(true),
  pad: z.enum(['reflect', 'zero']).default('reflect'),
  unitary: z.boolean().default(false),
  bins: z.int().min(2).max(32769),
  zeroBins: z.int().min(0).max(64).default(0),
  extraPad: z.int().min(0).max(65536).default(0),
  skipFrames: z.int().min(0).max(16).default(0),
});

const chunk = z.strictObject({
  frames: z
    .int()
    .min(64)
    .max(2 ** 24),
  trimFrames: z
    .int()
    .min(0)
    .max(2 ** 22)
    .default(0),
  overlap: z.number().min(0).max(0.9).default(0.25),
  window: z.enum(['hann', 'triangle', 'linear', 'rectangular']).default('hann'),
  fadeFrames: z
    .int()
    .min(1)
    .max(2 ** 22)
    .optional(),
});

export const descriptorShape: z.ZodType<ModelDescriptor> = z.strictObject({
  schema: z.literal('model-descriptor/1'),
  sampleRateHz: z.int().min(8000).max(192000).default(44100),
  channels: z.union([z.literal(1), z.literal(2)]).default(2),
  stems: z.array(name).min(1).max(16),
  remainder: name.optional(),
  files: z
    .array(z.strictObject({ file: fileName, stems: z.array(name).min(1).optional() }))
    .min(1)
    .max(16),
  inputs: z
    .array(z.strictObject({ ...port, content: z.enum(['waveform', 'complex', 'magnitude']) }))
    .min(1)
    .max(2),
  outputs: z
    .array(
      z.strictObject({
        ...port,
        content: z.enum(['waveform', 'complex', 'magnitude', 'magnitude-mask', 'complex-mask']),
      }),
    )
    .min(1)
    .max(2),
  stft: stft.optional(),
  chunk,
  normalise: z.enum(['none', 'peak', 'standardise']).default('none'),
  ratioMaskPower: z.number().min(0.5).max(4).optional(),
  compensate: z.number().min(0.5).max(2).default(1),
  denoise: z.boolean().default(false),
});
