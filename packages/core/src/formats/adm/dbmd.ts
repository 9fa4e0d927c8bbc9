/**
 * The `dbmd` chunk, little-endian: u32 version, segments of {u8 id, u16 size, payload, u8 checksum}, id 0 at the end.
 * Checksum = -(size + sum of the payload bytes) mod 256. Fields as far as the open parsers of MediaInfoLib (BSD-2) and
 * dbmd_atmos_parse (BSD-3) name them; bytes without a known meaning are written as zero, but for the few that files in
 * the field always hold. Segment 7: loudness and downmix of the bed, 9: object audio, 10: trims and headphone modes.
 */
import { AudioError } from '../../audio/index.ts';

/** Frames per second, low nibble of segment 9 byte 111: 1 to 6. */
export const DBMD_FRAME_RATES: readonly string[] = ['not indicated', '23.976', '24', '25', '29.97 drop', '29.97', '30'];
/** Headphone render modes, bits 2-0 of each element's byte in segment 10. */
export const DBMD_BINAURAL_MODES = ['off', 'near', 'far', 'mid', 'not indicated'] as const;
export type BinauralMode = (typeof DBMD_BINAURAL_MODES)[number];
/** Warp modes, bits 2-0 of segment 9 byte 152. */
export const DBMD_WARP_MODES: readonly string[] = [
  'direct render',
  'direct render with room balance',
  'Pro Logic IIx',
  'Lo/Ro',
  'not indicated',
];
/** 5.1 to 2.0, bits 6-4 of segment 9 byte 139. */
export const DBMD_DOWNMIXES: readonly string[] = [
  'not indicated',
  'Lo/Ro',
  'Lt/Rt',
  'Lt/Rt Pro Logic II',
  'direct stereo',
];

const VERSION = 0x01000006;
const SEGMENT_BED = 7;
const SEGMENT_OBJECT_AUDIO = 9;
const SEGMENT_SUPPLEMENT = 10;
const BED_BYTES = 96;
const OBJECT_AUDIO_BYTES = 248;
const SYNC = 0xf8726fbd;
/** Sync, count, a reserved byte and nine trim configurations of 15 bytes. */
const SUPPLEMENT_HEAD = 142;
const TRIM_CONFIGURATIONS = 9;
const TRIM_BYTES = 15;

/** What is read of a `dbmd` chunk; fields of absent segments are undefined. */
export interface Dbmd {
  readonly version: number;
  readonly segments: readonly { readonly id: number; readonly size: number; readonly checksumGood: boolean }[];
  readonly tool?: string;
  readonly toolVersion?: string;
  readonly frameRate?: string;
  /** First frame of action in seconds; undefined when not indicated. */
  readonly firstFrameOfActionSeconds?: number;
  readonly downmix?: string;
  readonly warpMode?: string;
  /** One per element, bed channels first. */
  readonly binauralModes?: readonly BinauralMode[];
  readonly notes: readonly string[];
}

/** What to write. */
export interface DbmdSpec {
  readonly tool: string;
  /** Major, minor, micro. */
  readonly toolVersion: readonly [number, number, number];
  /** Index into {@link DBMD_FRAME_RATES}. */
  readonly frameRateCode: number;
  /** One per element, bed channels first. */
  readonly binauralModes: readonly BinauralMode[];
}

function segment(id: number, payload: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(payload.length + 4);
  bytes[0] = id;
  new DataView(bytes.buffer).setUint16(1, payload.length, true);
  bytes.set(payload, 3);
  bytes[bytes.length - 1] = checksum(payload);
  return bytes;
}

function checksum(payload: Uint8Array): number {
  let sum = payload.length;
  for (const byte of payload) sum += byte;
  return -sum & 0xff;
}

function padded(text: string, length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  bytes.set(new TextEncoder().encode(text).subarray(0, length - 1));
  return bytes;
}

/** The chunk: direct render, automatic trims, 5.1 to 2.0 not indicated, first frame of action at zero. */
export function buildDbmd({ tool, toolVersion, frameRateCode, binauralModes }: DbmdSpec): Uint8Array<ArrayBuffer> {
  const bed = new Uint8Array(BED_BYTES);
  // Meaning not public; the values that files in the field hold.
  bed[1] = 0x47;
  bed[5] = 0x60;
  bed[8] = 0x24;
  bed[9] = 0x24;
  const audio = new Uint8Array(OBJECT_AUDIO_BYTES);
  audio.set(padded('Created with', 32), 0);
  audio.set(padded(tool, 64), 32);
  audio.set(toolVersion, 96);
  audio[103] = 3;
  audio[105] = 5;
  audio[106] = 1;
  audio[111] = 0x10 | frameRateCode;
  audio[152] = 0x80;
  const count = binauralModes.length;
  const supplement = new Uint8Array(SUPPLEMENT_HEAD + 2 * count);
  const view = new DataView(supplement.buffer);
  view.setUint32(0, SYNC, true);
  view.setUint16(4, count, true);
  for (let k = 0; k < TRIM_CONFIGURATIONS; k++) supplement[7 + TRIM_BYTES * k] = 1;
  binauralModes.forEach((mode, i) => {
    supplement[SUPPLEMENT_HEAD + count + i] = DBMD_BINAURAL_MODES.indexOf(mode);
  });
  const version = new Uint8Array(4);
  new DataView(version.buffer).setUint32(0, VERSION, true);
  const parts = [
    version,
    segment(SEGMENT_BED, bed),
    segment(SEGMENT_OBJECT_AUDIO, audio),
    segment(SEGMENT_SUPPLEMENT, supplement),
    new Uint8Array(2),
  ];
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function textOf(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end)).trim();
}

function objectAudio(p: Uint8Array): Partial<Dbmd> {
  const view = new DataView(p.buffer, p.byteOffset, p.length);
  const seconds = (p[112] ?? 0) * 3600 + (p[113] ?? 0) * 60 + view.getUint32(114, true) / 100_000;
  return {
    tool: textOf(p.subarray(32, 96)),
    toolVersion: `${p[96]}.${p[97]}.${p[98]}`,
    frameRate: DBMD_FRAME_RATES[(p[111] ?? 0) & 15] ?? 'unknown',
    ...(p[112] === 0xff ? {} : { firstFrameOfActionSeconds: seconds }),
    downmix: DBMD_DOWNMIXES[((p[139] ?? 0) >> 4) & 7] ?? 'unknown',
    warpMode: DBMD_WARP_MODES[(p[152] ?? 0) & 7] ?? 'unknown',
  };
}

function supplementOf(p: Uint8Array, notes: string[]): Partial<Dbmd> {
  const view = new DataView(p.buffer, p.byteOffset, p.length);
  if (view.getUint32(0, true) !== SYNC) {
    notes.push('Segment 10 does not begin with its sync word');
    return {};
  }
  const count = view.getUint16(4, true);
  if (p.length < SUPPLEMENT_HEAD + 2 * count) {
    notes.push(`Segment 10 is too short for its ${count} elements`);
    return {};
  }
  const modes = p.subarray(SUPPLEMENT_HEAD + count, SUPPLEMENT_HEAD + 2 * count);
  return { binauralModes: Array.from(modes, (byte) => DBMD_BINAURAL_MODES[byte & 7] ?? 'not indicated') };
}

/** Reads the chunk as far as it is known. Throws AudioError 'corrupt' under 4 bytes. */
export function readDbmd(bytes: Uint8Array): Dbmd {
  if (bytes.length < 4)
    throw new AudioError(
      'corrupt',
      `The 'dbmd' chunk has ${bytes.length} bytes, 4 are needed.`,
      'Export the file again from the program that made it.',
    );
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const segments: { id: number; size: number; checksumGood: boolean }[] = [];
  const notes: string[] = [];
  let fields: Partial<Dbmd> = {};
  for (let at = 4; at < bytes.length; ) {
    const id = bytes[at] ?? 0;
    if (id === 0) break;
    const size = at + 3 <= bytes.length ? view.getUint16(at + 1, true) : 0;
    const payload = bytes.subarray(at + 3, at + 3 + size);
    if (at + 4 + size > bytes.length) {
      notes.push(`Segment ${id} at byte ${at} is cut off`);
      break;
    }
    const checksumGood = bytes[at + 3 + size] === checksum(payload);
    if (!checksumGood) notes.push(`Segment ${id} at byte ${at} has a wrong checksum`);
    segments.push({ id, size, checksumGood });
    if (id === SEGMENT_OBJECT_AUDIO && size >= 153) fields = { ...fields, ...objectAudio(payload) };
    if (id === SEGMENT_SUPPLEMENT && size >= 6) fields = { ...fields, ...supplementOf(payload, notes) };
    at += 4 + size;
  }
  return { version: view.getUint32(0, true), segments, ...fields, notes };
}
