/** FLAC frame headers and checksums (RFC 9639, section 9.1 and 9.3). */
import type { FlacStream } from './flacStream.ts';

/** What a frame header says. */
export interface FlacFrameHeader {
  /** Position of its first frame (sample per channel) in the stream. */
  readonly start: number;
  readonly frames: number;
}

/** Longest header: 4 bytes, 7 of the coded number, 2 block size, 2 rate, 1 CRC (section 9.1). */
export const MAX_HEADER_BYTES = 16;

/** Bits per sample by code (section 9.1.4); 0 means STREAMINFO, -1 reserved. */
const BITS: readonly number[] = [0, 8, 12, -1, 16, 20, 24, 32];

/** The header at `at`, if there is one that fits the stream and whose CRC-8 is right. */
export function parseFrameHeader(bytes: Uint8Array, at: number, stream: FlacStream): FlacFrameHeader | undefined {
  if (at + 6 > bytes.length || bytes[at] !== 0xff || (bytes[at + 1]! & 0xfe) !== 0xf8) return undefined;
  const variable = (bytes[at + 1]! & 1) === 1;
  const sizeCode = bytes[at + 2]! >> 4;
  const rateCode = bytes[at + 2]! & 15;
  const channelCode = bytes[at + 3]! >> 4;
  const bits = BITS[(bytes[at + 3]! >> 1) & 7]!;
  if (sizeCode === 0 || rateCode === 15 || channelCode > 10 || (bytes[at + 3]! & 1) !== 0) return undefined;
  if (bits !== 0 && bits !== stream.bits) return undefined;
  if ((channelCode < 8 ? channelCode + 1 : 2) !== stream.channels) return undefined;
  let next = at + 4;
  const first = bytes[next]!;
  const extra = first < 0x80 ? 0 : Math.clz32(~(first << 24)) - 1;
  if (extra < 0 || extra > 6 || first === 0xff) return undefined;
  let number = extra === 0 ? first : first & (0x3f >> extra);
  next++;
  for (let i = 0; i < extra; i++, next++) {
    if (next >= bytes.length || (bytes[next]! & 0xc0) !== 0x80) return undefined;
    number = number * 64 + (bytes[next]! & 0x3f);
  }
  let frames = blockFrames(sizeCode);
  if (sizeCode === 6) frames = bytes[next++]! + 1;
  if (sizeCode === 7) {
    frames = ((bytes[next]! << 8) | bytes[next + 1]!) + 1;
    next += 2;
  }
  if (rateCode === 12) next += 1;
  if (rateCode === 13 || rateCode === 14) next += 2;
  if (next >= bytes.length || crc8(bytes, at, next) !== bytes[next]) return undefined;
  return { start: variable ? number : number * stream.maxBlockFrames, frames };
}

/** Frames per block by code (section 9.1.1). */
function blockFrames(code: number): number {
  if (code === 1) return 192;
  if (code <= 5) return 144 << code;
  return 1 << code;
}

/** x^8 + x^2 + x + 1 (section 9.1.8) and x^16 + x^15 + x^2 + 1 (section 9.3), most significant bit first. */
const CRC8 = table(8, 0x07);
const CRC16 = table(16, 0x8005);

function table(width: number, polynomial: number): Uint16Array {
  return Uint16Array.from({ length: 256 }, (_, byte) => {
    let crc = byte << (width - 8);
    for (let i = 0; i < 8; i++) crc = crc & (1 << (width - 1)) ? (crc << 1) ^ polynomial : crc << 1;
    return crc & ((1 << width) - 1);
  });
}

function crc8(bytes: Uint8Array, from: number, to: number): number {
  let crc = 0;
  for (let i = from; i < to; i++) crc = CRC8[crc ^ bytes[i]!]!;
  return crc;
}

/** CRC-16 continued over bytes `from` to `to`; over a whole frame with its checksum it is 0. */
export function crc16(crc: number, bytes: Uint8Array, from: number, to: number): number {
  for (let i = from; i < to; i++) crc = ((crc << 8) & 0xffff) ^ CRC16[(crc >> 8) ^ bytes[i]!]!;
  return crc;
}
