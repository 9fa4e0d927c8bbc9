/**
 * The `chna` chunk (ITU-R BS.2088-1 section 8): which track of the file carries which ADM track, 40 bytes a row.
 */
import { AudioError } from '../../audio/index.ts';

/** One row. */
export interface ChnaTrack {
  /** Counts from 1. */
  readonly trackIndex: number;
  /** 'ATU_00000001' */
  readonly uid: string;
  /** 'AT_00011001_01' */
  readonly trackFormat: string;
  /** 'AP_00011001' */
  readonly packFormat: string;
}

const HEAD_BYTES = 4;
const ROW_BYTES = 40;
const UID_BYTES = 12;
const TRACK_FORMAT_BYTES = 14;
const PACK_FORMAT_BYTES = 11;

function textAt(bytes: Uint8Array, at: number, length: number): string {
  let text = '';
  for (let i = at; i < at + length; i++) {
    const code = bytes[i] ?? 0;
    if (code === 0) break;
    text += code >= 32 && code < 127 ? String.fromCharCode(code) : '?';
  }
  return text.trim();
}

/** Rows that name a track; empty reserve rows (index 0) are left out. Throws AudioError 'corrupt' under 4 bytes. */
export function readChna(bytes: Uint8Array): ChnaTrack[] {
  if (bytes.length < HEAD_BYTES)
    throw new AudioError(
      'corrupt',
      `The 'chna' chunk has ${bytes.length} bytes, 4 are needed.`,
      'Export the file again from the program that made it.',
    );
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const tracks: ChnaTrack[] = [];
  for (let at = HEAD_BYTES; at + ROW_BYTES <= bytes.length; at += ROW_BYTES) {
    const trackIndex = view.getUint16(at, true);
    if (trackIndex === 0) continue;
    tracks.push({
      trackIndex,
      uid: textAt(bytes, at + 2, UID_BYTES),
      trackFormat: textAt(bytes, at + 2 + UID_BYTES, TRACK_FORMAT_BYTES),
      packFormat: textAt(bytes, at + 2 + UID_BYTES + TRACK_FORMAT_BYTES, PACK_FORMAT_BYTES),
    });
  }
  return tracks;
}

/** The chunk for the given rows, one UID per track. */
export function buildChna(tracks: readonly ChnaTrack[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(HEAD_BYTES + ROW_BYTES * tracks.length);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, new Set(tracks.map((t) => t.trackIndex)).size, true);
  view.setUint16(2, tracks.length, true);
  const encoder = new TextEncoder();
  tracks.forEach((track, i) => {
    const at = HEAD_BYTES + ROW_BYTES * i;
    view.setUint16(at, track.trackIndex, true);
    bytes.set(encoder.encode(track.uid).subarray(0, UID_BYTES), at + 2);
    bytes.set(encoder.encode(track.trackFormat).subarray(0, TRACK_FORMAT_BYTES), at + 2 + UID_BYTES);
    const pack = encoder.encode(track.packFormat).subarray(0, PACK_FORMAT_BYTES);
    bytes.set(pack, at + 2 + UID_BYTES + TRACK_FORMAT_BYTES);
  });
  return bytes;
}
