/**
 * Walks the chunks of RIFF/WAVE (Microsoft, "Multimedia Programming Interface 1.0"), RF64 (EBU Tech 3306) and BW64
 * (ITU-R BS.2088-1). Takes chunks in any order, forgives wrong sizes and missing pad bytes, and says so in notes.
 * `fmt `, `data`, `ds64`, `fact` and fillers (JUNK, junk, PAD, FLLR) are made anew by the writer; every other chunk is
 * kept byte for byte, in order, duplicates included. Weakness: RIFX (big-endian) and LIST/wavl are not read.
 */
import { AudioError, type ByteSource, type MetadataChunk } from '../../audio/index.ts';
import { fourCc, HeaderReader, isChunkAt, isPlausibleId, nextChunk } from '../headerReader.ts';
import { damaged, MAX_CHUNK_BYTES, MAX_CHUNKS, MAX_METADATA_BYTES } from '../limits.ts';

/** What the walk found. Offsets and sizes in bytes. */
export interface WaveChunks {
  readonly container: 'wav' | 'rf64' | 'bw64';
  readonly fmt: DataView;
  readonly fmtOffset: number;
  readonly dataOffset: number;
  readonly dataSize: number;
  readonly metadata: readonly MetadataChunk[];
  readonly notes: readonly string[];
}

/** Chunks that the writer recreates, so that keeping them would only mislead. */
const RECREATED: ReadonlySet<string> = new Set(['fmt ', 'data', 'ds64', 'fact', 'JUNK', 'junk', 'PAD ', 'FLLR']);
const UNKNOWN_SIZE = 0xffffffff;

interface Ds64 {
  readonly dataSize: number;
  readonly sizes: ReadonlyMap<string, number>;
}

/** Reads the chunk structure; throws AudioError where there is no way to find format and samples. */
export async function parseWave(source: ByteSource): Promise<WaveChunks> {
  const { name, size } = source;
  const reader = new HeaderReader(source);
  const head = await reader.peek(0, 12);
  const riff = head.byteLength >= 12 ? fourCc(head, 0) : '';
  if ((riff !== 'RIFF' && riff !== 'RF64' && riff !== 'BW64') || fourCc(head, 8) !== 'WAVE') throw notWave(name, riff);
  const notes: string[] = [];
  const declaredEnd = head.getUint32(4, true) + 8;
  const metadata: MetadataChunk[] = [];
  let kept = 0;
  let ds64: Ds64 | undefined;
  let fmt: DataView | undefined;
  let fmtOffset = 0;
  let dataOffset = -1;
  let dataSize = 0;
  let lastChunk = 'the RIFF header';
  let at = 12;
  for (let count = 0; at + 8 <= size; count++) {
    if (count > MAX_CHUNKS) throw damaged(name, `more than ${MAX_CHUNKS} chunks before byte ${at}`);
    const header = await reader.peek(at, 8);
    if (header.byteLength < 8) break;
    const id = fourCc(header, 0);
    if (!isPlausibleId(id)) {
      notes.push(`${size - at} bytes after ${lastChunk} (from byte ${at}) are not a chunk and were ignored`);
      break;
    }
    const body = at + 8;
    let length = header.getUint32(4, true);
    lastChunk = `chunk '${id}' at byte ${at}`;
    if (id === 'data') {
      if (dataOffset >= 0) {
        notes.push(`A second 'data' chunk at byte ${at} was ignored`);
      } else {
        dataOffset = body;
        if (length === UNKNOWN_SIZE && ds64) length = ds64.dataSize;
        length = await settleDataSize(reader, body, length, notes);
        dataSize = length;
      }
    } else {
      if (length === UNKNOWN_SIZE) length = ds64?.sizes.get(id) ?? length;
      if (body + length > size) {
        notes.push(`${lastChunk} claims ${length} bytes but only ${size - body} are left; it was left out`);
        if (id === 'fmt ' && !fmt) {
          fmt = view(await reader.bytes(body, 64));
          fmtOffset = at;
        }
        at = size;
        break;
      }
      if (id === 'fmt ' && !fmt) {
        fmt = view(await reader.bytes(body, Math.min(length, 64)));
        fmtOffset = at;
      } else if (id === 'ds64' && !ds64) {
        ds64 = await readDs64(reader, body, length);
      } else if (!RECREATED.has(id)) {
        if (length > MAX_CHUNK_BYTES || kept + length > MAX_METADATA_BYTES) {
          notes.push(
            `${lastChunk} has ${length} bytes, more than metadata may take (64 MiB each); it is not carried over`,
          );
        } else {
          metadata.push({ kind: 'riff', id, data: await reader.bytes(body, length), beforeAudio: dataOffset < 0 });
          kept += length;
        }
      }
    }
    at = await nextChunk(reader, body + length, true, lastChunk, notes);
  }
  if (dataOffset < 0) {
    throw damaged(name, `no 'data' chunk was found; the last thing read was ${lastChunk} (file of ${size} bytes)`);
  }
  if (!fmt) throw damaged(name, `no 'fmt ' chunk was found before the end of the file (byte ${size})`);
  if (riff === 'RIFF' && Math.abs(declaredEnd - size) > 1) {
    notes.push(`The RIFF size says ${declaredEnd} bytes, the file has ${size}; the file was believed`);
  }
  const container = riff === 'RIFF' ? 'wav' : riff === 'RF64' ? 'rf64' : 'bw64';
  return { container, fmt, fmtOffset, dataOffset, dataSize, metadata, notes };
}

/** The size of the sample data: as declared where that fits, otherwise to the end of the file, with a note. */
async function settleDataSize(reader: HeaderReader, body: number, size: number, notes: string[]): Promise<number> {
  const rest = reader.source.size - body;
  if (size === 0 && rest > 0 && !(await isChunkAt(reader, body, true))) {
    notes.push(`The 'data' chunk declares 0 bytes (an unfinished recording); read to the end of the file`);
    return rest;
  }
  if (size <= rest) return size;
  notes.push(
    size === UNKNOWN_SIZE
      ? `The 'data' chunk leaves its size open (a stream); read to the end of the file`
      : `The 'data' chunk declares ${size} bytes but only ${rest} are there: the file is cut off`,
  );
  return rest;
}

async function readDs64(reader: HeaderReader, body: number, length: number): Promise<Ds64 | undefined> {
  // riffSize u64, dataSize u64, sampleCount u64, table length u32, then rows of id and u64 (EBU Tech 3306 section 3.2).
  const ds64 = view(await reader.bytes(body, Math.min(length, MAX_CHUNK_BYTES)));
  if (ds64.byteLength < 24) return undefined;
  const sizes = new Map<string, number>();
  const rows = ds64.byteLength >= 28 ? Math.min(ds64.getUint32(24, true), Math.floor((ds64.byteLength - 28) / 12)) : 0;
  for (let i = 0; i < rows; i++) sizes.set(fourCc(ds64, 28 + i * 12), Number(ds64.getBigUint64(32 + i * 12, true)));
  return { dataSize: Number(ds64.getBigUint64(8, true)), sizes };
}

function view(bytes: Uint8Array<ArrayBuffer>): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

function notWave(name: string, riff: string): AudioError {
  if (riff === 'RIFX') {
    return new AudioError(
      'unsupported-format',
      `${name}: a big-endian RIFX file (byte 0)`,
      'Save it as ordinary WAV or as AIFF.',
    );
  }
  return new AudioError(
    'not-audio',
    `${name}: not a WAVE file (no RIFF, RF64 or BW64 header with 'WAVE' in bytes 0 to 11)`,
    'Give a WAV, RF64 or BW64 file.',
  );
}
