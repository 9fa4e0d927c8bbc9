/**
 * The `fmt ` chunk: WAVEFORMAT, PCMWAVEFORMAT, WAVEFORMATEX and WAVEFORMATEXTENSIBLE (Microsoft, mmreg.h), read and
 * written.
 */
import { AudioError, type ChannelLayout, defaultLayout, type OutputSpec } from '../../audio/index.ts';
import { checkFormat, damaged, MAX_WAVE_CHANNELS } from '../limits.ts';
import type { PcmFormat } from '../pcm/pcmFormat.ts';
import { layoutFromMask, maskFromLayout } from './channelMask.ts';
import type { WaveChunks } from './parseWave.ts';

const TAG_PCM = 1;
const TAG_FLOAT = 3;
const TAG_ALAW = 6;
const TAG_MULAW = 7;
const TAG_EXTENSIBLE = 0xfffe;
/** Last 14 bytes of KSDATAFORMAT_SUBTYPE_*; the first two are the format tag. */
const SUBTYPE_TAIL: readonly number[] = [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71];
/** Last 14 bytes of the B-format (ambisonics) subtypes, same scheme. */
const AMBISONIC_TAIL: readonly number[] = [0, 0, 0x21, 0x07, 0xd3, 0x11, 0x86, 0x44, 0xc8, 0xc1, 0xca, 0, 0, 0];

/** Names of format tags that come up in practice (mmreg.h). */
const TAG_NAMES: Readonly<Record<number, string>> = {
  2: 'Microsoft ADPCM',
  17: 'IMA ADPCM',
  49: 'GSM 6.10',
  64: 'G.721 ADPCM',
  80: 'MPEG layer I/II',
  85: 'MP3',
  255: 'AAC',
  353: 'Windows Media Audio',
  354: 'Windows Media Audio Pro',
  8192: 'Dolby AC-3',
  26447: 'Ogg Vorbis',
  61868: 'FLAC',
};

/** Value of `codecOptions.profile` for an ADM BWF: {@link isAdmMaster}. */
export const ADM_PROFILE = 'adm-master';

/** What `fmt ` says, checked. */
export interface WaveFormat {
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly layout: ChannelLayout;
  readonly codec: 'pcm' | 'mulaw' | 'alaw';
  readonly pcm: PcmFormat;
  readonly validBits: number | undefined;
  readonly notes: readonly string[];
}

/** Interprets the `fmt ` chunk that {@link WaveChunks} holds. */
export function readWaveFormat(name: string, chunks: WaveChunks): WaveFormat {
  const { fmt, fmtOffset } = chunks;
  const place = `'fmt ' at byte ${fmtOffset}`;
  if (fmt.byteLength < 14) throw damaged(name, `${place} has ${fmt.byteLength} bytes, 16 are needed`);
  let tag = fmt.getUint16(0, true);
  const channels = fmt.getUint16(2, true);
  const sampleRateHz = fmt.getUint32(4, true);
  const blockAlign = fmt.getUint16(12, true);
  const bits = fmt.byteLength >= 16 ? fmt.getUint16(14, true) : Math.floor((blockAlign * 8) / Math.max(1, channels));
  checkFormat(name, place, channels, sampleRateHz, MAX_WAVE_CHANNELS);
  const notes: string[] = [];
  let layout = defaultLayout(channels);
  let declaredValid: number | undefined;
  let mask = 0;
  if (tag === TAG_EXTENSIBLE) {
    if (fmt.byteLength < 40)
      throw damaged(name, `${place} is WAVE_FORMAT_EXTENSIBLE but has ${fmt.byteLength} bytes, not 40`);
    declaredValid = fmt.getUint16(18, true);
    mask = fmt.getUint32(20, true);
    tag = fmt.getUint16(24, true);
    if (hasTail(fmt, AMBISONIC_TAIL)) {
      layout = Array.from({ length: channels }, () => 'unknown');
      notes.push('Ambisonic B-format: channels are components, not speakers');
    } else {
      if (!hasTail(fmt, SUBTYPE_TAIL)) {
        throw unsupported(name, `${place}: unknown SubFormat GUID at byte ${fmtOffset + 8 + 24}`);
      }
      layout = layoutFromMask(mask, channels);
      if (mask !== 0 && layout.includes('unknown')) {
        notes.push(`The channel mask 0x${mask.toString(16)} does not name all ${channels} channels`);
      }
    }
  }
  if (mask === 0 && channels > 2 && layout[0] !== 'unknown') {
    notes.push(`The file names no speakers; ${channels} channels were taken as ${layout.join(' ')}`);
  }
  if (tag === TAG_ALAW || tag === TAG_MULAW) {
    const codec = tag === TAG_ALAW ? 'alaw' : 'mulaw';
    const pcm: PcmFormat = { kind: codec, bytesPerSample: 1, littleEndian: true };
    return { sampleRateHz, channels, layout, codec, pcm, validBits: undefined, notes };
  }
  if (tag !== TAG_PCM && tag !== TAG_FLOAT) {
    const known = TAG_NAMES[tag];
    throw unsupported(
      name,
      `${place}: format tag 0x${tag.toString(16).padStart(4, '0')}${known ? ` (${known})` : ''} at byte ${fmtOffset + 8}`,
    );
  }
  const { size, validBits } = containerOf(name, place, tag, bits, blockAlign, channels, declaredValid, notes);
  const kind = tag === TAG_FLOAT ? 'float' : size === 1 ? 'offset' : 'int';
  const pcm: PcmFormat = { kind, bytesPerSample: size, littleEndian: true };
  return { sampleRateHz, channels, layout, codec: 'pcm', pcm, validBits, notes };
}

/** Bytes of one sample, settled between wBitsPerSample and nBlockAlign, which may contradict each other. */
function containerOf(
  name: string,
  place: string,
  tag: number,
  bits: number,
  blockAlign: number,
  channels: number,
  declaredValid: number | undefined,
  notes: string[],
): { size: number; validBits: number | undefined } {
  const fromBits = Math.ceil(bits / 8);
  const fromAlign = blockAlign % channels === 0 ? blockAlign / channels : 0;
  const possible = (size: number): boolean => (tag === TAG_FLOAT ? size === 4 || size === 8 : size >= 1 && size <= 4);
  const size = possible(fromAlign) && fromAlign >= fromBits ? fromAlign : fromBits;
  if (!possible(size) || (tag === TAG_FLOAT && bits !== 0 && bits !== size * 8)) {
    const what = `${place}: ${tag === TAG_FLOAT ? 'float' : 'integer'} samples of ${bits} bits in blocks of ${blockAlign} bytes`;
    if (bits === 0 || bits % 8 !== 0) throw damaged(name, what);
    throw unsupported(name, what);
  }
  if (size !== fromAlign) {
    notes.push(
      `nBlockAlign is ${blockAlign} where ${channels} x ${bits} bits need ${size * channels}; the bits were believed`,
    );
  } else if (bits === 0) {
    notes.push(`wBitsPerSample is 0; ${size * 8} bits follow from nBlockAlign`);
  }
  if (tag === TAG_FLOAT) return { size, validBits: undefined };
  const valid = declaredValid || bits || size * 8;
  if (valid > size * 8) {
    notes.push(`wValidBitsPerSample is ${valid}, more than the ${size * 8} bits stored`);
    return { size, validBits: size * 8 };
  }
  return { size, validBits: declaredValid !== undefined || valid !== size * 8 ? valid : undefined };
}

function hasTail(fmt: DataView, tail: readonly number[]): boolean {
  return tail.every((byte, i) => fmt.getUint8(26 + i) === byte);
}

function unsupported(name: string, what: string): AudioError {
  return new AudioError(
    'unsupported-codec',
    `${name}: ${what} is not supported`,
    'Save the file as 16-, 24- or 32-bit PCM or as 32-bit float WAV in the program that made it.',
  );
}

/** Whether an output is to be laid out as object-audio masters are: plain PCM, and room for `ds64` before `fmt `. */
export function isAdmMaster({ codecOptions }: OutputSpec): boolean {
  return codecOptions?.['profile'] === ADM_PROFILE;
}

/**
 * The `fmt ` payload for an output: plain PCM/float (16 or 18 bytes) for mono and stereo whose bits fill their bytes,
 * which every DAW reads; extensible (40 bytes) for more channels, other roles than M and L R, or depths such as 20 in 24.
 * (Microsoft asks for extensible above 16 bits as well; no DAW writes or needs that.)
 */
export function buildWaveFormat(spec: OutputSpec, kind: 'int' | 'float', bits: number): Uint8Array<ArrayBuffer> {
  const size = Math.ceil(bits / 8);
  const tag = kind === 'float' ? TAG_FLOAT : TAG_PCM;
  const usual = spec.layout.join(' ');
  const known = usual === 'M' || usual === 'L R' || spec.layout.every((role) => role === 'unknown');
  const plain = isAdmMaster(spec);
  const extensible = !plain && (spec.channels > 2 || bits !== size * 8 || !known);
  const fmt = new DataView(new ArrayBuffer(extensible ? 40 : tag === TAG_FLOAT ? 18 : 16));
  fmt.setUint16(0, extensible ? TAG_EXTENSIBLE : tag, true);
  fmt.setUint16(2, spec.channels, true);
  fmt.setUint32(4, spec.sampleRateHz, true);
  fmt.setUint32(8, Math.min(0xffffffff, spec.sampleRateHz * spec.channels * size), true);
  fmt.setUint16(12, spec.channels * size, true);
  fmt.setUint16(14, size * 8, true);
  if (extensible) {
    fmt.setUint16(16, 22, true);
    fmt.setUint16(18, bits, true);
    fmt.setUint32(20, maskFromLayout(spec.layout), true);
    fmt.setUint16(24, tag, true);
    for (let i = 0; i < SUBTYPE_TAIL.length; i++) fmt.setUint8(26 + i, SUBTYPE_TAIL[i]!);
  }
  return new Uint8Array(fmt.buffer);
}
