/**
 * Writes AIFF 1.3 (integers, big-endian) and AIFF-C (Apple): AIFF-C when asked by container 'aifc' and by itself for
 * float, as fl32 or fl64. Integers in AIFF-C are 'NONE'. Order: FVER (AIFF-C), COMM, chunks before the audio, SSND,
 * chunks after it. `aiff` chunks go out byte for byte, `riff` chunks packed in one APPL chunk (foreignChunks.ts).
 * Weakness: sizes are 32-bit; from 4 GiB on only WAV (RF64) will do.
 */
import { AudioError, type AudioWriter, type ByteSink, type MetadataChunk, type OutputSpec } from '../../audio/index.ts';
import { packForeignChunks } from '../foreignChunks.ts';
import { idBytes } from '../headerReader.ts';
import { checkOutputSpec, createPcmWriter } from '../pcm/pcmWriter.ts';
import { writeExtended80 } from './extended80.ts';

/** AIFCVersion1 (AIFF-C draft of 26 August 1991): the only version there is. */
const AIFC_VERSION = 0xa2805140;
/** Compression names as pascal strings, as Apple's tools write them. */
const COMPRESSION_NAMES: Readonly<Record<string, string>> = {
  NONE: 'not compressed',
  fl32: '32-bit floating point',
  fl64: '64-bit floating point',
};

/** Starts a file for `spec.frameCount` frames; `spec.container` is 'aiff' or 'aifc'. */
export async function createAiffWriter(sink: ByteSink, spec: OutputSpec): Promise<AudioWriter> {
  const encoding = checkOutputSpec(spec, 'AIFF');
  const size = Math.ceil(encoding.bits / 8);
  const dataBytes = spec.frameCount * spec.channels * size;
  const padBytes = dataBytes % 2;
  const aifc = spec.container === 'aifc' || encoding.kind === 'float';
  const type = encoding.kind === 'int' ? 'NONE' : size === 4 ? 'fl32' : 'fl64';

  const own = spec.metadata.filter((chunk) => chunk.kind === 'aiff');
  const foreign = packForeignChunks(spec.metadata, 'riff');
  const version = new DataView(new ArrayBuffer(4));
  version.setUint32(0, AIFC_VERSION);
  const middle = [
    ...(aifc ? chunk('FVER', new Uint8Array(version.buffer)) : []),
    ...chunk('COMM', common(spec, encoding.bits, aifc ? type : undefined)),
    ...own.filter((c) => c.beforeAudio).flatMap(chunkOf),
  ];
  const after = own.filter((c) => !c.beforeAudio).flatMap(chunkOf);
  if (foreign) after.push(...chunk('APPL', foreign));
  const formSize = 4 + total(middle) + 16 + dataBytes + padBytes + total(after);
  if (formSize > 0xffffffff) {
    throw new AudioError(
      'too-large',
      `AIFF holds at most 4 GiB; this file would have ${formSize + 8} bytes`,
      'Write WAV, which becomes RF64 by itself, or split the file.',
    );
  }
  const head = new DataView(new ArrayBuffer(12));
  putId(head, 0, 'FORM');
  head.setUint32(4, formSize);
  putId(head, 8, aifc ? 'AIFC' : 'AIFF');
  const sound = new DataView(new ArrayBuffer(16));
  putId(sound, 0, 'SSND');
  sound.setUint32(4, 8 + dataBytes);

  const header = [new Uint8Array(head.buffer), ...middle, new Uint8Array(sound.buffer)];
  const trailer = [new Uint8Array(padBytes), ...after].filter((part) => part.length > 0);
  const format = { kind: encoding.kind, bytesPerSample: size, littleEndian: false } as const;
  return createPcmWriter(sink, spec, format, header, trailer);
}

/** The COMM payload; `type` is given for AIFF-C. */
function common(spec: OutputSpec, bits: number, type: string | undefined): Uint8Array {
  const name = type === undefined ? '' : (COMPRESSION_NAMES[type] ?? '');
  // A pascal string is padded so that count byte and text together are even.
  const nameBytes = name.length + 1 + ((name.length + 1) % 2);
  const comm = new DataView(new ArrayBuffer(type === undefined ? 18 : 22 + nameBytes));
  comm.setUint16(0, spec.channels);
  comm.setUint32(2, spec.frameCount);
  comm.setUint16(6, bits);
  writeExtended80(comm, 8, spec.sampleRateHz);
  if (type !== undefined) {
    putId(comm, 18, type);
    comm.setUint8(22, name.length);
    for (let i = 0; i < name.length; i++) comm.setUint8(23 + i, name.charCodeAt(i));
  }
  return new Uint8Array(comm.buffer);
}

function putId(view: DataView, offset: number, id: string): void {
  new Uint8Array(view.buffer).set(idBytes(id), offset);
}

function chunkOf(given: MetadataChunk): Uint8Array[] {
  return chunk(given.id, given.data);
}

/** Header, payload and pad byte of one chunk. */
function chunk(id: string, data: Uint8Array): Uint8Array[] {
  const head = new DataView(new ArrayBuffer(8));
  putId(head, 0, id);
  head.setUint32(4, data.length);
  const bytes = new Uint8Array(head.buffer);
  return data.length % 2 ? [bytes, data, new Uint8Array(1)] : [bytes, data];
}

function total(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0);
}
