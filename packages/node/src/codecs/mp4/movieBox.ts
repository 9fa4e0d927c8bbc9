/**
 * The moov box of a file with one AAC track (ISO/IEC 14496-12 and 14496-14). All times are in frames of the sample rate,
 * so that the edit list, which takes encoder delay and padding off, is exact.
 */
import { box, fourCC, fullBox, u8, u16, u32, u64 } from './boxes.ts';
import type { SampleTable } from './sampleTable.ts';

export interface AacTrack {
  readonly sampleRateHz: number;
  readonly channels: number;
  /** AudioSpecificConfig of ISO/IEC 14496-3, section 1.6.2.1. */
  readonly config: Uint8Array;
  /** Length of the sound. */
  readonly frameCount: number;
  /** Frames before it that the encoder added. */
  readonly delay: number;
  readonly table: SampleTable;
}

/** Frames in an AAC-LC packet. */
export const AAC_PACKET_FRAMES = 1024;
/** 'und', five bits a letter. */
const UNKNOWN_LANGUAGE = 0x55c4;
const UNITY_MATRIX = u32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000);

/** moov around the track and `udta`. */
export function movieBox(track: AacTrack, userData: Uint8Array): Uint8Array {
  const { frameCount, sampleRateHz, table, delay } = track;
  // Duration of the media as ffmpeg states it: the last packet ends where the sound ends.
  const last = Math.min(AAC_PACKET_FRAMES, delay + frameCount - (table.count - 1) * AAC_PACKET_FRAMES);
  const media = table.count === 0 ? 0 : delay + frameCount;
  const wide = media >= 2 ** 32;
  const times = (...values: number[]): Uint8Array => (wide ? u64(...values) : u32(...values));
  const version = wide ? 1 : 0;
  const header = fullBox(
    'mvhd',
    version,
    0,
    times(0, 0),
    u32(sampleRateHz),
    times(frameCount),
    u32(0x10000),
    u16(0x100, 0),
    u32(0, 0),
    UNITY_MATRIX,
    new Uint8Array(24),
    u32(2),
  );
  // Flags: enabled, in the movie.
  const trackHeader = fullBox(
    'tkhd',
    version,
    3,
    times(0, 0),
    u32(1, 0),
    times(frameCount),
    u32(0, 0),
    u16(0, 1, 0x100, 0),
    UNITY_MATRIX,
    u32(0, 0),
  );
  const edit = box('edts', fullBox('elst', version, 0, u32(1), times(frameCount, delay), u16(1, 0)));
  const mediaHeader = fullBox(
    'mdhd',
    version,
    0,
    times(0, 0),
    u32(sampleRateHz),
    times(media),
    u16(UNKNOWN_LANGUAGE, 0),
  );
  const handler = fullBox('hdlr', 0, 0, u32(0), fourCC('soun'), u32(0, 0, 0), fourCC('SoundHandler\0'));
  const description = fullBox('stsd', 0, 0, u32(1), sampleEntry(track));
  const here = box('dinf', fullBox('dref', 0, 0, u32(1), fullBox('url ', 0, 1)));
  const samples = box('stbl', description, ...table.boxes(AAC_PACKET_FRAMES, last));
  const information = box('minf', fullBox('smhd', 0, 0, u32(0)), here, samples);
  return box('moov', header, box('trak', trackHeader, edit, box('mdia', mediaHeader, handler, information)), userData);
}

/** mp4a with esds (ISO/IEC 14496-14, section 5.6; descriptors of 14496-1, section 7.2.6). */
function sampleEntry({ sampleRateHz, channels, config, table }: AacTrack): Uint8Array {
  const average = Math.round((table.bytes * 8 * sampleRateHz) / (Math.max(1, table.count) * AAC_PACKET_FRAMES));
  const highest = Math.round((table.maxBytes * 8 * sampleRateHz) / AAC_PACKET_FRAMES);
  // Object type 0x40 is MPEG-4 audio; stream type 5 is audio.
  const decoder = descriptor(
    4,
    u8(0x40, 0x15, table.maxBytes >> 16, table.maxBytes >> 8, table.maxBytes),
    u32(highest, average),
    descriptor(5, config),
  );
  const stream = descriptor(3, u16(1), u8(0), decoder, descriptor(6, u8(2)));
  // A rate that does not fit 16 bits is told by the config alone.
  const rate = sampleRateHz < 65536 ? sampleRateHz : 0;
  return box(
    'mp4a',
    new Uint8Array(6),
    u16(1),
    u32(0, 0),
    u16(channels, 16, 0, 0, rate, 0),
    fullBox('esds', 0, 0, stream),
  );
}

function descriptor(tag: number, ...parts: Uint8Array[]): Uint8Array {
  const size = parts.reduce((sum, part) => sum + part.length, 0);
  const bytes = new Uint8Array(5 + size);
  bytes.set([tag, 0x80, 0x80, 0x80 | (size >> 7), size & 127]);
  let at = 5;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
