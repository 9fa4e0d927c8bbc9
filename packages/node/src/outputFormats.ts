/** What can be written, so that a tool's host can adapt rate, depth and channels before it writes. */
import type { SampleEncoding } from '@studiohand/core/audio';

/** A setting of a codec, given in OutputSpec.codecOptions. */
export interface OutputOption {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly default: number;
  readonly about: string;
}

/** One kind of output file. */
export interface OutputFormat {
  readonly id: string;
  readonly container: string;
  readonly codec: string;
  /** Without the dot; the first is the usual one. */
  readonly extensions: readonly string[];
  /** Encodings that can be asked for; empty for lossy codecs, which have none. */
  readonly encodings: readonly SampleEncoding[];
  /** Rates that can be written; null: every whole rate. */
  readonly sampleRatesHz: readonly number[] | null;
  readonly maxChannels: number;
  readonly lossless: boolean;
  readonly options: readonly OutputOption[];
}

const int = (...bits: number[]): SampleEncoding[] => bits.map((b) => ({ kind: 'int', bits: b }));
const FLOATS: readonly SampleEncoding[] = [
  { kind: 'float', bits: 32 },
  { kind: 'float', bits: 64 },
];

const pcm = (
  id: string,
  extensions: readonly string[],
  encodings: readonly SampleEncoding[],
  maxChannels = 64,
): OutputFormat => ({
  id,
  container: id,
  codec: 'pcm',
  extensions,
  encodings,
  sampleRatesHz: null,
  maxChannels,
  lossless: true,
  options: [],
});

/** Object-audio masters have up to 128 tracks. */
const WAVE_CHANNELS = 128;

/** ISO/IEC 11172-3 and 13818-3, and the half rates of "MPEG 2.5". */
const MPEG_RATES_HZ: readonly number[] = [8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000];

/** All of them; the first with an extension is the one meant by it. */
export const outputFormats: readonly OutputFormat[] = [
  pcm('wav', ['wav', 'wave'], [...int(8, 16, 24, 32), ...FLOATS], WAVE_CHANNELS),
  pcm('rf64', ['rf64'], [...int(8, 16, 24, 32), ...FLOATS], WAVE_CHANNELS),
  pcm('bw64', ['bw64'], [...int(8, 16, 24, 32), ...FLOATS], WAVE_CHANNELS),
  pcm('aiff', ['aiff', 'aif'], int(8, 16, 20, 24, 32)),
  pcm('aifc', ['aifc'], [...int(8, 16, 20, 24, 32), ...FLOATS]),
  {
    id: 'flac',
    container: 'flac',
    codec: 'flac',
    extensions: ['flac'],
    encodings: int(8, 12, 16, 20, 24),
    sampleRatesHz: null,
    maxChannels: 8,
    lossless: true,
    options: [
      { name: 'compressionLevel', from: 0, to: 8, default: 5, about: 'Smaller files against time; never the sound' },
    ],
  },
  {
    id: 'mp3',
    container: 'mp3',
    codec: 'mp3',
    extensions: ['mp3'],
    encodings: [],
    sampleRatesHz: MPEG_RATES_HZ,
    maxChannels: 2,
    lossless: false,
    options: [{ name: 'bitrateKbps', from: 8, to: 320, default: 320, about: 'Constant bit rate; 160 below 32 kHz' }],
  },
  {
    id: 'm4a',
    container: 'm4a',
    codec: 'aac',
    extensions: ['m4a'],
    encodings: [],
    sampleRatesHz: [...MPEG_RATES_HZ, 64000, 88200, 96000],
    maxChannels: 6,
    lossless: false,
    options: [
      { name: 'bitrateKbps', from: 16, to: 1024, default: 256, about: 'Of all channels; the default is for stereo' },
    ],
  },
  {
    id: 'ogg',
    container: 'ogg',
    codec: 'vorbis',
    extensions: ['ogg', 'oga'],
    encodings: [],
    sampleRatesHz: null,
    maxChannels: 2,
    lossless: false,
    options: [{ name: 'quality', from: 0, to: 10, default: 6, about: '10 is best; 6 is about 192 kbit/s in stereo' }],
  },
  {
    id: 'opus',
    container: 'opus',
    codec: 'opus',
    extensions: ['opus'],
    encodings: [],
    sampleRatesHz: [48000],
    maxChannels: 8,
    lossless: false,
    options: [
      { name: 'bitrateKbps', from: 6, to: 2048, default: 160, about: 'Of all channels; the default is for stereo' },
    ],
  },
];
