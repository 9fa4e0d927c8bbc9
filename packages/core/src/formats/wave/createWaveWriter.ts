/**
 * Writes WAVE: RIFF, and RF64 (EBU Tech 3306) by itself where a 32-bit size would not do; 'bw64' (ITU-R BS.2088-1)
 * keeps its id. The length is known before the first byte, so `ds64` is written straight away where it is needed and
 * no JUNK space has to be reserved. Order: ds64, fmt, fact (float only), chunks before the audio, data, chunks after it.
 * `riff` chunks go out byte for byte, `aiff` chunks as one `SHfc` chunk (foreignChunks.ts); tags and pictures have no
 * place here and are the caller's to turn into LIST/INFO or id3.
 * With `codecOptions.profile` 'adm-master' the layout is that of object-audio masters: 64 bytes of JUNK first, plain PCM in
 * `fmt `, and BW64 in place of RF64 where the file is large.
 */
import type { AudioWriter, ByteSink, MetadataChunk, OutputSpec } from '../../audio/index.ts';
import { FOREIGN_SIGNATURE, packForeignChunks } from '../foreignChunks.ts';
import { idBytes } from '../headerReader.ts';
import { MAX_WAVE_CHANNELS } from '../limits.ts';
import { checkOutputSpec, createPcmWriter, invalid } from '../pcm/pcmWriter.ts';
import { buildWaveFormat, isAdmMaster } from './waveFormat.ts';

/** 0xFFFFFFFF is the marker "see ds64", so sizes must stay under it. */
const LARGEST_SIZE = 0xfffffffe;
/** riffSize, dataSize, sampleCount, table length of 0 (EBU Tech 3306 section 3.2). */
const DS64_BYTES = 28;
/** Room in front of `fmt ` that a recorder could turn into `ds64`; masters have it. */
const JUNK_BYTES = 64;

/** Starts a file for `spec.frameCount` frames; `spec.container` is 'wav', 'rf64' or 'bw64'. */
export async function createWaveWriter(sink: ByteSink, spec: OutputSpec): Promise<AudioWriter> {
  const encoding = checkOutputSpec(spec, 'WAV', MAX_WAVE_CHANNELS);
  if (!Number.isInteger(spec.sampleRateHz)) {
    throw invalid(`WAV stores whole sample rates; ${spec.sampleRateHz} Hz is none`, 'Use AIFF, or a whole rate.');
  }
  const size = Math.ceil(encoding.bits / 8);
  const dataBytes = spec.frameCount * spec.channels * size;
  const padBytes = dataBytes % 2;
  const riff = spec.metadata.filter((chunk) => chunk.kind === 'riff');
  const foreign = packForeignChunks(spec.metadata, 'aiff');
  const fmt = chunk('fmt ', buildWaveFormat(spec, encoding.kind, encoding.bits));
  const fact = encoding.kind === 'float' ? chunk('fact', factOf(spec.frameCount)) : [];
  const before = riff.filter((c) => c.beforeAudio).flatMap(chunkOf);
  const after = riff.filter((c) => !c.beforeAudio).flatMap(chunkOf);
  if (foreign) after.push(...chunk(FOREIGN_SIGNATURE, foreign));
  const master = isAdmMaster(spec);
  const middle = [...fmt, ...fact, ...before];
  const junk = master ? chunk('JUNK', new Uint8Array(JUNK_BYTES)) : [];
  const baseSize = 4 + total(middle) + 8 + dataBytes + padBytes + total(after);
  const plainSize = baseSize + total(junk);
  const large = spec.container === 'rf64' || spec.container === 'bw64' || plainSize > LARGEST_SIZE;
  const riffSize = large ? baseSize + 8 + DS64_BYTES : plainSize;

  const head = new Uint8Array(12);
  head.set(idBytes(large ? (spec.container === 'bw64' || master ? 'BW64' : 'RF64') : 'RIFF'), 0);
  new DataView(head.buffer).setUint32(4, large ? 0xffffffff : riffSize, true);
  head.set(idBytes('WAVE'), 8);
  const ds64 = new DataView(new ArrayBuffer(DS64_BYTES));
  ds64.setBigUint64(0, BigInt(riffSize), true);
  ds64.setBigUint64(8, BigInt(dataBytes), true);
  ds64.setBigUint64(16, BigInt(spec.frameCount), true);
  const dataHead = new Uint8Array(8);
  dataHead.set(idBytes('data'), 0);
  new DataView(dataHead.buffer).setUint32(4, large ? 0xffffffff : dataBytes, true);

  const header = [head, ...(large ? chunk('ds64', new Uint8Array(ds64.buffer)) : junk), ...middle, dataHead];
  const trailer = [new Uint8Array(padBytes), ...after].filter((part) => part.length > 0);
  const format = {
    kind: encoding.kind === 'float' ? 'float' : size === 1 ? 'offset' : 'int',
    bytesPerSample: size,
    littleEndian: true,
  } as const;
  return createPcmWriter(sink, spec, format, header, trailer);
}

function factOf(frameCount: number): Uint8Array {
  const fact = new DataView(new ArrayBuffer(4));
  fact.setUint32(0, Math.min(0xffffffff, frameCount), true);
  return new Uint8Array(fact.buffer);
}

function chunkOf(given: MetadataChunk): Uint8Array[] {
  return chunk(given.id, given.data);
}

/** Header, payload and pad byte of one chunk. */
function chunk(id: string, data: Uint8Array): Uint8Array[] {
  const head = new Uint8Array(8);
  head.set(idBytes(id), 0);
  new DataView(head.buffer).setUint32(4, data.length, true);
  return data.length % 2 ? [head, data, new Uint8Array(1)] : [head, data];
}

function total(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0);
}
