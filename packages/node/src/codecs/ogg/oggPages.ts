/**
 * Ogg pages (RFC 3533): packets to pages, and finished pages to another place in the stream. Sequence numbers and
 * checksums are made here.
 */
import type { ByteSink } from '@studiohand/core/audio';
import { concat } from '../vorbisComment.ts';
import { oggCrc } from './oggCrc.ts';

const HEADER_BYTES = 27;
const MAX_SEGMENTS = 255;
/** Header types, RFC 3533 section 6. */
const CONTINUED = 1;
const FIRST = 2;
const LAST = 4;
/** Granule position of a page on which no packet ends. */
const NO_GRANULE = 0xffff_ffff_ffff_ffffn;

/** One logical stream on its way to a sink. */
export class OggPages {
  readonly #sink: ByteSink;
  readonly #serial: number;
  #sequence = 0;
  #segments: number[] = [];
  #parts: Uint8Array[] = [];
  #granule = NO_GRANULE;
  #continued = false;

  constructor(sink: ByteSink, serial: number) {
    this.#sink = sink;
    this.#serial = serial;
  }

  /** Adds a packet, which is kept until the page is full; `granule` is the position at its end. */
  async packet(data: Uint8Array, granule: bigint): Promise<void> {
    let at = 0;
    for (;;) {
      if (this.#segments.length === MAX_SEGMENTS) {
        await this.#page(0);
        this.#continued = at > 0;
      }
      const size = Math.min(255, data.length - at);
      this.#segments.push(size);
      this.#parts.push(data.subarray(at, at + size));
      at += size;
      if (size < 255) break;
    }
    this.#granule = granule;
  }

  /** Ends the page, if there is one. */
  async flush(): Promise<void> {
    if (this.#segments.length > 0) await this.#page(0);
  }

  /** Ends the stream; at least one packet must be waiting. */
  async end(): Promise<void> {
    await this.#page(LAST);
  }

  /** Takes a finished page of another stream into this one. */
  async foreignPage(page: Uint8Array): Promise<void> {
    await this.#put(page.slice());
  }

  async #page(type: number): Promise<void> {
    const head = new Uint8Array(HEADER_BYTES + this.#segments.length);
    head.set(new TextEncoder().encode('OggS'));
    head[5] = type | (this.#continued ? CONTINUED : 0) | (this.#sequence === 0 ? FIRST : 0);
    new DataView(head.buffer).setBigUint64(6, this.#granule, true);
    head[26] = this.#segments.length;
    head.set(this.#segments, HEADER_BYTES);
    const page = concat([head, ...this.#parts]);
    this.#segments = [];
    this.#parts = [];
    this.#granule = NO_GRANULE;
    this.#continued = false;
    await this.#put(page);
  }

  async #put(page: Uint8Array<ArrayBuffer>): Promise<void> {
    const view = new DataView(page.buffer);
    view.setUint32(14, this.#serial, true);
    view.setUint32(18, this.#sequence++, true);
    view.setUint32(22, 0, true);
    view.setUint32(22, oggCrc(page), true);
    await this.#sink.write(page);
  }
}

/** The pages in `bytes`, or undefined where it does not consist of whole pages. */
export function splitPages(bytes: Uint8Array): Uint8Array[] | undefined {
  const pages: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const count = bytes[at + 26] ?? 0;
    const lacing = bytes.subarray(at + HEADER_BYTES, at + HEADER_BYTES + count);
    const size = HEADER_BYTES + count + lacing.reduce((sum, value) => sum + value, 0);
    if (bytes[at] !== 0x4f || bytes[at + 3] !== 0x53 || at + size > bytes.length) return undefined;
    pages.push(bytes.subarray(at, at + size));
    at += size;
  }
  return pages;
}

/** Whether the stream ends with this page. */
export function isLastPage(page: Uint8Array): boolean {
  return ((page[5] ?? 0) & LAST) !== 0;
}

/** The packets on pages that begin and end with whole packets. */
export function packetsOf(pages: readonly Uint8Array[]): Uint8Array[] {
  const packets: Uint8Array[] = [];
  let parts: Uint8Array[] = [];
  for (const page of pages) {
    const count = page[26] ?? 0;
    let at = HEADER_BYTES + count;
    for (const size of page.subarray(HEADER_BYTES, HEADER_BYTES + count)) {
      parts.push(page.subarray(at, at + size));
      at += size;
      if (size === 255) continue;
      packets.push(concat(parts));
      parts = [];
    }
  }
  return packets;
}

/** A stream number that depends on what is written, so that the same input gives the same file. */
export function serialOf(comment: Uint8Array, frameCount: number): number {
  return (oggCrc(comment) ^ frameCount) >>> 0;
}
