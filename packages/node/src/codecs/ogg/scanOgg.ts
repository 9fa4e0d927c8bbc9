/**
 * One walk over all pages of an Ogg file at opening: which streams it holds, where the sound ends, where it is damaged,
 * and a coarse index for seeking. The first Vorbis or Opus stream is the one read; other streams beside it get a note.
 * Streams one after another (chained, RFC 3533, section 4) are refused: each may have its own rate and channels.
 */
import { AudioError } from '@studiohand/core/audio';
import type { FileSource } from '../../fileSource.ts';
import { oggCodec } from './oggCodec.ts';
import { type OggPage, oggPages } from './pageWalk.ts';

/** A page behind which decoding can go on. */
export interface OggIndexEntry {
  readonly offset: number;
  readonly granule: number;
}

/** The stream to read. */
export interface OggStream {
  /** As oggCodec names it. */
  readonly codec: string;
  readonly serial: number;
  /** Byte of its first page. */
  readonly offset: number;
  /** Position at the end of the last packet; undefined where no page states one. */
  readonly lastGranule: number | undefined;
  /** Packets completed in the stream, headers with them. */
  readonly packetCount: number;
  readonly index: readonly OggIndexEntry[];
  readonly notes: readonly string[];
}

/** Least distance of index entries, in granule positions. */
const INDEX_STEP = 65536;
const WANTED: ReadonlySet<string> = new Set(['Vorbis', 'Opus']);
const AUDIO: ReadonlySet<string> = new Set(['Vorbis', 'Opus', 'FLAC', 'Speex']);

/** Walks the file. Throws AudioError where it holds no stream at all, or several in a row. */
export function scanOgg(source: FileSource): OggStream {
  const heads: { codec: string; serial: number; offset: number }[] = [];
  let chosen: (typeof heads)[number] | undefined;
  let dataSeen = false;
  let sequence: number | undefined;
  let ended = false;
  let breaks = 0;
  let leadingBytes = 0;
  let lastGranule: number | undefined;
  let packetCount = 0;
  const index: OggIndexEntry[] = [];
  const pages = oggPages(source);
  let step = pages.next();
  for (; !step.done; step = pages.next()) {
    const page = step.value;
    if (page.first) {
      const head = { codec: oggCodec(page.body), serial: page.serial, offset: page.offset };
      if (dataSeen && AUDIO.has(head.codec)) throw chained(source, page.offset);
      if (heads.length === 0) leadingBytes = page.junkBytes;
      if (heads.length < 256) heads.push(head);
      if (WANTED.has(head.codec) && !chosen) chosen = head;
      if (head !== chosen) continue;
    } else {
      dataSeen = true;
    }
    if (page.serial !== chosen?.serial || ended) continue;
    if (sequence !== undefined && page.sequence !== (sequence + 1) >>> 0) breaks++;
    sequence = page.sequence;
    ended = page.last;
    const completed = packetsCompleted(page);
    packetCount += completed;
    if (page.granule === undefined) continue;
    lastGranule = page.granule;
    // Where the last packet completed on the page also begins on it, a decoder can be started with it.
    const resumes = !page.last && completed >= (page.continued ? 2 : 1);
    if (resumes && page.granule >= (index.at(-1)?.granule ?? 0) + INDEX_STEP) {
      index.push({ offset: page.offset, granule: page.granule });
    }
  }
  const head = chosen ?? heads.find(({ codec }) => AUDIO.has(codec)) ?? heads[0];
  if (!head) throw empty(source);
  const notes: string[] = [];
  if (leadingBytes > 0) notes.push(`${leadingBytes} bytes before the first Ogg page were skipped`);
  if (breaks > 0) notes.push(`The file is damaged: Ogg pages are missing or unreadable in ${breaks} places`);
  if (step.value > 0) {
    notes.push(
      ended
        ? `${step.value} bytes behind the end of the sound were ignored`
        : `The file is truncated: its last ${step.value} bytes are no whole Ogg page`,
    );
  } else if (chosen && !ended) {
    notes.push('The file may be truncated: its last page is not marked as the end');
  }
  const others = heads.filter((other) => other !== head && other.codec !== 'Skeleton').map(({ codec }) => codec);
  if (others.length > 0) notes.push(`The file also holds other streams, which are not read: ${others.join(', ')}`);
  return { ...head, lastGranule, packetCount, index, notes };
}

function packetsCompleted(page: OggPage): number {
  let completed = 0;
  for (const value of page.lacing) if (value < 255) completed++;
  return completed;
}

function chained(source: FileSource, offset: number): AudioError {
  return new AudioError(
    'unsupported-format',
    `${source.name}: several Ogg streams follow one another; the second begins at byte ${offset}`,
    'Split the file at that byte, or convert it to one WAV or FLAC file with ffmpeg.',
  );
}

function empty(source: FileSource): AudioError {
  return new AudioError(
    'corrupt',
    `${source.name}: no whole Ogg page that begins a stream was found`,
    'The file is damaged or only a part of one: copy or export it again.',
  );
}
