/**
 * Encoder delay and padding of an MP3: the Xing/Info header (Xing Inc., "VBR header") with the LAME tag (LAME, "Mp3 Info
 * Tag rev 1"), and the VBRI header of Fraunhofer's encoder, which has no such figures.
 */
import type { MpegFrame } from './mpegFrames.ts';

/** What the first frame says about the stream, where it is no sound itself. */
export interface Mp3Header {
  /** Frames that follow, or 0. */
  readonly statedFrames: number;
  /** Samples the encoder put before and after the sound; undefined without a LAME tag. */
  readonly delay?: number;
  readonly padding?: number;
}

/** Delay of every layer III decoder: 528 samples of the filter bank and one (LAME, "tech FAQ"). */
export const DECODER_DELAY = 529;

/** The header in the first frame of a file, or undefined where that frame is sound. */
export function readMp3Header(frame: MpegFrame): Mp3Header | undefined {
  const { data } = frame;
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  const sideBytes = frame.mpeg1 ? (frame.channels === 1 ? 17 : 32) : frame.channels === 1 ? 9 : 17;
  const at = 4 + sideBytes;
  const name = text(data, at, 4);
  if (name !== 'Xing' && name !== 'Info') {
    return text(data, 36, 4) === 'VBRI' && data.length >= 54 ? { statedFrames: view.getUint32(50) } : undefined;
  }
  if (data.length < at + 8) return { statedFrames: 0 };
  const flags = view.getUint32(at + 4);
  let next = at + 8;
  let statedFrames = 0;
  if (flags & 1 && data.length >= next + 4) statedFrames = view.getUint32(next);
  next += (flags & 1 ? 4 : 0) + (flags & 2 ? 4 : 0) + (flags & 4 ? 100 : 0) + (flags & 8 ? 4 : 0);
  if (!/^(LAME|Lavc|Lavf|L3\.9)/.test(text(data, next, 4)) || data.length < next + 24) return { statedFrames };
  const delay = (view.getUint8(next + 21) << 4) | (view.getUint8(next + 22) >> 4);
  const padding = ((view.getUint8(next + 22) & 15) << 8) | view.getUint8(next + 23);
  return { statedFrames, delay, padding };
}

function text(bytes: Uint8Array, at: number, count: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + count));
}
