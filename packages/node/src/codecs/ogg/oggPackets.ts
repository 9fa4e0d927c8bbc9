/** Packets of one logical stream, put together from the lacing values of its pages (RFC 3533, section 5). */
import { AudioError } from '@studiohand/core/audio';
import type { FileSource } from '../../fileSource.ts';
import { concat } from '../vorbisComment.ts';
import { oggPages } from './pageWalk.ts';

/** What one page completes. */
export interface OggPackets {
  /** Byte of the page. */
  readonly offset: number;
  /** Packets completed on the page; valid until the next are asked for. Without the one whose beginning is missing. */
  readonly packets: readonly Uint8Array[];
  /** Position at the end of the last of them. */
  readonly granule: number | undefined;
  readonly last: boolean;
  /** Whether the last of the packets also begins on this page. */
  readonly whole: boolean;
}

/** Largest packet kept: cover art in a comment header is the largest thing met. */
const MAX_PACKET_BYTES: number = 64 * 2 ** 20;

/** The packets of stream `serial` from the page at byte `from` on, up to the page that ends it. */
export function* oggPackets(source: FileSource, serial: number, from: number): Generator<OggPackets> {
  let pending: Uint8Array[] = [];
  let pendingBytes = 0;
  let sequence: number | undefined;
  for (const page of oggPages(source, from)) {
    if (page.serial !== serial) continue;
    const joins = sequence !== undefined && page.sequence === (sequence + 1) >>> 0 && page.continued;
    sequence = page.sequence;
    let headless = page.continued && (!joins || pending.length === 0);
    if (!joins) pending = [];
    if (pending.length === 0) pendingBytes = 0;
    const packets: Uint8Array[] = [];
    let whole = false;
    let start = 0;
    let end = 0;
    for (const value of page.lacing) {
      end += value;
      if (value === 255) continue;
      const part = page.body.subarray(start, end);
      if (!headless) packets.push(pending.length > 0 ? concat([...pending, part]) : part);
      whole = !headless && pending.length === 0;
      headless = false;
      pending = [];
      pendingBytes = 0;
      start = end;
    }
    yield { offset: page.offset, packets, granule: page.granule, last: page.last, whole };
    if (page.last) return;
    if (end > start && !headless) {
      pendingBytes += end - start;
      if (pendingBytes > MAX_PACKET_BYTES) throw tooLarge(source, page.offset);
      pending.push(page.body.slice(start, end));
    }
  }
}

function tooLarge(source: FileSource, offset: number): AudioError {
  return new AudioError(
    'corrupt',
    `${source.name}: the Ogg packet that goes on at byte ${offset} is larger than ${MAX_PACKET_BYTES} bytes`,
    'The file is damaged: copy or export it again.',
  );
}
