/**
 * What each container can hold, as our writers write it. Sources: RIFF/WAVE and EBU Tech 3306 (RF64), BS.2088 (BW64);
 * AIFF 1.3 and AIFF-C; RFC 9639 (FLAC) sections 8.2 and 9.1; ISO/IEC 11172-3 and 13818-3 (MP3 rates; 2.5 extension);
 * ISO/IEC 14496-3 table 1.18 (AAC rates); RFC 7845 section 5.1 (Opus runs at 48 kHz, mapping family 1 up to 8
 * channels); Vorbis I section 4.3.9 (channel orders up to 8).
 */
import { AudioError, type SampleEncoding } from '@studiohand/core/audio';

export interface ContainerLimits {
  readonly title: string;
  readonly codec: string;
  /** Integer depths, ascending; empty for lossy codecs. */
  readonly intBits: readonly number[];
  readonly floatBits: readonly number[];
  /** A list of rates in Hz, ascending, or the highest whole rate. */
  readonly ratesHz: readonly number[] | { readonly highestHz: number };
  readonly maxChannels: number;
}

/** Limit of the project's formats, see AudioFormat. */
const HIGHEST_HZ = 768_000;
const CHANNELS = 64;
const ANY_RATE = { highestHz: HIGHEST_HZ };
/** Object-audio masters have up to 128 tracks. */
const WAVE_CHANNELS = 128;
const WAVE = {
  codec: 'pcm',
  intBits: [8, 16, 24, 32],
  floatBits: [32, 64],
  ratesHz: ANY_RATE,
  maxChannels: WAVE_CHANNELS,
};

const MPEG_RATES_HZ = [8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000];
const AAC_RATES_HZ = [...MPEG_RATES_HZ, 64000, 88200, 96000];

const CONTAINERS: Readonly<Record<string, ContainerLimits>> = {
  wav: { title: 'WAV', ...WAVE },
  rf64: { title: 'RF64', ...WAVE },
  bw64: { title: 'BW64', ...WAVE },
  aiff: {
    title: 'AIFF',
    codec: 'pcm',
    intBits: [8, 16, 20, 24, 32],
    floatBits: [],
    ratesHz: ANY_RATE,
    maxChannels: CHANNELS,
  },
  aifc: {
    title: 'AIFF-C',
    codec: 'pcm',
    intBits: [8, 16, 20, 24, 32],
    floatBits: [32, 64],
    ratesHz: ANY_RATE,
    maxChannels: CHANNELS,
  },
  flac: {
    title: 'FLAC',
    codec: 'flac',
    intBits: [8, 16, 20, 24],
    floatBits: [],
    // Streamable subset ends at 655,350 Hz (RFC 9639 section 9.1.2, 16 bits in units of 10 Hz).
    ratesHz: { highestHz: 655_350 },
    maxChannels: 8,
  },
  mp3: { title: 'MP3', codec: 'mp3', intBits: [], floatBits: [], ratesHz: MPEG_RATES_HZ, maxChannels: 2 },
  m4a: { title: 'AAC (M4A)', codec: 'aac', intBits: [], floatBits: [], ratesHz: AAC_RATES_HZ, maxChannels: 6 },
  ogg: {
    title: 'Ogg Vorbis',
    codec: 'vorbis',
    intBits: [],
    floatBits: [],
    ratesHz: { highestHz: 192_000 },
    maxChannels: 2,
  },
  opus: { title: 'Opus', codec: 'opus', intBits: [], floatBits: [], ratesHz: [48000], maxChannels: 8 },
};

/** Containers that can be asked for. */
export const CONTAINER_NAMES: readonly string[] = Object.keys(CONTAINERS);

/** Limits of a container. Throws AudioError 'unsupported-format' for one that is never written. */
export function containerLimits(container: string): ContainerLimits {
  const limits = CONTAINERS[container];
  if (limits) return limits;
  throw new AudioError(
    'unsupported-format',
    `${container} files cannot be written.`,
    `Choose one of: ${CONTAINER_NAMES.join(', ')}.`,
  );
}

/** Lossy containers store no samples, so they have no depth. */
export function isLossy(limits: ContainerLimits): boolean {
  return limits.intBits.length === 0;
}

/** Whether a file of this container and codec would be written as the same again. */
export function isWritable(container: string, codec: string): boolean {
  return CONTAINERS[container]?.codec === codec;
}

/**
 * The container's rate for a source: the same where it fits; else the next higher one; above the highest, the largest
 * that divides the source rate evenly from 44.1 kHz up (88.2 and 176.4 kHz go to 44.1), or the highest.
 */
export function fittingRateHz({ ratesHz }: ContainerLimits, wantedHz: number): number {
  if ('highestHz' in ratesHz) return Math.min(ratesHz.highestHz, Math.ceil(wantedHz));
  const higher = ratesHz.find((rate) => rate >= wantedHz);
  if (higher !== undefined) return higher;
  const highest = Math.max(...ratesHz);
  return ratesHz.findLast((rate) => rate >= 44100 && wantedHz % rate === 0) ?? highest;
}

/** Whether the container stores this encoding as it is. */
export function holdsEncoding({ intBits, floatBits }: ContainerLimits, { kind, bits }: SampleEncoding): boolean {
  return (kind === 'int' ? intBits : floatBits).includes(bits);
}

/**
 * The container's encoding for a source: the same where it fits; integer goes to the next deeper one; float, and
 * whatever is deeper than the container, to its finest. Decoded lossy audio has no depth and may pass full scale:
 * 32-bit float, or 24 bit where there is no float. Undefined for lossy containers.
 */
export function fittingEncoding(
  limits: ContainerLimits,
  source: SampleEncoding | undefined,
): SampleEncoding | undefined {
  if (isLossy(limits)) return undefined;
  const wanted: SampleEncoding = source ?? { kind: 'float', bits: 32 };
  if (holdsEncoding(limits, wanted)) return wanted;
  if (wanted.kind === 'int') {
    const deeper = limits.intBits.find((bits) => bits >= wanted.bits);
    return { kind: 'int', bits: deeper ?? Math.max(...limits.intBits) };
  }
  if (limits.floatBits.length > 0) return { kind: 'float', bits: Math.max(...limits.floatBits) };
  // 24 bit holds the 24-bit mantissa of a float at full scale; deeper integer files find few readers.
  return { kind: 'int', bits: 24 };
}
