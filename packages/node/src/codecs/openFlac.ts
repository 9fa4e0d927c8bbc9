/**
 * Opens FLAC, 4 to 24 bits. Samples come through libFLAC compiled to WebAssembly (@wasm-audio-decoders/flac), whose
 * floats are n / (2^(bits-1) - 1): rounding gives the stored integer back exactly (a float32 holds 24 bits). 32-bit
 * FLAC does not fit a float32 and is refused. The length is that of STREAMINFO, checked against the last frame.
 */
import { AudioError, type AudioInfo, type AudioSource } from '@studiohand/core/audio';
import { layoutFromMask } from '@studiohand/core/formats';
import { FLACDecoder } from '@wasm-audio-decoders/flac';
import type { FileSource } from '../fileSource.ts';
import { type DecodedPart, decodedSource, timeOf } from './decodedSource.ts';
import { findFlacFrame, flacFrames, lastFlacFrameEnd } from './flac/flacFrames.ts';
import { type FlacStream, readFlacStream } from './flac/flacStream.ts';
import { quietly } from './quietly.ts';

/** Channel masks that RFC 9639, section 9.1.3, gives to 1 to 8 channels. */
const MASKS: readonly number[] = [0x4, 0x3, 0x7, 0x33, 0x37, 0x3f, 0x70f, 0x63f];
/** Frames handed to the decoder at a time. */
const BATCH_FRAMES = 16384;

/** Reads the headers; closes `source` when closed. */
export async function openFlac(source: FileSource): Promise<AudioSource> {
  const stream = readFlacStream(source);
  if (stream.bits > 24) {
    throw new AudioError(
      'unsupported-codec',
      `${source.name}: FLAC with ${stream.bits} bits per sample is not supported`,
      'Convert it to 32-bit WAV with `flac -d` (version 1.4 or later).',
    );
  }
  const notes: string[] = [...stream.notes];
  const info: AudioInfo = {
    name: source.name,
    container: 'flac',
    codec: 'flac',
    sampleRateHz: stream.sampleRateHz,
    channels: stream.channels,
    layout: layoutFromMask(stream.channelMask || MASKS[stream.channels - 1]!, stream.channels),
    frameCount: frameCountOf(source, stream, notes),
    encoding: { kind: 'int', bits: stream.bits },
    metadata: stream.metadata,
    notes,
  };
  return decodedSource({
    info,
    divisor: 2 ** (stream.bits - 1) - 1,
    fullScale: 2 ** (stream.bits - 1),
    async start(startFrame) {
      const from = findFlacFrame(source, stream, startFrame);
      return { parts: decode(source, stream, from), skip: startFrame - from.start };
    },
    close: () => source.close(),
  });
}

function frameCountOf(source: FileSource, stream: FlacStream, notes: string[]): number {
  const end = lastFlacFrameEnd(source, stream);
  const stated = stream.totalFrames;
  if (stated === 0) {
    if (end) notes.push('The header does not state the length; it was found from the last frame');
    return end ?? 0;
  }
  if (end === undefined || end === stated) return stated;
  if (end === 0) {
    throw new AudioError(
      'truncated',
      `${source.name}: no whole FLAC frame is there behind the header (from byte ${stream.audioOffset}), which states ${stated} frames`,
      'Copy or export the file again.',
    );
  }
  const both = `the header states ${stated} frames, the data ends at frame ${end}`;
  notes.push(end < stated ? `The file is truncated: ${both}` : `The length was corrected: ${both}`);
  return end;
}

async function* decode(
  source: FileSource,
  stream: FlacStream,
  from: { offset: number; start: number },
): AsyncGenerator<DecodedPart> {
  const decoder = new FLACDecoder();
  await decoder.ready;
  try {
    let expected = from.start;
    let batch: Uint8Array[] = [];
    let frames = 0;
    for (const frame of flacFrames(source, stream, from.offset)) {
      if (frame.start !== expected) throw gap(source, stream, expected);
      expected += frame.frames;
      batch.push(frame.bytes.slice());
      frames += frame.frames;
      if (frames < BATCH_FRAMES) continue;
      yield await decodeBatch(decoder, batch, frames, source);
      batch = [];
      frames = 0;
    }
    if (frames > 0) yield await decodeBatch(decoder, batch, frames, source);
  } finally {
    decoder.free();
  }
}

async function decodeBatch(
  decoder: FLACDecoder,
  batch: Uint8Array[],
  frames: number,
  source: FileSource,
): Promise<DecodedPart> {
  const { channelData, samplesDecoded, errors } = await quietly(() => decoder.decodeFrames(batch));
  if (errors.length > 0 || samplesDecoded !== frames) {
    const what = errors[0]?.message ?? `${samplesDecoded} of ${frames} frames were decoded`;
    throw new AudioError('corrupt', `${source.name}: libFLAC: ${what}`, 'Copy or export the file again.');
  }
  return { channels: channelData, frames };
}

function gap(source: FileSource, stream: FlacStream, frame: number): AudioError {
  return new AudioError(
    'corrupt',
    `${source.name}: FLAC frames are missing at ${timeOf(frame, stream.sampleRateHz)}`,
    'The file is damaged: copy or export it again.',
  );
}
