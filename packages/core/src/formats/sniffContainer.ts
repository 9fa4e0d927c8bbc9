/**
 * What a file is, by its first bytes (64 or more; 4 KiB find an MPEG frame behind junk). Answers in the vocabulary of
 * AudioInfo.container, and for things that are no audio in plain words. Magic numbers from the formats' own
 * specifications; MPEG audio without ID3 is told by a plausible frame header (ISO/IEC 11172-3, 2.4.1.3).
 */
import { AudioError } from '../audio/index.ts';

/** Containers that {@link sniffContainer} knows. */
export type Container =
  | 'wav'
  | 'rf64'
  | 'bw64'
  | 'aiff'
  | 'aifc'
  | 'flac'
  | 'ogg'
  | 'mp3'
  | 'aac'
  | 'm4a'
  | 'caf'
  | 'w64'
  | 'dsf'
  | 'dff'
  | 'wavpack'
  | 'ape'
  | 'asf'
  | 'matroska'
  | 'au'
  | 'midi';

/** The container, or undefined where the bytes show none. */
export function sniffContainer(bytes: Uint8Array): Container | undefined {
  const at = (offset: number, text: string): boolean => matches(bytes, offset, text);
  if (at(8, 'WAVE')) {
    if (at(0, 'RIFF')) return 'wav';
    if (at(0, 'RF64')) return 'rf64';
    if (at(0, 'BW64')) return 'bw64';
  }
  if (at(0, 'FORM') && at(8, 'AIFF')) return 'aiff';
  if (at(0, 'FORM') && at(8, 'AIFC')) return 'aifc';
  if (at(0, 'fLaC')) return 'flac';
  if (at(0, 'OggS')) return 'ogg';
  if (at(0, 'caff')) return 'caf';
  if (at(0, 'riff\x2e\x91\xcf\x11')) return 'w64';
  if (at(4, 'ftyp')) return 'm4a';
  if (at(0, 'DSD ')) return 'dsf';
  if (at(0, 'FRM8')) return 'dff';
  if (at(0, 'wvpk')) return 'wavpack';
  if (at(0, 'MAC ')) return 'ape';
  if (at(0, '\x30\x26\xb2\x75\x8e\x66\xcf\x11')) return 'asf';
  if (at(0, '\x1a\x45\xdf\xa3')) return 'matroska';
  if (at(0, '.snd')) return 'au';
  if (at(0, 'MThd')) return 'midi';
  if (at(0, 'ID3')) return behindId3(bytes);
  if (bytes.length >= 4 && bytes[0] === 0xff && (bytes[1]! & 0xf6) === 0xf0) return 'aac';
  if (OTHERS.some(([magic]) => at(0, magic))) return undefined;
  return hasMpegFrame(bytes) ? 'mp3' : undefined;
}

/** An AudioError that says what a file without a known container most probably is, and what to do. */
export function notAudio(name: string, bytes: Uint8Array): AudioError {
  const [what, hint] = describe(bytes);
  return new AudioError('not-audio', `${name}: ${what}`, hint);
}

/** First bytes of things that people drop by mistake. */
const OTHERS: readonly (readonly [string, string])[] = [
  ['\x89PNG', 'a PNG image'],
  ['\xff\xd8\xff', 'a JPEG image'],
  ['GIF8', 'a GIF image'],
  ['%PDF', 'a PDF document'],
  ['PK\x03\x04', 'a ZIP archive (or a document or project in one)'],
  ['Rar!', 'a RAR archive'],
  ['7z\xbc\xaf\x27\x1c', 'a 7-Zip archive'],
  ['\x1f\x8b', 'a gzip archive'],
  ['\x7fELF', 'a program'],
  ['MZ', 'a Windows program'],
  ['bplist', 'an Apple property list'],
  ['\x00\x05\x16\x07', "a macOS resource file ('._' file) without audio"],
  ['SQLite', 'a database'],
];

function describe(bytes: Uint8Array): readonly [string, string] {
  if (bytes.length === 0) return ['the file is empty (0 bytes)', 'Export or copy the file again.'];
  const archive = 'Unpack it and give the audio files inside.';
  for (const [magic, what] of OTHERS) {
    if (matches(bytes, 0, magic)) {
      return [`this is ${what}, not audio`, what.includes('archive') ? archive : 'Give an audio file.'];
    }
  }
  if (matches(bytes, 0, 'RIFF') && matches(bytes, 8, 'AVI '))
    return ['this is an AVI video', 'Extract its sound first.'];
  if (matches(bytes, 0, 'RIFF') && matches(bytes, 8, 'WEBP')) return ['this is a WebP image', 'Give an audio file.'];
  const head = bytes.subarray(0, 512);
  if (head.every((b) => b === 0)) {
    return ['the file begins with zeros only', 'The copy or download is probably incomplete: fetch the file again.'];
  }
  if (head.every((b) => b >= 32 || b === 9 || b === 10 || b === 13))
    return ['this is a text file, not audio', 'Give an audio file.'];
  return [
    'no known audio format begins like this',
    'Give WAV, AIFF, FLAC, MP3, M4A, Ogg or Opus; headerless samples have to be imported in an audio editor first.',
  ];
}

/** FLAC may wear an ID3v2 tag too; the tag's length is 28 bits in four bytes (ID3v2.4 structure, section 3.1). */
function behindId3(bytes: Uint8Array): Container {
  if (bytes.length < 10) return 'mp3';
  const size = ((bytes[6]! & 127) << 21) | ((bytes[7]! & 127) << 14) | ((bytes[8]! & 127) << 7) | (bytes[9]! & 127);
  const behind = 10 + size + (bytes[5]! & 0x10 ? 10 : 0);
  if (matches(bytes, behind, 'fLaC')) return 'flac';
  return bytes.length >= behind + 2 && bytes[behind] === 0xff && (bytes[behind + 1]! & 0xf6) === 0xf0 ? 'aac' : 'mp3';
}

/** Kilobits per second by bitrate index, layer III of MPEG-1 and of MPEG-2/2.5 (ISO/IEC 11172-3 and 13818-3). */
const KBPS_1: readonly number[] = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const KBPS_2: readonly number[] = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
const RATES_HZ: readonly number[] = [44100, 48000, 32000];

/** Bytes of the layer III frame at `at`, or 0 where none can begin. */
function mpegFrameBytes(bytes: Uint8Array, at: number): number {
  if (at + 4 > bytes.length || bytes[at] !== 0xff || (bytes[at + 1]! & 0xe6) !== 0xe2) return 0;
  const version = (bytes[at + 1]! >> 3) & 3;
  const rate = RATES_HZ[(bytes[at + 2]! >> 2) & 3];
  const kbps = (version === 3 ? KBPS_1 : KBPS_2)[bytes[at + 2]! >> 4];
  if (version === 1 || !rate || !kbps) return 0;
  const padding = (bytes[at + 2]! >> 1) & 1;
  if (version === 3) return Math.floor((144000 * kbps) / rate) + padding;
  return Math.floor((72000 * kbps) / (version === 2 ? rate / 2 : rate / 4)) + padding;
}

/** A frame header at the start, or two in the right distance within the bytes given. */
function hasMpegFrame(bytes: Uint8Array): boolean {
  for (let at = 0; at + 4 <= bytes.length; at++) {
    const length = mpegFrameBytes(bytes, at);
    if (length === 0) continue;
    if (at === 0 && length + 4 > bytes.length) return true;
    if (mpegFrameBytes(bytes, at + length) > 0) return true;
  }
  return false;
}

function matches(bytes: Uint8Array, offset: number, text: string): boolean {
  if (offset + text.length > bytes.length) return false;
  for (let i = 0; i < text.length; i++) if (bytes[offset + i] !== text.charCodeAt(i)) return false;
  return true;
}
