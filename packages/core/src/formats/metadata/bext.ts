/**
 * The Broadcast Wave `bext` chunk (EBU Tech 3285 v2, section 2.3): read, and changed field by field with every other
 * byte left as it was. Texts are ASCII by the standard; Latin-1 is what comes along in practice and is kept.
 */
import { rescalePosition, smaller } from './rescalePosition.ts';

const DESCRIPTION = { offset: 0, length: 256 } as const;
const ORIGINATOR = { offset: 256, length: 32 } as const;
const ORIGINATOR_REFERENCE = { offset: 288, length: 32 } as const;
const ORIGINATION_DATE = { offset: 320, length: 10 } as const;
const ORIGINATION_TIME = { offset: 330, length: 8 } as const;
const TIME_REFERENCE_OFFSET = 338;
const VERSION_OFFSET = 346;
/** LoudnessValue, LoudnessRange, MaxTruePeakLevel, MaxMomentaryLoudness, MaxShortTermLoudness: int16, hundredths. */
const LOUDNESS_OFFSET = 412;
const CODING_HISTORY_OFFSET = 602;
/** "Not set" in a loudness field (Tech 3285 v2, section 2.4). */
const LOUDNESS_UNSET = 0x7fff;

/** Loudness fields of version 2; undefined where not set. Stored to 0.01. */
export interface BextLoudness {
  readonly integratedLufs?: number | undefined;
  readonly loudnessRangeLu?: number | undefined;
  readonly truePeakDbtp?: number | undefined;
  readonly maxMomentaryLufs?: number | undefined;
  readonly maxShortTermLufs?: number | undefined;
}

/** The fields of a `bext` chunk. */
export interface Bext {
  readonly description: string;
  readonly originator: string;
  readonly originatorReference: string;
  /** 'yyyy-mm-dd'; the separators vary. */
  readonly originationDate: string;
  /** 'hh:mm:ss'. */
  readonly originationTime: string;
  /** First sample's position since midnight, in frames at the file's rate. */
  readonly timeReferenceFrames: bigint;
  readonly version: number;
  /** Present from version 2 on. */
  readonly loudness: BextLoudness | undefined;
  readonly codingHistory: string;
}

/** Reads the fields; a chunk shorter than the standard's 602 bytes reads as if filled up with zeros. */
export function parseBext(data: Uint8Array): Bext {
  const bytes = completed(data);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const version = view.getUint16(VERSION_OFFSET, true);
  const loudness = (index: number): number | undefined => {
    const value = view.getInt16(LOUDNESS_OFFSET + 2 * index, true);
    return value === LOUDNESS_UNSET ? undefined : value / 100;
  };
  return {
    description: text(bytes, DESCRIPTION.offset, DESCRIPTION.length),
    originator: text(bytes, ORIGINATOR.offset, ORIGINATOR.length),
    originatorReference: text(bytes, ORIGINATOR_REFERENCE.offset, ORIGINATOR_REFERENCE.length),
    originationDate: text(bytes, ORIGINATION_DATE.offset, ORIGINATION_DATE.length),
    originationTime: text(bytes, ORIGINATION_TIME.offset, ORIGINATION_TIME.length),
    timeReferenceFrames: view.getBigUint64(TIME_REFERENCE_OFFSET, true),
    version,
    loudness:
      version >= 2
        ? {
            integratedLufs: loudness(0),
            loudnessRangeLu: loudness(1),
            truePeakDbtp: loudness(2),
            maxMomentaryLufs: loudness(3),
            maxShortTermLufs: loudness(4),
          }
        : undefined,
    codingHistory: text(bytes, CODING_HISTORY_OFFSET, bytes.length - CODING_HISTORY_OFFSET),
  };
}

/** The chunk with TimeReference carried to another rate, exactly; all other bytes as they were. */
export function rescaleTimeReference(data: Uint8Array, fromHz: number, toHz: number): Uint8Array<ArrayBuffer> {
  const copy = completed(data);
  const view = new DataView(copy.buffer);
  const scaled = rescalePosition(view.getBigUint64(TIME_REFERENCE_OFFSET, true), fromHz, toHz);
  view.setBigUint64(TIME_REFERENCE_OFFSET, smaller(scaled, 2n ** 64n - 1n), true);
  return copy;
}

/**
 * The chunk with one line more of CodingHistory (EBU R 98, e.g. 'A=PCM,F=48000,W=24,M=stereo,T=studiohand'), ended by
 * CR LF. Bytes before and NUL bytes after the text stay; a missing line end before the new line is added.
 */
export function appendCodingHistory(data: Uint8Array, line: string): Uint8Array<ArrayBuffer> {
  const bytes = completed(data);
  let end = bytes.length;
  while (end > CODING_HISTORY_OFFSET && bytes[end - 1] === 0) end--;
  const open = end > CODING_HISTORY_OFFSET && bytes[end - 1] !== 10;
  const added = latin1(`${open ? '\r\n' : ''}${line.replace(/[\r\n\0]+/g, ' ')}\r\n`);
  const longer = new Uint8Array(bytes.length + added.length);
  longer.set(bytes.subarray(0, end), 0);
  longer.set(added, end);
  longer.set(bytes.subarray(end), end + added.length);
  return longer;
}

/** The chunk with its five loudness fields set, and at least version 2. Values out of the field's range become unset. */
export function withBextLoudness(data: Uint8Array, loudness: BextLoudness): Uint8Array<ArrayBuffer> {
  const copy = completed(data);
  const view = new DataView(copy.buffer);
  view.setUint16(VERSION_OFFSET, Math.max(2, view.getUint16(VERSION_OFFSET, true)), true);
  [
    loudness.integratedLufs,
    loudness.loudnessRangeLu,
    loudness.truePeakDbtp,
    loudness.maxMomentaryLufs,
    loudness.maxShortTermLufs,
  ].forEach((value, index) => {
    const hundredths = value === undefined ? LOUDNESS_UNSET : Math.round(value * 100);
    const fits = Math.abs(hundredths) < LOUDNESS_UNSET;
    view.setInt16(LOUDNESS_OFFSET + 2 * index, fits ? hundredths : LOUDNESS_UNSET, true);
  });
  return copy;
}

/** A copy of at least the standard's fixed size. */
function completed(data: Uint8Array): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(Math.max(CODING_HISTORY_OFFSET, data.length));
  copy.set(data);
  return copy;
}

function text(bytes: Uint8Array, offset: number, length: number): string {
  let out = '';
  for (let i = offset; i < offset + length && bytes[i] !== 0; i++) out += String.fromCharCode(bytes[i]!);
  return out;
}

/** Characters beyond Latin-1 become '?'. */
function latin1(line: string): Uint8Array {
  return Uint8Array.from(line, (character) => {
    const code = character.codePointAt(0) ?? 63;
    return code < 256 ? code : 63;
  });
}
