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

const pcm = (id: string, extensions: readonly string[], encodings: readonly SampleEncoding[]): OutputFormat => ({
  id,
  container: id,
  codec: 'pcm',
  extensions,
  encodings,
  sampleRatesHz: null,
  maxChannels: 64,
  lossless: true,
  options: [],
});

/** All of them; the first with an extension is the one meant by it. */
export const outputFormats: readonly OutputFormat[] = [
  pcm('wav', ['wav', 'wave'], [...int(8, 16, 24, 32), ...FLOATS]),
  pcm('rf64', ['rf64'], [...int(8, 16, 24, 32), ...FLOATS]),
  pcm('bw64', ['bw64'], [...int(8, 16, 24, 32), ...FLOATS]),
  pcm('aiff', ['aiff', 'aif'], int(8, 16, 24, 32)),
  pcm('aifc', ['aifc'], [...int(8, 16, 24, 32), ...FLOATS]),
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
];
