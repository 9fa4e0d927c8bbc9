/**
 * MPEG audio layer III frames (ISO/IEC 11172-3, 2.4.1.3; 13818-3 for the low rates; MPEG 2.5 as Fraunhofer defined it):
 * header, length and the walk through a file. Free-format streams (bitrate index 0) are not followed.
 */
import type { FileSource } from '../../fileSource.ts';

/** What a frame header says. */
export interface MpegHeader {
  readonly sampleRateHz: number;
  readonly channels: number;
  /** Samples per channel: 1152, or 576 in MPEG 2 and 2.5. */
  readonly frames: number;
  readonly bytes: number;
  readonly mpeg1: boolean;
}

/** A frame in a file; `data` is valid until the next one is asked for. */
export interface MpegFrame extends MpegHeader {
  readonly offset: number;
  readonly data: Uint8Array;
  /** Bytes skipped before it that were no frame. */
  readonly junkBytes: number;
}

const KBPS_1: readonly number[] = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const KBPS_2: readonly number[] = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
const RATES_HZ: readonly number[] = [44100, 48000, 32000];
const WINDOW_BYTES = 262144;
/** Longest layer III frame: 144000 * 320 / 32000 + 1. */
const MAX_FRAME_BYTES = 1441;

/** The header at `at`, if one can begin there. */
export function parseMpegHeader(bytes: Uint8Array, at: number): MpegHeader | undefined {
  if (at + 4 > bytes.length || bytes[at] !== 0xff || (bytes[at + 1]! & 0xe6) !== 0xe2) return undefined;
  const version = (bytes[at + 1]! >> 3) & 3;
  const baseHz = RATES_HZ[(bytes[at + 2]! >> 2) & 3];
  const mpeg1 = version === 3;
  const kbps = (mpeg1 ? KBPS_1 : KBPS_2)[bytes[at + 2]! >> 4];
  if (version === 1 || !baseHz || !kbps) return undefined;
  const sampleRateHz = mpeg1 ? baseHz : version === 2 ? baseHz / 2 : baseHz / 4;
  const frames = mpeg1 ? 1152 : 576;
  const padding = (bytes[at + 2]! >> 1) & 1;
  return {
    sampleRateHz,
    channels: bytes[at + 3]! >> 6 === 3 ? 1 : 2,
    frames,
    bytes: Math.floor(((frames / 8) * 1000 * kbps) / sampleRateHz) + padding,
    mpeg1,
  };
}

/**
 * The frames of a file from byte `from`, all of the kind of the first. A frame counts where another header of the same
 * kind or the end of the stream follows it, or where it follows a frame without a gap.
 */
export function* mpegFrames(source: FileSource, from: number): Generator<MpegFrame> {
  const buffer = new Uint8Array(Math.min(WINDOW_BYTES, Math.max(4, source.size)));
  let window = buffer.subarray(0, 0);
  let base = from;
  let at = 0;
  let first: MpegHeader | undefined;
  let junkBytes = 0;
  while (base + at + 4 <= source.size) {
    if (window.length - at < 2 * MAX_FRAME_BYTES && base + window.length < source.size) {
      base += at;
      at = 0;
      window = buffer.subarray(0, source.read(base, buffer));
      if (window.length < 4) return;
    }
    const header = parseMpegHeader(window, at);
    const end = header ? at + header.bytes : 0;
    if (
      header &&
      end <= window.length &&
      alike(header, first) &&
      (follows(window, end, header) || joins(first, junkBytes))
    ) {
      first ??= header;
      yield { ...header, offset: base + at, data: window.subarray(at, end), junkBytes };
      junkBytes = 0;
      at = end;
      continue;
    }
    const next = window.indexOf(0xff, at + 1);
    const moved = (next < 0 ? window.length : next) - at;
    junkBytes += moved;
    at += moved;
  }
}

function alike(header: MpegHeader, first: MpegHeader | undefined): boolean {
  return !first || (header.sampleRateHz === first.sampleRateHz && header.mpeg1 === first.mpeg1);
}

function joins(first: MpegHeader | undefined, junkBytes: number): boolean {
  return first !== undefined && junkBytes === 0;
}

/** Whether a header of the same kind stands at `at`, or the stream ends there. */
function follows(window: Uint8Array, at: number, header: MpegHeader): boolean {
  if (at + 4 > window.length) return true;
  const next = parseMpegHeader(window, at);
  return next !== undefined && alike(next, header);
}
