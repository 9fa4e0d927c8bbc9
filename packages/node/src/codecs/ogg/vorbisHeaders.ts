/** The three header packets of Vorbis (Vorbis I specification, section 4.2). */
import { AudioError, type MetadataChunk } from '@studiohand/core/audio';
import type { FileSource } from '../../fileSource.ts';
import { begins } from './oggCodec.ts';
import { oggPackets } from './oggPackets.ts';
import { oggTags } from './oggTags.ts';
import type { OggStream } from './scanOgg.ts';

/** What they hold. */
export interface VorbisHeaders {
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly identification: Uint8Array;
  readonly setup: Uint8Array;
  readonly metadata: readonly MetadataChunk[];
}

const IDENTIFICATION_BYTES = 30;
/** Length of packet type and the word 'vorbis'. */
const MAGIC_BYTES = 7;
/** The project's limits (AudioFormat). */
const MAX_CHANNELS = 64;
const MAX_RATE_HZ = 768000;

/** Reads the first three packets. Throws AudioError 'corrupt' or 'unsupported-format'. */
export function readVorbisHeaders(source: FileSource, stream: OggStream): VorbisHeaders {
  const [identification, comment, setup] = firstPackets(source, stream, 3);
  if (!identification || !comment || !setup) throw damaged(source, 'the Vorbis headers are not complete');
  if (!begins(comment, '\x03vorbis')) throw damaged(source, 'the Vorbis comment header is missing');
  if (!begins(setup, '\x05vorbis')) throw damaged(source, 'the Vorbis setup header is missing');
  if (identification.length < IDENTIFICATION_BYTES)
    throw damaged(source, 'the Vorbis identification header is cut off');
  const view = new DataView(identification.buffer, identification.byteOffset, identification.length);
  const version = view.getUint32(7, true);
  const channels = view.getUint8(11);
  const sampleRateHz = view.getUint32(12, true);
  if (version !== 0) throw damaged(source, `the Vorbis header states version ${version}`);
  if (channels === 0 || sampleRateHz === 0) {
    throw damaged(source, `the Vorbis header states ${channels} channels and ${sampleRateHz} Hz`);
  }
  if (channels > MAX_CHANNELS || sampleRateHz > MAX_RATE_HZ) {
    throw new AudioError(
      'unsupported-format',
      `${source.name}: ${channels} channels at ${sampleRateHz} Hz; at most ${MAX_CHANNELS} at ${MAX_RATE_HZ} Hz are supported`,
      'Split or resample the file in the program that made it.',
    );
  }
  return { sampleRateHz, channels, identification, setup, metadata: oggTags(comment.subarray(MAGIC_BYTES)) };
}

/** Copies of the first packets of a stream, fewer where it ends. */
export function firstPackets(source: FileSource, stream: OggStream, count: number): Uint8Array[] {
  const found: Uint8Array[] = [];
  for (const { packets } of oggPackets(source, stream.serial, stream.offset)) {
    for (const packet of packets) {
      found.push(packet.slice());
      if (found.length === count) return found;
    }
  }
  return found;
}

/** An AudioError for a damaged header. */
export function damaged(source: FileSource, what: string): AudioError {
  return new AudioError('corrupt', `${source.name}: ${what}`, 'The file is damaged: copy or export it again.');
}
