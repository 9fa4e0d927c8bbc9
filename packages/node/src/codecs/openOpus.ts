/**
 * Opens Ogg Opus with libopus compiled to WebAssembly (opus-decoder), always at 48 kHz. The length is the last granule
 * position less that of the first sample and the pre-skip (RFC 7845, section 4); the output gain of the header is
 * applied. Weakness: libopus predicts from the past, so a range is decoded from the start to equal the full pass.
 */
import { AudioError, type AudioInfo, type AudioSource } from '@studiohand/core/audio';
import { OpusDecoder } from 'opus-decoder';
import type { FileSource } from '../fileSource.ts';
import { type DecodedPart, decodedSource, timeOf } from './decodedSource.ts';
import { type OggPackets, oggPackets } from './ogg/oggPackets.ts';
import {
  MAX_PACKET_FRAMES,
  OPUS_RATE_HZ,
  type OpusHeader,
  opusPacketFrames,
  readOpusHeader,
} from './ogg/opusHeader.ts';
import type { OggStream } from './ogg/scanOgg.ts';
import { damaged } from './ogg/vorbisHeaders.ts';
import { inWaveOrder, unknownLayout, vorbisLayout } from './ogg/vorbisLayout.ts';
import { quietly } from './quietly.ts';

const HEADER_PACKETS = 2;

/** Opens the stream that scanOgg found; closes `source` when closed. */
export async function openOpus(source: FileSource, stream: OggStream): Promise<AudioSource> {
  const header = readOpusHeader(source, stream);
  const origin = firstPosition(source, stream);
  const { channels, preSkip } = header;
  const info: AudioInfo = {
    name: source.name,
    container: 'opus',
    codec: 'opus',
    sampleRateHz: OPUS_RATE_HZ,
    channels,
    layout: header.mappingFamily <= 1 ? vorbisLayout(channels) : unknownLayout(channels),
    frameCount: lengthOf(source, stream, origin + preSkip),
    encoding: undefined,
    metadata: header.metadata,
    notes: [...stream.notes, ...notesOf(header)],
  };
  return decodedSource({
    info,
    fullScale: 1 / header.outputGain,
    start: async (startFrame) => ({ parts: decode(source, stream, header, origin), skip: preSkip + startFrame }),
    close: () => source.close(),
  });
}

function notesOf(header: OpusHeader): string[] {
  const notes = [`Encoder delay of ${header.preSkip} frames taken off`];
  if (header.inputRateHz > 0 && header.inputRateHz !== OPUS_RATE_HZ) {
    notes.push(`Encoded from ${header.inputRateHz} Hz; Opus always decodes to ${OPUS_RATE_HZ} Hz`);
  }
  if (header.outputGain !== 1) {
    notes.push(`The header's output gain of ${(20 * Math.log10(header.outputGain)).toFixed(2)} dB is applied`);
  }
  return notes;
}

function lengthOf(source: FileSource, stream: OggStream, start: number): number {
  const frames = Math.max(0, (stream.lastGranule ?? 0) - start);
  if (frames > stream.packetCount * MAX_PACKET_FRAMES) {
    throw damaged(source, `the last page states ${frames} frames, more than ${stream.packetCount} packets can hold`);
  }
  return frames;
}

/** Granule position of the first sample: that of the first page with sound, less what its packets hold. */
function firstPosition(source: FileSource, stream: OggStream): number {
  let frames = 0;
  for (const page of pagesWithSound(source, stream)) {
    for (const packet of page.packets) frames += opusPacketFrames(packet);
    if (page.granule === undefined) continue;
    const origin = page.granule - frames;
    if (origin < 0 && !page.last) throw damaged(source, 'its first Ogg page holds more samples than it states');
    return Math.max(0, origin);
  }
  throw damaged(source, 'the file ends before its first page with sound');
}

function* pagesWithSound(source: FileSource, stream: OggStream): Generator<OggPackets> {
  let headers = HEADER_PACKETS;
  for (const page of oggPackets(source, stream.serial, stream.offset)) {
    const count = Math.min(headers, page.packets.length);
    headers -= count;
    if (count < page.packets.length || count === 0) yield { ...page, packets: page.packets.slice(count) };
  }
}

async function* decode(
  source: FileSource,
  stream: OggStream,
  header: OpusHeader,
  origin: number,
): AsyncGenerator<DecodedPart> {
  const decoder = new OpusDecoder({
    channels: header.channels,
    streamCount: header.streams,
    coupledStreamCount: header.coupledStreams,
    channelMappingTable: [...header.mapping],
    preSkip: 0,
  });
  await decoder.ready;
  try {
    let position = origin;
    for (const page of pagesWithSound(source, stream)) {
      const part = decodePackets(source, decoder, page.packets, header, position - origin);
      if (page.granule !== undefined && position + part.frames < page.granule) {
        const missing = page.granule - position - part.frames;
        throw damaged(source, `${missing} frames are missing near ${timeOf(position - origin, OPUS_RATE_HZ)}`);
      }
      position += part.frames;
      if (part.frames > 0) yield part;
    }
  } finally {
    decoder.free();
  }
}

function decodePackets(
  source: FileSource,
  decoder: OpusDecoder,
  packets: readonly Uint8Array[],
  header: OpusHeader,
  at: number,
): DecodedPart {
  // An empty packet is no Opus packet (RFC 6716, section 3.4, R1).
  const full = packets.filter((packet) => opusPacketFrames(packet) > 0);
  if (full.length === 0) return { channels: [], frames: 0 };
  let what: string | undefined;
  try {
    const { channelData, samplesDecoded, errors } = quietly(() => decoder.decodeFrames(full));
    what = errors[0]?.message;
    if (what === undefined) {
      const channels = header.mappingFamily === 1 ? inWaveOrder(channelData) : channelData;
      return { channels, frames: samplesDecoded };
    }
  } catch (error) {
    what = error instanceof Error ? error.message : String(error);
  }
  throw new AudioError(
    'corrupt',
    `${source.name}: libopus cannot decode what follows ${timeOf(at, OPUS_RATE_HZ)}: ${what}`,
    'The file is damaged: copy or export it again.',
  );
}
