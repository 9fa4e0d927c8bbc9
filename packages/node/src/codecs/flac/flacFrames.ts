/**
 * Walks the frames of a FLAC file: each is delivered only after its CRC-16 was right, so the decoder never sees damaged
 * data. Also finds the frame that holds a position (bisection over bytes) and the end of the last whole frame.
 */
import type { FileSource } from '../../fileSource.ts';
import { crc16, type FlacFrameHeader, MAX_HEADER_BYTES, parseFrameHeader } from './flacFrame.ts';
import type { FlacStream } from './flacStream.ts';

/** Bytes read at a time. */
const WINDOW_BYTES = 262144;
/** The bisection stops at this distance; what is left is decoded and dropped. */
const NEAR_BYTES = 262144;
/**
 * A search gives up when it has summed so many bytes without finding a frame (the largest has 2 MB): garbage made of
 * headers would otherwise take quadratic time.
 */
const MAX_VAIN_BYTES = 8388608;

/** A verified frame; `bytes` is valid until the next one is asked for. */
export interface FlacFrame extends FlacFrameHeader {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** The largest frame a stream can hold: verbatim samples with one bit more for the side channel, and the headers. */
function maxFrameBytes(stream: FlacStream): number {
  return Math.ceil((stream.maxBlockFrames * stream.channels * (stream.bits + 1)) / 8) + 16 + 8 * stream.channels;
}

/**
 * Frames from byte `from` on. Stops at the first bytes that are no whole frame; with `resync` it searches for the next
 * good one instead, up to byte `until`.
 */
export function* flacFrames(
  source: FileSource,
  stream: FlacStream,
  from: number,
  resync = false,
  until: number = source.size,
): Generator<FlacFrame> {
  const longest = maxFrameBytes(stream);
  let window: Uint8Array = new Uint8Array(0);
  let base = from;
  let at = 0;
  const search = { vainBytes: 0 };
  while (base + at < until && search.vainBytes < MAX_VAIN_BYTES) {
    if (window.length - at < longest + MAX_HEADER_BYTES && base + window.length < source.size) {
      base += at;
      const grown = new Uint8Array(Math.min(Math.max(WINDOW_BYTES, 2 * longest), source.size - base));
      window = grown.subarray(0, source.read(base, grown));
      at = 0;
    }
    const header = parseFrameHeader(window, at, stream);
    const end = header ? frameEnd(window, at, longest, stream, base + window.length >= source.size, search) : 0;
    if (header && end > 0) {
      search.vainBytes = 0;
      yield { ...header, offset: base + at, bytes: window.subarray(at, end) };
      at = end;
      continue;
    }
    if (!resync) return;
    at = nextSync(window, at + 1);
    if (at >= window.length && base + window.length >= source.size) return;
  }
}

/** Index behind the frame at `at`, or 0: where the CRC-16 comes out even and the next header, or the end, follows. */
function frameEnd(
  window: Uint8Array,
  at: number,
  longest: number,
  stream: FlacStream,
  atEnd: boolean,
  search: { vainBytes: number },
): number {
  const limit = Math.min(window.length, at + longest + MAX_HEADER_BYTES);
  let crc = 0;
  let done = at;
  for (let next = nextSync(window, at + 2); next < limit; next = nextSync(window, next + 1)) {
    if (!parseFrameHeader(window, next, stream)) continue;
    crc = crc16(crc, window, done, next);
    search.vainBytes += next - done;
    done = next;
    if (crc === 0) return next;
    if (search.vainBytes > MAX_VAIN_BYTES) return 0;
  }
  if (!atEnd) return 0;
  search.vainBytes += limit - done;
  // The last frame ends with the file, or before something appended (an ID3v1 tag has 128 bytes, others anything).
  for (let i = done; i < limit; ) {
    crc = crc16(crc, window, i, ++i);
    if (crc === 0 && i > at + 8 && (i === window.length || endsStream(window, i))) return i;
  }
  return 0;
}

/** Whether what follows looks like a tag behind the stream: 'TAG', 'APETAGEX', '3DI', 'LYRICS', or zeros. */
function endsStream(window: Uint8Array, at: number): boolean {
  const mark = String.fromCharCode(...window.subarray(at, at + 3));
  return ['TAG', 'APE', '3DI', 'LYR', '\0\0\0'].includes(mark);
}

function nextSync(window: Uint8Array, from: number): number {
  for (let i = window.indexOf(0xff, from); i >= 0; i = window.indexOf(0xff, i + 1)) {
    if (i + 1 >= window.length || (window[i + 1]! & 0xfe) === 0xf8) return i;
  }
  return window.length;
}

/** Byte of a frame that begins at or before position `frame`, not far from it. */
export function findFlacFrame(
  source: FileSource,
  stream: FlacStream,
  frame: number,
): { offset: number; start: number } {
  let low = { offset: stream.audioOffset, start: 0 };
  let high = source.size;
  while (high - low.offset > NEAR_BYTES) {
    const middle = Math.floor((low.offset + high) / 2);
    const [found] = flacFrames(source, stream, middle, true, Math.min(high, middle + NEAR_BYTES / 2));
    if (!found || found.start > frame || found.start < low.start) high = middle;
    else low = { offset: found.offset, start: found.start };
  }
  return low;
}

/** Position behind the last whole frame: 0 where the file has none, undefined where the tail of a long one has none. */
export function lastFlacFrameEnd(source: FileSource, stream: FlacStream): number | undefined {
  const from = Math.max(stream.audioOffset, source.size - 4 * maxFrameBytes(stream) - WINDOW_BYTES);
  let end = from === stream.audioOffset ? 0 : undefined;
  for (const frame of flacFrames(source, stream, from, true)) end = frame.start + frame.frames;
  return end;
}
