/**
 * Right checksums for damaged files, so that the damage reaches what lies behind the check: FLAC frames (RFC 9639,
 * section 9.1.8 and 9.3) and Ogg pages (RFC 3533, section 6).
 */
import { crc16, parseFrameHeader } from '../../packages/node/src/codecs/flac/flacFrame.ts';

/** FLAC: frame headers are taken where the codes 0xFFF8 and 0xFFF9 stand; each frame ends where the next begins. */
export function repairFlac(bytes: Uint8Array): void {
  const starts: number[] = [];
  for (let at = bytes.indexOf(0xff); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    if ((bytes[at + 1]! & 0xfe) === 0xf8 && isHeader(bytes, at)) starts.push(at);
  }
  starts.forEach((start, i) => {
    const end = starts[i + 1] ?? bytes.length;
    if (end - start < 10) return;
    const crc = crc16(0, bytes, start, end - 2);
    bytes[end - 2] = crc >> 8;
    bytes[end - 1] = crc & 255;
  });
}

/** A header with a right CRC-8 for any count of channels and depth. */
function isHeader(bytes: Uint8Array, at: number): boolean {
  const channelCode = bytes[at + 3]! >> 4;
  const stream = {
    minBlockFrames: 16,
    maxBlockFrames: 4096,
    sampleRateHz: 44100,
    channels: channelCode < 8 ? channelCode + 1 : 2,
    bits: [0, 8, 12, -1, 16, 20, 24, 32][(bytes[at + 3]! >> 1) & 7]!,
    totalFrames: 0,
    audioOffset: 0,
    metadata: [],
    channelMask: 0,
    notes: [],
  };
  return parseFrameHeader(bytes, at, stream) !== undefined;
}

/** x^32 + x^26 + x^23 + x^22 + x^16 + x^12 + x^11 + x^10 + x^8 + x^7 + x^5 + x^4 + x^2 + x + 1, high bit first. */
const OGG_CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let i = 0; i < 8; i++) crc = crc < 0 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  return crc;
});

/** Ogg: every page that begins with 'OggS' and fits gets its checksum. */
export function repairOgg(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 0; at + 27 <= bytes.length; at++) {
    if (view.getUint32(at) !== 0x4f676753) continue;
    const segments = bytes.subarray(at + 27, at + 27 + bytes[at + 26]!);
    const end = at + 27 + segments.length + segments.reduce((sum, lace) => sum + lace, 0);
    if (end > bytes.length) continue;
    view.setUint32(at + 22, 0);
    let crc = 0;
    for (let i = at; i < end; i++) crc = (crc << 8) ^ OGG_CRC[(crc >>> 24) ^ bytes[i]!]!;
    view.setUint32(at + 22, crc >>> 0, true);
    at = end - 1;
  }
}
