import type { AudioFormat, SampleEncoding } from './format.ts';

/**
 * A block of frames: one Float64Array per channel, full scale ±1. Float64 holds every integer up to 32 bits and
 * every float sample exactly, so a lossless conversion through blocks is bit-exact.
 */
export interface AudioBlock {
  readonly channels: readonly Float64Array[];
  /** Valid frames in each channel, from index 0; the arrays may be longer. */
  readonly frames: number;
}

/** One metadata chunk of a container, byte for byte. */
export interface MetadataChunk {
  /** Which vocabulary `id` belongs to. `tag` is a text field: `id` is the Vorbis-comment style name, data UTF-8. */
  readonly kind: 'riff' | 'aiff' | 'tag' | 'picture';
  /** Four-character code, or the field name for tags. */
  readonly id: string;
  /** Payload without header and padding. */
  readonly data: Uint8Array;
  /** Whether it stood before the sample data. */
  readonly beforeAudio: boolean;
}

/** What is known about an opened source before its samples are read. */
export interface AudioInfo extends AudioFormat {
  /** File name for messages and reports. */
  readonly name: string;
  /** 'wav', 'rf64', 'bw64', 'aiff', 'aifc', 'flac', 'mp3', 'm4a', 'ogg', 'opus' ... */
  readonly container: string;
  /** 'pcm', 'flac', 'alac', 'mp3', 'aac', 'vorbis', 'opus'. */
  readonly codec: string;
  /** True length in frames, encoder delay and padding already taken off. */
  readonly frameCount: number;
  /** Stored sample encoding; undefined for lossy codecs, which have none. */
  readonly encoding: SampleEncoding | undefined;
  /** Bits that carry signal by the header (wValidBitsPerSample and the like), when it says so. */
  readonly validBits?: number;
  readonly metadata: readonly MetadataChunk[];
  /** Facts a producer should know about how the file was read: wrong RIFF size, truncated data, trimmed delay. */
  readonly notes: readonly string[];
}

/** Options of {@link AudioSource.blocks}. */
export interface BlocksOptions {
  /** First frame delivered; default 0. */
  readonly startFrame?: number;
  /** Frames delivered at most; default all. */
  readonly frameCount?: number;
  readonly signal?: AbortSignal;
}

/** An opened audio file or generator. `blocks` may be called any number of times, also for several passes. */
export interface AudioSource {
  readonly info: AudioInfo;
  /** Streams frames in order. A block's arrays are valid until the next one is asked for: copy what you keep. */
  blocks(options?: BlocksOptions): AsyncIterable<AudioBlock>;
  close(): Promise<void>;
}

/** What to write. */
export interface OutputSpec extends AudioFormat {
  readonly container: string;
  readonly codec: string;
  readonly encoding: SampleEncoding | undefined;
  /** Exact length to come. */
  readonly frameCount: number;
  readonly metadata: readonly MetadataChunk[];
  /** Codec settings, e.g. bitrateKbps, quality, compressionLevel. */
  readonly codecOptions?: Readonly<Record<string, number | string>>;
}

/** Writes blocks to a container. After `finish` the file is complete; after `abort` nothing is left. */
export interface AudioWriter {
  write(block: AudioBlock): Promise<void>;
  finish(): Promise<void>;
  abort(): Promise<void>;
}

/** Block size of all readers, in frames: large enough that per-block costs vanish, small enough for caches. */
export const BLOCK_FRAMES = 16384;
