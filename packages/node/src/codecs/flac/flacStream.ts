/**
 * FLAC metadata blocks (RFC 9639, section 8): STREAMINFO, Vorbis comments, pictures, and the APPLICATION blocks in
 * which `flac --keep-foreign-metadata` and createFlacWriter.ts keep RIFF and AIFF chunks.
 */
import { AudioError, type MetadataChunk } from '@studiohand/core/audio';
import { checkFormat, MAX_METADATA_BYTES } from '@studiohand/core/formats';
import type { FileSource } from '../../fileSource.ts';
import { id3Bytes } from '../mp3/id3Bytes.ts';
import { parseVorbisComment } from '../vorbisComment.ts';
import { foreignChunksOf } from './foreignMetadata.ts';

/** STREAMINFO (section 8.2) and what follows from the other blocks. */
export interface FlacStream {
  readonly minBlockFrames: number;
  readonly maxBlockFrames: number;
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly bits: number;
  /** 0 where the encoder did not know. */
  readonly totalFrames: number;
  /** Byte of the first frame. */
  readonly audioOffset: number;
  readonly metadata: readonly MetadataChunk[];
  /** WAVEFORMATEXTENSIBLE_CHANNEL_MASK (section 8.6.2), or 0. */
  readonly channelMask: number;
  readonly notes: readonly string[];
}

const STREAMINFO_BYTES = 34;
/** Blocks of one file; a damaged chain could otherwise be walked for long. */
const MAX_BLOCKS = 65536;
const HINT = 'The header is damaged: copy or export the file again.';

/** Reads all metadata blocks. */
export function readFlacStream(source: FileSource): FlacStream {
  let at = id3Bytes(source);
  const marker = read(source, at, 4);
  if (text(marker) !== 'fLaC') throw damaged(source, `no FLAC stream begins at byte ${at}`);
  at += 4;
  let info: DataView | undefined;
  const metadata: MetadataChunk[] = [];
  const riff: Uint8Array[] = [];
  const aiff: Uint8Array[] = [];
  const notes: string[] = [];
  let channelMask = 0;
  let kept = 0;
  let commented = false;
  for (let last = false, count = 0; !last; count++) {
    if (count > MAX_BLOCKS) throw damaged(source, `more than ${MAX_BLOCKS} metadata blocks before byte ${at}`);
    const header = read(source, at, 4);
    if (header.length < 4) throw damaged(source, `the metadata ends at byte ${at}`);
    last = (header[0]! & 0x80) !== 0;
    const type = header[0]! & 0x7f;
    const size = (header[1]! << 16) | (header[2]! << 8) | header[3]!;
    if (at + 4 + size > source.size) throw damaged(source, `the metadata block at byte ${at} exceeds the file`);
    const known = type === 0 || type === 2 || (type === 4 && !commented) || type === 6;
    const wanted = known && kept + size <= MAX_METADATA_BYTES;
    if (known && !wanted)
      notes.push(`The metadata block at byte ${at} is not carried over: there are more than 128 MiB`);
    if (wanted) kept += size;
    const data = wanted ? read(source, at + 4, size) : new Uint8Array(0);
    if (type === 0 && !info && data.length >= STREAMINFO_BYTES) info = new DataView(data.buffer);
    if (type === 2 && text(data.subarray(0, 4)) === 'riff') riff.push(data.subarray(4));
    if (type === 2 && text(data.subarray(0, 4)) === 'aiff') aiff.push(data.subarray(4));
    if (type === 4 && wanted) {
      commented = true;
      const tags = parseVorbisComment(data);
      metadata.push(...tags.filter((tag) => tag.id !== MASK_TAG));
      const mask = tags.find((tag) => tag.id === MASK_TAG);
      if (mask) channelMask = Number(new TextDecoder().decode(mask.data)) || 0;
    }
    if (type === 6 && wanted) metadata.push({ kind: 'picture', id: 'METADATA_BLOCK_PICTURE', data, beforeAudio: true });
    at += 4 + size;
  }
  if (!info) throw damaged(source, 'the STREAMINFO block is missing');
  const packed = info.getUint32(10);
  const stream = {
    minBlockFrames: info.getUint16(0),
    maxBlockFrames: info.getUint16(2),
    sampleRateHz: packed >>> 12,
    channels: ((packed >>> 9) & 7) + 1,
    bits: ((packed >>> 4) & 31) + 1,
    totalFrames: (packed & 15) * 2 ** 32 + info.getUint32(14),
    audioOffset: at,
    metadata: [...metadata, ...foreignChunksOf(riff, 'riff'), ...foreignChunksOf(aiff, 'aiff')],
    channelMask,
    notes,
  };
  checkFormat(source.name, 'STREAMINFO', stream.channels, stream.sampleRateHz);
  if (stream.maxBlockFrames < 16)
    throw damaged(source, `STREAMINFO declares blocks of ${stream.maxBlockFrames} frames`);
  if (stream.bits < 4) throw damaged(source, `STREAMINFO declares ${stream.bits} bits per sample`);
  return stream;
}

const MASK_TAG = 'WAVEFORMATEXTENSIBLE_CHANNEL_MASK';

function read(source: FileSource, offset: number, count: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(Math.max(0, Math.min(count, source.size - offset)));
  const got = source.read(offset, bytes);
  return got === bytes.length ? bytes : bytes.slice(0, got);
}

function text(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes.subarray(0, 4));
}

function damaged(source: FileSource, what: string): AudioError {
  return new AudioError('corrupt', `${source.name}: ${what}`, HINT);
}
