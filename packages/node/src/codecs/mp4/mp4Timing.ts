/**
 * Where the sound of an MP4 track begins and ends, to the frame (ISO/IEC 14496-12: stts, section 8.6.1.2; elst, 8.6.6;
 * Apple, "QuickTime File Format", appendix G, for delay and padding; iTunSMPB as iTunes writes it). ffmpeg rounds the
 * edit list to the movie's clock, often milliseconds, and is therefore told to leave it alone.
 */
import type { FileSource } from '../../fileSource.ts';
import { childBoxes, findBox, type Mp4Box, movieBoxes, viewOf } from './readBoxes.ts';

/** In frames of the decoded sound. */
export interface Mp4Timing {
  /** Frames to drop at the start. */
  readonly skip: number;
  readonly frameCount: number;
}

/** Sound media (ISO/IEC 14496-12, section 12.2.1). */
const SOUND = 'soun';
/** A packet has at least a byte and at most so many frames: twice what AAC with SBR, or ALAC, ever has. */
const MAX_FRAMES_PER_BYTE = 16384;

/**
 * Timing of the sound track number `soundIndex`, or undefined where the boxes do not settle it: fragments, several
 * edits, a clock that is not the sample rate, damage. `smpb` is the text of the iTunSMPB item.
 */
export function mp4Timing(
  source: FileSource,
  soundIndex: number,
  sampleRateHz: number,
  smpb: string | undefined,
): Mp4Timing | undefined {
  const movie = movieBoxes(source);
  const tracks = movie.filter(({ type }) => type === 'trak').map(({ data }) => childBoxes(data));
  const track = tracks.filter((boxes) => handlerOf(boxes) === SOUND)[soundIndex];
  if (!track || movie.some(({ type }) => type === 'mvex')) return undefined;
  const scale = sampleRateHz / timescaleOf(findBox(track, 'mdia', 'mdhd'));
  const movieScale = sampleRateHz / timescaleOf(movie.find(({ type }) => type === 'mvhd'));
  const total = totalDuration(findBox(track, 'mdia', 'minf', 'stbl', 'stts')) * scale;
  if (!Number.isSafeInteger(scale) || !Number.isSafeInteger(total)) return undefined;
  if (total <= 0 || total > source.size * MAX_FRAMES_PER_BYTE) return undefined;
  return fromSmpb(smpb, total) ?? fromEdits(findBox(track, 'edts', 'elst'), total, scale, movieScale);
}

/** The item counts when its three figures together are the length of the track. */
function fromSmpb(smpb: string | undefined, total: number): Mp4Timing | undefined {
  const [, delay, padding, frameCount] = (smpb ?? '')
    .trim()
    .split(/\s+/)
    .map((word) => Number.parseInt(word, 16));
  if (delay === undefined || padding === undefined || !frameCount) return undefined;
  // Some writers let the last packet end with the sound, others with its padding.
  const fits = delay + frameCount === total || delay + frameCount + padding === total;
  return fits ? { skip: delay, frameCount } : undefined;
}

function fromEdits(list: Mp4Box | undefined, total: number, scale: number, movieScale: number): Mp4Timing | undefined {
  if (!list) return { skip: 0, frameCount: total };
  const edits = readEdits(list).filter(({ mediaTime }) => mediaTime >= 0);
  const [edit] = edits;
  if (!edit || edits.length > 1) return undefined;
  const skip = edit.mediaTime * scale;
  const rest = total - skip;
  if (rest <= 0 || !Number.isFinite(movieScale)) return undefined;
  const stated = edit.duration * movieScale;
  // Within a tick of the movie's clock the edit means the whole rest; so it does when it is 0.
  if (edit.duration === 0 || Math.abs(stated - rest) <= Math.max(1, movieScale)) return { skip, frameCount: rest };
  return stated < rest ? { skip, frameCount: Math.round(stated) } : { skip, frameCount: rest };
}

function readEdits({ data }: Mp4Box): { duration: number; mediaTime: number }[] {
  const view = viewOf(data);
  if (data.length < 8) return [];
  const long = view.getUint8(0) === 1;
  const bytes = long ? 20 : 12;
  const edits: { duration: number; mediaTime: number }[] = [];
  for (let at = 8; at + bytes <= data.length && edits.length < view.getUint32(4); at += bytes) {
    edits.push(
      long
        ? { duration: Number(view.getBigUint64(at)), mediaTime: Number(view.getBigInt64(at + 8)) }
        : { duration: view.getUint32(at), mediaTime: view.getInt32(at + 4) },
    );
  }
  return edits;
}

function totalDuration(box: Mp4Box | undefined): number {
  if (!box || box.data.length < 8) return 0;
  const view = viewOf(box.data);
  const count = Math.min(view.getUint32(4), Math.floor((box.data.length - 8) / 8));
  let total = 0;
  for (let i = 0; i < count; i++) total += view.getUint32(8 + 8 * i) * view.getUint32(12 + 8 * i);
  return total;
}

/** Ticks per second of mvhd or mdhd; NaN where the box is missing. */
function timescaleOf(box: Mp4Box | undefined): number {
  if (!box || box.data.length < 24) return Number.NaN;
  const view = viewOf(box.data);
  return view.getUint32(view.getUint8(0) === 1 ? 20 : 12);
}

function handlerOf(track: readonly Mp4Box[]): string {
  const data = findBox(track, 'mdia', 'hdlr')?.data;
  return data && data.length >= 12 ? String.fromCharCode(...data.subarray(8, 12)) : '';
}
