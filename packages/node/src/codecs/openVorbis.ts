/**
 * Opens Ogg Vorbis with libvorbis compiled to WebAssembly. The length comes from the granule positions (Vorbis I
 * specification, appendix A.2): from the end of the last page back to the start of the first sample, which is found by
 * decoding the first page. Ranges begin at a page near them, with the same samples as a full pass: a Vorbis block
 * depends on the one before it and on nothing else.
 */
import { AudioError, type AudioInfo, type AudioSource } from '@studiohand/core/audio';
import type { FileSource } from '../fileSource.ts';
import { type DecodedPart, decodedSource, timeOf } from './decodedSource.ts';
import { type OggPackets, oggPackets } from './ogg/oggPackets.ts';
import type { OggStream } from './ogg/scanOgg.ts';
import { startVorbis } from './ogg/vorbisDecoder.ts';
import { damaged, readVorbisHeaders, type VorbisHeaders } from './ogg/vorbisHeaders.ts';
import { vorbisLayout } from './ogg/vorbisLayout.ts';

const HEADER_PACKETS = 3;
/** Longest block (Vorbis I, section 4.2.2); a packet adds at most so many frames. */
const MAX_BLOCK_FRAMES = 8192;

interface Vorbis {
  readonly source: FileSource;
  readonly stream: OggStream;
  readonly headers: VorbisHeaders;
}

/** Opens the stream that scanOgg found; closes `source` when closed. */
export async function openVorbis(source: FileSource, stream: OggStream): Promise<AudioSource> {
  const headers = readVorbisHeaders(source, stream);
  const vorbis: Vorbis = { source, stream, headers };
  /** Position of the first sample decoded; below 0 where the first ones are to be dropped. */
  const origin = await firstPosition(vorbis);
  const base = Math.max(0, origin);
  const info: AudioInfo = {
    name: source.name,
    container: 'ogg',
    codec: 'vorbis',
    sampleRateHz: headers.sampleRateHz,
    channels: headers.channels,
    layout: vorbisLayout(headers.channels),
    frameCount: lengthOf(vorbis, base),
    encoding: undefined,
    metadata: headers.metadata,
    notes: stream.notes,
  };
  return decodedSource({
    info,
    async start(startFrame) {
      const from = stream.index.findLast(({ granule }) => granule <= base + startFrame && granule > base);
      if (!from) return { parts: decode(vorbis, stream.offset, origin, base), skip: startFrame + base - origin };
      return { parts: decode(vorbis, from.offset, from.granule, base), skip: startFrame + base - from.granule };
    },
    close: () => source.close(),
  });
}

function lengthOf({ source, stream }: Vorbis, base: number): number {
  const frames = Math.max(0, (stream.lastGranule ?? 0) - base);
  if (frames > stream.packetCount * MAX_BLOCK_FRAMES) {
    throw damaged(source, `the last page states ${frames} frames, more than ${stream.packetCount} packets can hold`);
  }
  return frames;
}

/** Granule position of the first page with sound, less the samples that its packets give. */
async function firstPosition({ source, stream, headers }: Vorbis): Promise<number> {
  const decoder = await startVorbis(source.name, headers.identification, headers.setup);
  try {
    let frames = 0;
    for (const page of pagesWithSound(source, stream, stream.offset)) {
      frames += (await decoder.decode(page.packets)).frames;
      if (page.granule === undefined) continue;
      const origin = page.granule - frames;
      // A first page that is also the last one cuts samples at the end, not at the start.
      return page.last ? Math.max(0, origin) : origin;
    }
  } finally {
    decoder.free();
  }
  throw damaged(source, 'the file ends before its first page with sound');
}

/** Pages from byte `from` on, without the header packets. */
function* pagesWithSound(source: FileSource, stream: OggStream, from: number): Generator<OggPackets> {
  let headers = from === stream.offset ? HEADER_PACKETS : 0;
  for (const page of oggPackets(source, stream.serial, from)) {
    const count = Math.min(headers, page.packets.length);
    headers -= count;
    if (count === 0) yield page;
    else if (count < page.packets.length) yield { ...page, packets: page.packets.slice(count) };
  }
}

/**
 * Decodes from the page at `from`; `position` is that of the first sample to come. In the midst of the stream the last
 * packet of that page starts the decoder and gives no samples yet.
 */
async function* decode(vorbis: Vorbis, from: number, position: number, base: number): AsyncGenerator<DecodedPart> {
  const { source, stream, headers } = vorbis;
  const decoder = await startVorbis(source.name, headers.identification, headers.setup);
  try {
    let starting = from !== stream.offset;
    for (const page of pagesWithSound(source, stream, from)) {
      const part = await decoder.decode(starting ? page.packets.slice(-1) : page.packets);
      starting = false;
      if (page.granule !== undefined && position + part.frames < page.granule) {
        throw lost(vorbis, position - base, page.granule - position - part.frames);
      }
      position += part.frames;
      if (part.frames > 0) yield part;
    }
  } finally {
    decoder.free();
  }
}

function lost({ source, headers }: Vorbis, frame: number, missing: number): AudioError {
  return new AudioError(
    'corrupt',
    `${source.name}: ${missing} frames are missing near ${timeOf(frame, headers.sampleRateHz)}`,
    'The file is damaged: copy or export it again.',
  );
}
