/**
 * Reads Ogg pages (RFC 3533, section 6). A page counts only where its checksum is right, so damaged or lying bytes never
 * reach a decoder; the walk goes on at the next capture pattern and says how many bytes lay between.
 */
import { AudioError } from '@studiohand/core/audio';
import type { FileSource } from '../../fileSource.ts';
import { oggCrc } from './oggCrc.ts';

/** A page. `lacing` and `body` are valid until the next one is asked for. */
export interface OggPage {
  readonly offset: number;
  /** Bytes of header and body. */
  readonly bytes: number;
  readonly serial: number;
  readonly sequence: number;
  /** The first packet began on an earlier page. */
  readonly continued: boolean;
  /** The page begins a logical stream. */
  readonly first: boolean;
  /** The page ends it. */
  readonly last: boolean;
  /** Position at the end of the last packet completed here; undefined where none is, or where it is no number. */
  readonly granule: number | undefined;
  readonly lacing: Uint8Array;
  readonly body: Uint8Array;
  /** Bytes skipped before it that were no page. */
  readonly junkBytes: number;
}

const HEADER_BYTES = 27;
const CHECKSUM_AT = 22;
/** Header, 255 lacing values, 255 segments of 255 bytes. */
const MAX_PAGE_BYTES: number = HEADER_BYTES + 255 + 255 * 255;
const WINDOW_BYTES = 262144;
/** Bytes that may be summed up in vain, as a multiple of the file: a file made of false page headers would take hours. */
const MAX_VAIN_SUMS = 64;
const CONTINUED = 1;
const FIRST = 2;
const LAST = 4;
const NO_CHECKSUM = new Uint8Array(4);

/** The pages of all logical streams from byte `from` on. Returns the bytes at the end that are no whole page. */
export function* oggPages(source: FileSource, from = 0): Generator<OggPage, number> {
  const buffer = new Uint8Array(Math.min(WINDOW_BYTES, Math.max(HEADER_BYTES, source.size)));
  let window = buffer.subarray(0, 0);
  let base = from;
  let at = 0;
  let junkBytes = 0;
  let vainBytes = 0;
  while (base + at < source.size) {
    if (window.length - at < MAX_PAGE_BYTES && base + window.length < source.size) {
      base += at;
      at = 0;
      window = buffer.subarray(0, source.read(base, buffer));
      if (window.length === 0) break;
    }
    const bytes = pageBytes(window, at);
    if (bytes > 0 && checksumIsRight(window.subarray(at, at + bytes))) {
      yield readPage(window.subarray(at, at + bytes), base + at, junkBytes);
      junkBytes = 0;
      at += bytes;
      continue;
    }
    vainBytes += bytes;
    if (vainBytes > MAX_VAIN_SUMS * source.size) throw hopeless(source);
    const next = window.indexOf(0x4f, at + 1);
    const moved = (next < 0 ? window.length : next) - at;
    junkBytes += moved;
    at += moved;
  }
  return junkBytes;
}

/** Bytes of the page that may begin at `at`, or 0. */
function pageBytes(window: Uint8Array, at: number): number {
  if (at + HEADER_BYTES > window.length || !isCapturePattern(window, at) || window[at + 4] !== 0) return 0;
  const bodyAt = at + HEADER_BYTES + window[at + 26]!;
  if (bodyAt > window.length) return 0;
  let end = bodyAt;
  for (let i = at + HEADER_BYTES; i < bodyAt; i++) end += window[i]!;
  return end > window.length ? 0 : end - at;
}

function checksumIsRight(page: Uint8Array): boolean {
  const stated = new DataView(page.buffer, page.byteOffset).getUint32(CHECKSUM_AT, true);
  const crc = oggCrc(NO_CHECKSUM, oggCrc(page.subarray(0, CHECKSUM_AT)));
  return oggCrc(page.subarray(CHECKSUM_AT + 4), crc) === stated;
}

function readPage(page: Uint8Array, offset: number, junkBytes: number): OggPage {
  const view = new DataView(page.buffer, page.byteOffset);
  const bodyAt = HEADER_BYTES + page[26]!;
  const flags = page[5]!;
  const granule = view.getInt32(10, true) * 2 ** 32 + view.getUint32(6, true);
  return {
    offset,
    bytes: page.length,
    serial: view.getUint32(14, true),
    sequence: view.getUint32(18, true),
    continued: (flags & CONTINUED) !== 0,
    first: (flags & FIRST) !== 0,
    last: (flags & LAST) !== 0,
    granule: granule === -1 || !Number.isSafeInteger(granule) ? undefined : granule,
    lacing: page.subarray(HEADER_BYTES, bodyAt),
    body: page.subarray(bodyAt),
    junkBytes,
  };
}

function isCapturePattern(window: Uint8Array, at: number): boolean {
  return window[at] === 0x4f && window[at + 1] === 0x67 && window[at + 2] === 0x67 && window[at + 3] === 0x53;
}

function hopeless(source: FileSource): AudioError {
  return new AudioError(
    'corrupt',
    `${source.name}: the file is full of Ogg page headers whose checksums are wrong`,
    'Copy or export the file again.',
  );
}
