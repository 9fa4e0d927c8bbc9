/**
 * Opens MP3 (layer III) with libmpg123 compiled to WebAssembly (mpg123-decoder). All frame headers are walked first, so
 * that the length is known; delay and padding of the LAME tag are taken off, as ffmpeg does. Without the tag nothing is
 * known about them and every decoded sample is delivered, with a note. Weakness: free-format streams are not read.
 */
import { AudioError, type AudioInfo, type AudioSource, defaultLayout } from '@studiohand/core/audio';
import { MPEGDecoder } from 'mpg123-decoder';
import type { FileSource } from '../fileSource.ts';
import { type DecodedPart, decodedSource } from './decodedSource.ts';
import { DECODER_DELAY, readMp3Header } from './mp3/gapless.ts';
import { id3Bytes } from './mp3/id3Bytes.ts';
import { type MpegFrame, mpegFrames } from './mp3/mpegFrames.ts';
import { parseId3 } from './tags/parseId3.ts';

/** Larger tags are pictures of no use to anyone; the sound is read all the same. */
const MAX_TAG_BYTES = 32 * 1024 * 1024;
/** Bytes handed to the decoder at a time, under its input buffer of 64 KiB. */
const BATCH_BYTES = 32768;

interface Mp3Stream {
  readonly first: MpegFrame;
  /** Byte of the first frame with sound. */
  readonly audioOffset: number;
  readonly skip: number;
  readonly frameCount: number;
  readonly notes: readonly string[];
}

/** Walks the frames; closes `source` when closed. */
export async function openMp3(source: FileSource): Promise<AudioSource> {
  const stream = scan(source);
  const info: AudioInfo = {
    name: source.name,
    container: 'mp3',
    codec: 'mp3',
    sampleRateHz: stream.first.sampleRateHz,
    channels: stream.first.channels,
    layout: defaultLayout(stream.first.channels),
    frameCount: stream.frameCount,
    encoding: undefined,
    metadata: tagsOf(source),
    notes: stream.notes,
  };
  return decodedSource({
    info,
    start: async (startFrame) => ({ parts: decode(source, stream), skip: stream.skip + startFrame }),
    close: () => source.close(),
  });
}

function tagsOf(source: FileSource): AudioInfo['metadata'] {
  const tag = new Uint8Array(Math.min(id3Bytes(source), source.size, MAX_TAG_BYTES));
  return parseId3(tag.subarray(0, source.read(0, tag)));
}

function scan(source: FileSource): Mp3Stream {
  const notes: string[] = [];
  let first: MpegFrame | undefined;
  let audioOffset = 0;
  let count = 0;
  let junk = 0;
  for (const frame of mpegFrames(source, id3Bytes(source))) {
    if (!first) {
      first = { ...frame, data: frame.data.slice() };
      audioOffset = frame.offset;
      continue;
    }
    if (count === 0) audioOffset = readMp3Header(first) ? frame.offset : first.offset;
    count++;
    if (frame.junkBytes > 0) junk++;
  }
  if (!first) {
    throw new AudioError(
      'corrupt',
      `${source.name}: no MPEG layer III frame was found`,
      'Copy or export the file again.',
    );
  }
  const header = readMp3Header(first);
  if (!header) count++;
  if (junk > 0) notes.push(`The stream is interrupted ${junk} times by data that are no MP3 frames`);
  const total = count * first.frames;
  if (header?.statedFrames && header.statedFrames > count) {
    notes.push(`The file is truncated: its header states ${header.statedFrames} MP3 frames, ${count} are there`);
  }
  if (header?.delay === undefined) {
    notes.push('The encoder left no delay and padding figures: silence it added at both ends cannot be taken off');
    return { first, audioOffset, skip: 0, frameCount: total, notes };
  }
  const whole = header.statedFrames === count;
  const skip = Math.min(total, header.delay + DECODER_DELAY);
  const padding = whole ? Math.max(0, (header.padding ?? 0) - DECODER_DELAY) : 0;
  notes.push(`Encoder delay of ${skip} frames${whole ? ` and padding of ${padding} frames` : ''} taken off`);
  return { first, audioOffset, skip, frameCount: Math.max(0, total - skip - padding), notes };
}

async function* decode(source: FileSource, stream: Mp3Stream): AsyncGenerator<DecodedPart> {
  const decoder = new MPEGDecoder({ enableGapless: false });
  await decoder.ready;
  try {
    const batch = new Uint8Array(BATCH_BYTES);
    let filled = 0;
    for (const frame of mpegFrames(source, stream.audioOffset)) {
      if (filled + frame.bytes > BATCH_BYTES) {
        yield decodeBatch(decoder, batch.subarray(0, filled));
        filled = 0;
      }
      batch.set(frame.data, filled);
      filled += frame.bytes;
    }
    if (filled > 0) yield decodeBatch(decoder, batch.subarray(0, filled));
  } finally {
    decoder.free();
  }
}

function decodeBatch(decoder: MPEGDecoder, bytes: Uint8Array): DecodedPart {
  const { channelData, samplesDecoded } = decoder.decode(bytes);
  return { channels: channelData, frames: samplesDecoded };
}
