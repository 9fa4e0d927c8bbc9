/**
 * Metadata chunks of one container family carried through another, so that WAV -> AIFF -> WAV (and the reverse) gives
 * every chunk back byte for byte. Own layout, documented here:
 *   'SHfc' signature, u8 version 1, u8 kind (0 riff, 1 aiff), then per chunk:
 *   u8 place (1 before the audio, 0 after), 4 bytes id, u32 little-endian size, the payload unpadded.
 * In AIFF it is the payload of an `APPL` chunk (whose first four bytes are the application's signature, as the AIFF
 * specification asks); in RIFF the payload of a chunk with id `SHfc`.
 */
import type { MetadataChunk } from '../audio/index.ts';
import { idBytes, isPlausibleId } from './headerReader.ts';

/** Signature of the package, and its RIFF chunk id. */
export const FOREIGN_SIGNATURE = 'SHfc';

/** Chunks that every writer makes itself; a package that holds one is damaged or forged, and would break the file. */
const STRUCTURE: ReadonlySet<string> = new Set([
  ...['RIFF', 'RF64', 'BW64', 'fmt ', 'data', 'ds64', 'fact'],
  ...['FORM', 'COMM', 'SSND', 'FVER'],
]);

/** Packs the chunks of one kind into one payload; undefined where there are none. */
export function packForeignChunks(
  chunks: readonly MetadataChunk[],
  kind: 'riff' | 'aiff',
): Uint8Array<ArrayBuffer> | undefined {
  const list = chunks.filter((chunk) => chunk.kind === kind);
  if (list.length === 0) return undefined;
  const packed = new Uint8Array(list.reduce((sum, chunk) => sum + 9 + chunk.data.length, 6));
  const view = new DataView(packed.buffer);
  packed.set(idBytes(FOREIGN_SIGNATURE), 0);
  packed[4] = 1;
  packed[5] = kind === 'aiff' ? 1 : 0;
  let at = 6;
  for (const chunk of list) {
    packed[at] = chunk.beforeAudio ? 1 : 0;
    packed.set(idBytes(chunk.id), at + 1);
    view.setUint32(at + 5, chunk.data.length, true);
    packed.set(chunk.data, at + 9);
    at += 9 + chunk.data.length;
  }
  return packed;
}

/** The chunks of a payload made by {@link packForeignChunks}; undefined where it is none, is damaged or forged. */
export function unpackForeignChunks(packed: Uint8Array): MetadataChunk[] | undefined {
  if (packed.length < 6 || packed[4] !== 1 || packed[5]! > 1) return undefined;
  if (String.fromCharCode(...packed.subarray(0, 4)) !== FOREIGN_SIGNATURE) return undefined;
  const view = new DataView(packed.buffer, packed.byteOffset, packed.length);
  const kind = packed[5] === 1 ? 'aiff' : 'riff';
  const chunks: MetadataChunk[] = [];
  for (let at = 6; at < packed.length; ) {
    if (at + 9 > packed.length) return undefined;
    const size = view.getUint32(at + 5, true);
    const end = at + 9 + size;
    if (end > packed.length) return undefined;
    const id = String.fromCharCode(...packed.subarray(at + 1, at + 5));
    if (!isPlausibleId(id) || STRUCTURE.has(id)) return undefined;
    chunks.push({ kind, id, data: packed.slice(at + 9, end), beforeAudio: packed[at] === 1 });
    at = end;
  }
  return chunks;
}

/** Metadata of a file of family `own` with its foreign packages replaced by the chunks they carry. */
export function restoreForeignChunks(metadata: readonly MetadataChunk[], own: 'riff' | 'aiff'): MetadataChunk[] {
  const carrier = own === 'riff' ? FOREIGN_SIGNATURE : 'APPL';
  return metadata.flatMap((chunk) => {
    const inside = chunk.kind === own && chunk.id === carrier ? unpackForeignChunks(chunk.data) : undefined;
    return inside?.every((c) => c.kind !== own) ? inside : [chunk];
  });
}
