/**
 * The first frame of an MP3 that holds no sound but what players need: number of frames, bytes, seek table, and the LAME
 * tag with encoder delay and padding, by which decoders find the true length. Layout: Xing Inc., "VBR header"; LAME,
 * "Mp3 Info Tag rev 1".
 */
import { crc16 } from './crc16.ts';
import { parseMpegHeader } from './mpegFrames.ts';

/** Bit rates of layer III (ISO/IEC 11172-3 and 13818-3), ascending; index 0 of the header means free format. */
export const KBPS_MPEG1: readonly number[] = [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
export const KBPS_MPEG2: readonly number[] = [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];

/** Bytes of the tag from 'Info' to its CRC. */
const TAG_BYTES = 156;

export interface InfoFrameStream {
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly bitrateKbps: number;
}

/** What the end of the stream knows. */
export interface InfoFrameFacts {
  /** Frames of sound. */
  readonly frames: number;
  /** Their bytes. */
  readonly bytes: number;
  readonly delay: number;
  readonly padding: number;
  /** crc16 of all bytes of sound. */
  readonly musicCrc: number;
}

/** The frame with everything still unknown at zero; its length does not change later. */
export function emptyInfoFrame(stream: InfoFrameStream): Uint8Array<ArrayBuffer> {
  const { sampleRateHz, channels, bitrateKbps } = stream;
  const mpeg1 = sampleRateHz >= 32000;
  // Version bits: 3 is MPEG 1, 2 is MPEG 2, 0 is the half rates of "MPEG 2.5".
  const version = mpeg1 ? 3 : sampleRateHz >= 16000 ? 2 : 0;
  const base = sampleRateHz * (version === 3 ? 1 : version === 2 ? 2 : 4);
  const rateIndex = [44100, 48000, 32000].indexOf(base);
  const table = mpeg1 ? KBPS_MPEG1 : KBPS_MPEG2;
  const mode = channels === 1 ? 3 : 1;
  // The stream's own bit rate, or the lowest in whose frame the tag fits.
  for (let i = table.indexOf(bitrateKbps); i < table.length; i++) {
    const head = Uint8Array.of(0xff, 0xe3 | (version << 3), ((i + 1) << 4) | (rateIndex << 2), mode << 6);
    const size = parseMpegHeader(head, 0)?.bytes ?? 0;
    if (size < infoOffset(mpeg1, channels) + TAG_BYTES) continue;
    const frame = new Uint8Array(size);
    frame.set(head);
    return frame;
  }
  throw new RangeError(`no info frame for ${sampleRateHz} Hz`);
}

/** Fills the frame. */
export function completeInfoFrame(
  frame: Uint8Array<ArrayBuffer>,
  stream: InfoFrameStream,
  facts: InfoFrameFacts,
): Uint8Array<ArrayBuffer> {
  const view = new DataView(frame.buffer);
  const at = infoOffset(stream.sampleRateHz >= 32000, stream.channels);
  const put = (offset: number, text: string): void => frame.set(new TextEncoder().encode(text), at + offset);
  const total = frame.length + facts.bytes;
  put(0, 'Info');
  // Frames, bytes, table and quality are there.
  view.setUint32(at + 4, 0xf);
  view.setUint32(at + 8, facts.frames);
  view.setUint32(at + 12, total);
  for (let i = 0; i < 100; i++) frame[at + 16 + i] = Math.floor((256 * i) / 100);
  view.setUint32(at + 116, 50);
  const tag = at + 120;
  put(120, 'LAME3.100');
  // Tag revision 0, method 1: constant bit rate.
  frame[tag + 9] = 1;
  frame[tag + 20] = Math.min(255, stream.bitrateKbps);
  frame[tag + 21] = facts.delay >> 4;
  frame[tag + 22] = ((facts.delay & 15) << 4) | (facts.padding >> 8);
  frame[tag + 23] = facts.padding & 255;
  view.setUint32(tag + 28, total);
  view.setUint16(tag + 32, facts.musicCrc);
  view.setUint16(tag + 34, crc16(frame.subarray(0, tag + 34)));
  return frame;
}

function infoOffset(mpeg1: boolean, channels: number): number {
  const sideBytes = mpeg1 ? (channels === 1 ? 17 : 32) : channels === 1 ? 9 : 17;
  return 4 + sideBytes;
}
