/**
 * RIFF and AIFF chunks in FLAC APPLICATION blocks 'riff' and 'aiff', as `flac --keep-foreign-metadata` stores them
 * (FLAC tool manual; flac source, foreign_metadata): one block per chunk in file order, first the twelve bytes of the
 * file header, the sample chunk only as its header. Anything else gives no chunks.
 */
import {
  AudioError,
  type AudioWriter,
  type ByteSink,
  type MetadataChunk,
  memorySink,
  type OutputSpec,
} from '@studiohand/core/audio';
import { createAiffWriter, createWaveWriter } from '@studiohand/core/formats';
import { concat } from '../vorbisComment.ts';

type Family = 'riff' | 'aiff';

/** Chunks that describe the samples and are made anew by every writer. */
const STRUCTURE: Readonly<Record<Family, readonly string[]>> = {
  riff: ['fmt ', 'ds64', 'fact', 'data'],
  aiff: ['COMM', 'SSND', 'FVER'],
};
const SAMPLES: Readonly<Record<Family, string>> = { riff: 'data', aiff: 'SSND' };
/** A metadata block's length has 24 bits (RFC 9639, section 8.1), four bytes are the application id. */
const LARGEST_CHUNK_BYTES = 2 ** 24 - 1 - 4 - 9;

/** The chunks kept in a FLAC file. `blocks` are the APPLICATION payloads behind the id. */
export function foreignChunksOf(blocks: readonly Uint8Array[], family: Family): MetadataChunk[] {
  const chunks: MetadataChunk[] = [];
  let beforeAudio = true;
  for (const block of blocks) {
    const id = String.fromCharCode(...block.subarray(0, 4));
    if (block.length < 8 || ['RIFF', 'RF64', 'BW64', 'FORM'].includes(id)) continue;
    if (id === SAMPLES[family]) beforeAudio = false;
    if (STRUCTURE[family].includes(id)) continue;
    const size = new DataView(block.buffer, block.byteOffset).getUint32(4, family === 'riff');
    chunks.push({ kind: family, id, data: block.slice(8, 8 + size), beforeAudio });
  }
  return chunks;
}

/** The APPLICATION payloads (with their ids) that carry the RIFF and AIFF chunks of `spec`. */
export async function foreignBlocks(spec: OutputSpec): Promise<Uint8Array[]> {
  const blocks: Uint8Array[] = [];
  for (const family of ['riff', 'aiff'] as const) {
    const metadata = spec.metadata.filter((chunk) => chunk.kind === family);
    if (metadata.length === 0) continue;
    const large = metadata.find((chunk) => chunk.data.length > LARGEST_CHUNK_BYTES);
    if (large) {
      throw new AudioError(
        'unsupported-format',
        `The metadata chunk '${large.id}' of ${large.data.length} bytes is too large for FLAC (16 MiB)`,
        'Remove that chunk, or keep the file as WAV or AIFF.',
      );
    }
    blocks.push(...(await headerBlocks({ ...spec, metadata }, family)));
  }
  return blocks;
}

/** What a WAVE or AIFF file of this spec would contain around its samples, cut at its chunks. */
async function headerBlocks(spec: OutputSpec, family: Family): Promise<Uint8Array[]> {
  const after = spec.metadata.filter((chunk) => !chunk.beforeAudio);
  const inner = { ...spec, container: family === 'riff' ? 'wav' : 'aiff', codec: 'pcm' };
  const sink = memorySink();
  const quiet: ByteSink = { ...sink, commit: async () => undefined, abort: async () => undefined };
  const create = family === 'riff' ? createWaveWriter : createAiffWriter;
  const writer: AudioWriter = await create(quiet, inner);
  const head = sink.bytes();
  await writer.abort();
  const littleEndian = family === 'riff';
  const view = new DataView(head.buffer);
  const parts: Uint8Array[] = [head.subarray(0, 12)];
  for (let at = 12; at + 8 <= head.length; ) {
    const id = String.fromCharCode(...head.subarray(at, at + 4));
    const size = view.getUint32(at + 4, littleEndian);
    const end = id === SAMPLES[family] ? head.length : at + 8 + size + (size % 2);
    parts.push(head.subarray(at, end));
    at = end;
  }
  for (const chunk of after) parts.push(wholeChunk(chunk, littleEndian));
  const application = new TextEncoder().encode(family);
  return parts.map((part) => concat([application, part]));
}

function wholeChunk(chunk: MetadataChunk, littleEndian: boolean): Uint8Array {
  const whole = new Uint8Array(8 + chunk.data.length + (chunk.data.length % 2));
  for (let i = 0; i < 4; i++) whole[i] = chunk.id.charCodeAt(i);
  new DataView(whole.buffer).setUint32(4, chunk.data.length, littleEndian);
  whole.set(chunk.data, 8);
  return whole;
}
