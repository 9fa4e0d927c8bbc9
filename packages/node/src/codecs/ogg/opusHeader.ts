/** The header packets of Opus in Ogg (RFC 7845, section 5) and the length of its packets (RFC 6716, section 3). */
import { AudioError, type MetadataChunk } from '@studiohand/core/audio';
import type { FileSource } from '../../fileSource.ts';
import { begins } from './oggCodec.ts';
import { oggTags } from './oggTags.ts';
import type { OggStream } from './scanOgg.ts';
import { damaged, firstPackets } from './vorbisHeaders.ts';

/** What they hold. */
export interface OpusHeader {
  readonly channels: number;
  /** Frames at 48 kHz that the decoder needs to settle, to be dropped. */
  readonly preSkip: number;
  /** Rate of the sound before it was encoded; 0 where unknown. Decoding is always at 48 kHz. */
  readonly inputRateHz: number;
  /** Factor to apply to all samples. */
  readonly outputGain: number;
  /** 0: mono, stereo; 1: Vorbis order; others: unknown order. */
  readonly mappingFamily: number;
  readonly streams: number;
  readonly coupledStreams: number;
  /** Decoder channel of each output channel; 255 is silence. */
  readonly mapping: readonly number[];
  readonly metadata: readonly MetadataChunk[];
}

/** Every Opus decoder runs at this rate here. */
export const OPUS_RATE_HZ = 48000;
/** Longest packet: 120 ms (RFC 6716, section 3.2.5). */
export const MAX_PACKET_FRAMES = 5760;
const MAGIC_BYTES = 8;
const FIXED_BYTES = 19;
const MAPPING_AT = 21;
const SILENT = 255;
/** The project's limit (AudioFormat). */
const MAX_CHANNELS = 64;
/** Family 3 (RFC 8486) mixes by a matrix. */
const MATRIX_FAMILY = 3;

/** Reads both packets. Throws AudioError 'corrupt', 'unsupported-format' or 'unsupported-codec'. */
export function readOpusHeader(source: FileSource, stream: OggStream): OpusHeader {
  const [head, tags] = firstPackets(source, stream, 2);
  if (!head || !tags) throw damaged(source, 'the Opus headers are not complete');
  if (head.length < FIXED_BYTES) throw damaged(source, 'the Opus identification header is cut off');
  if (!begins(tags, 'OpusTags')) throw damaged(source, 'the Opus comment header is missing');
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  const version = view.getUint8(8);
  if (version > 15) throw unsupported(source, `Opus header version ${version}`);
  const channels = view.getUint8(9);
  const mappingFamily = view.getUint8(18);
  if (channels === 0) throw damaged(source, 'the Opus header states 0 channels');
  if (channels > MAX_CHANNELS) throw unsupported(source, `Opus with ${channels} channels`);
  if (mappingFamily === MATRIX_FAMILY) throw unsupported(source, 'Opus with ambisonics by matrix (mapping family 3)');
  return {
    channels,
    preSkip: view.getUint16(10, true),
    inputRateHz: view.getUint32(12, true),
    // Q7.8 dB (RFC 7845, section 5.1, item 6).
    outputGain: 10 ** (view.getInt16(16, true) / 256 / 20),
    mappingFamily,
    ...channelMapping(source, head, channels, mappingFamily),
    metadata: oggTags(tags.subarray(MAGIC_BYTES)),
  };
}

function channelMapping(
  source: FileSource,
  head: Uint8Array,
  channels: number,
  family: number,
): Pick<OpusHeader, 'streams' | 'coupledStreams' | 'mapping'> {
  if (family === 0) {
    if (channels > 2) throw damaged(source, `the Opus header states ${channels} channels in mapping family 0`);
    return { streams: 1, coupledStreams: channels - 1, mapping: channels === 2 ? [0, 1] : [0] };
  }
  if (head.length < MAPPING_AT + channels) throw damaged(source, 'the channel mapping of the Opus header is cut off');
  const streams = head[19]!;
  const coupledStreams = head[20]!;
  const mapping = [...head.subarray(MAPPING_AT, MAPPING_AT + channels)];
  const decoded = streams + coupledStreams;
  if (streams === 0 || coupledStreams > streams || decoded > 255) {
    throw damaged(source, `the Opus header states ${streams} streams, ${coupledStreams} of them coupled`);
  }
  const wrong = mapping.find((place) => place >= decoded && place !== SILENT);
  if (wrong !== undefined) throw damaged(source, `the Opus header takes channel ${wrong} of ${decoded}`);
  if (family === 1 && channels > 8) throw damaged(source, `Opus mapping family 1 cannot have ${channels} channels`);
  return { streams, coupledStreams, mapping };
}

/** Frames at 48 kHz in a packet (RFC 6716, sections 3.1 and 3.2); 0 where it is no valid packet. */
export function opusPacketFrames(packet: Uint8Array): number {
  const toc = packet[0];
  if (toc === undefined) return 0;
  const config = toc >> 3;
  const code = toc & 3;
  const count = code === 0 ? 1 : code < 3 ? 2 : (packet[1] ?? 0) & 63;
  const frames = count * frameLength(config);
  return frames > MAX_PACKET_FRAMES ? 0 : frames;
}

/** SILK 10, 20, 40, 60 ms; hybrid 10, 20 ms; CELT 2.5, 5, 10, 20 ms (RFC 6716, table 2). */
function frameLength(config: number): number {
  if (config < 12) return [480, 960, 1920, 2880][config & 3]!;
  return config < 16 ? [480, 960][config & 1]! : [120, 240, 480, 960][config & 3]!;
}

function unsupported(source: FileSource, what: string): AudioError {
  return new AudioError(
    'unsupported-codec',
    `${source.name}: ${what} is not supported`,
    'Convert it to WAV with the program that made it.',
  );
}
