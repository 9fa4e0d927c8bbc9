/**
 * A noise profile as a small JSON file, to be kept and used for other recordings of the same place and chain. Densities
 * are stored in tenths of a decibel re full scale squared per hertz, per channel, at the four frame sizes.
 */
import { AudioError } from '@studiohand/core/audio';
import type { NoiseProfile } from '@studiohand/core/dsp';
import { z } from 'zod';

const KIND = 'studiohand-noise-profile';
const LEAST_TENTHS = -3000;

const shape = z.object({
  kind: z.literal(KIND),
  version: z.literal(1),
  name: z.string().max(500),
  sampleRateHz: z.number().min(1).max(1e6),
  seconds: z.number().min(0),
  unsteadinessDb: z.array(z.number().min(0).max(300)).max(32).optional(),
  densities: z
    .array(
      z.object({
        hzPerBin: z.number().positive(),
        channels: z
          .array(z.array(z.int().min(LEAST_TENTHS).max(1000)).min(2).max(40000))
          .min(1)
          .max(128),
      }),
    )
    .min(1)
    .max(8),
});

/** `name`: where it was learned, for people. */
export function profileText(profile: NoiseProfile, name: string): string {
  const tenths = (v: number): number => Math.max(LEAST_TENTHS, Math.round(100 * Math.log10(Math.max(v, 1e-300))));
  return JSON.stringify({
    kind: KIND,
    version: 1,
    name,
    sampleRateHz: profile.sampleRateHz,
    seconds: Number(profile.seconds.toFixed(3)),
    unsteadinessDb: profile.unsteadinessDb,
    densities: profile.densities.map(({ hzPerBin, channels }) => ({
      hzPerBin,
      channels: channels.map((values) => Array.from(values, tenths)),
    })),
  });
}

/** A profile and where it was learned. Throws AudioError 'invalid-parameter' for text that is none. */
export function readProfile(text: string): { readonly profile: NoiseProfile; readonly name: string } {
  const remedy = 'Give the file that studiohand clean FILE --attachments DIR wrote: FILE.noise.json.';
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    throw new AudioError('invalid-parameter', 'profile: this is not JSON.', remedy);
  }
  const read = shape.safeParse(data);
  const [issue] = read.error?.issues ?? [];
  if (!read.success)
    throw new AudioError(
      'invalid-parameter',
      `profile: this is not a saved noise profile (${issue?.path.join('.') || 'whole'}: ${issue?.message ?? 'unknown'}).`,
      remedy,
    );
  const { sampleRateHz, seconds, unsteadinessDb, densities, name } = read.data;
  const counts = new Set(densities.map(({ channels }) => channels.length));
  const bins = densities.every(({ channels }) => channels.every(({ length }) => length === channels[0]?.length));
  if (counts.size !== 1 || !bins)
    throw new AudioError('invalid-parameter', 'profile: its channels differ in number or length.', remedy);
  return {
    name,
    profile: {
      sampleRateHz,
      seconds,
      ...(unsteadinessDb && { unsteadinessDb }),
      densities: densities.map(({ hzPerBin, channels }) => ({
        hzPerBin,
        channels: channels.map((values) => Float64Array.from(values, (v) => 10 ** (v / 100))),
      })),
    },
  };
}
