/**
 * Opens AIFF 1.3 and AIFF-C files (Apple): 8- to 32-bit integer, float, G.711; chunks in any order, wrong sizes and
 * missing pad bytes forgiven and noted. COMM, SSND and FVER are made anew by the writer; all other chunks are kept byte
 * for byte as kind 'aiff'; the `APPL` package of foreignChunks.ts gives RIFF chunks back. Weakness: the QuickTime `CHAN`
 * layout is kept but not interpreted; channels follow the usual order for their count.
 */
import {
  AudioError,
  type AudioInfo,
  type AudioSource,
  type ByteSource,
  defaultLayout,
  type MetadataChunk,
} from '../../audio/index.ts';
import { restoreForeignChunks } from '../foreignChunks.ts';
import { fourCc, HeaderReader, isPlausibleId, nextChunk } from '../headerReader.ts';
import { checkFormat, damaged, MAX_CHUNK_BYTES, MAX_CHUNKS, MAX_METADATA_BYTES } from '../limits.ts';
import { createPcmSource } from '../pcm/pcmSource.ts';
import { aiffPcmFormat } from './aiffCompression.ts';
import { readExtended80 } from './extended80.ts';

interface AiffChunks {
  readonly form: 'aiff' | 'aifc';
  readonly comm: DataView;
  readonly commOffset: number;
  readonly dataOffset: number;
  readonly dataSize: number;
  readonly metadata: readonly MetadataChunk[];
  readonly notes: string[];
}

/** Reads headers and metadata; samples are read when asked for. Throws AudioError for what it cannot read. */
export async function openAiff(source: ByteSource): Promise<AudioSource> {
  const { form, comm, commOffset, dataOffset, dataSize, metadata, notes } = await parseAiff(source);
  const { name } = source;
  const place = `'COMM' at byte ${commOffset}`;
  if (comm.byteLength < 18) throw damaged(name, `${place} has ${comm.byteLength} bytes, 18 are needed`);
  const channels = comm.getUint16(0);
  const declaredFrames = comm.getUint32(2);
  const bits = comm.getUint16(6);
  const sampleRateHz = readExtended80(comm, 8);
  checkFormat(name, place, channels, sampleRateHz);
  const type = form === 'aifc' && comm.byteLength >= 22 ? fourCc(comm, 18) : 'NONE';
  const format = aiffPcmFormat(name, place, type, bits);
  const frameBytes = format.bytesPerSample * channels;
  const present = Math.floor(dataSize / frameBytes);
  let frameCount = Math.min(present, declaredFrames);
  if (declaredFrames === 0 && present > 0) {
    notes.push(`COMM declares 0 frames (an unfinished recording); the ${present} that are there were taken`);
    frameCount = present;
  } else if (declaredFrames > present) {
    notes.push(`COMM declares ${declaredFrames} frames but only ${present} are there: the file is cut off`);
  } else if (present > declaredFrames) {
    notes.push(`The sound data hold ${present - declaredFrames} frames more than COMM declares; they were left out`);
  }
  const partial = dataSize - present * frameBytes;
  if (partial > 0 && present <= declaredFrames) {
    notes.push(`The last ${partial} bytes of sample data are not a whole frame and were dropped`);
  }
  if (channels > 2) notes.push(`The file names no speakers; ${channels} channels were taken in their usual order`);
  const coded = format.kind === 'mulaw' || format.kind === 'alaw';
  const storedBits = format.bytesPerSample * 8;
  const info: AudioInfo = {
    name,
    container: form,
    codec: coded ? format.kind : 'pcm',
    sampleRateHz,
    channels,
    layout: defaultLayout(channels),
    frameCount,
    encoding: coded ? undefined : { kind: format.kind === 'float' ? 'float' : 'int', bits: storedBits },
    ...(format.kind === 'int' && bits > 0 && bits < storedBits ? { validBits: bits } : {}),
    metadata: restoreForeignChunks(metadata, 'aiff'),
    notes,
  };
  return createPcmSource(source, info, format, dataOffset);
}

async function parseAiff(source: ByteSource): Promise<AiffChunks> {
  const { name, size } = source;
  const reader = new HeaderReader(source);
  const head = await reader.peek(0, 12);
  const kind = head.byteLength >= 12 && fourCc(head, 0) === 'FORM' ? fourCc(head, 8) : '';
  if (kind !== 'AIFF' && kind !== 'AIFC') {
    throw new AudioError(
      'not-audio',
      `${name}: not an AIFF file (no FORM header with 'AIFF' or 'AIFC' in bytes 0 to 11)`,
      'Give an AIFF or AIFF-C file.',
    );
  }
  const declaredEnd = head.getUint32(4) + 8;
  const notes: string[] = [];
  const metadata: MetadataChunk[] = [];
  let kept = 0;
  let comm: DataView | undefined;
  let commOffset = 0;
  let ssnd: { offset: number; size: number } | undefined;
  let lastChunk = 'the FORM header';
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
    let length = header.getUint32(4);
    lastChunk = `chunk '${id}' at byte ${at}`;
    if (id === 'SSND' && !ssnd) {
      const rest = size - body;
      if (length > rest || (length === 0 && rest > 8)) {
        notes.push(`The 'SSND' chunk declares ${length} bytes where ${rest} are left; read to the end of the file`);
        length = rest;
      }
      ssnd = await soundData(reader, name, at, length, notes);
    } else if (id === 'COMM' && !comm) {
      const bytes = await reader.bytes(body, Math.min(length, 64));
      comm = new DataView(bytes.buffer, 0, bytes.length);
      commOffset = at;
    } else if (body + length > size) {
      notes.push(`${lastChunk} claims ${length} bytes but only ${size - body} are left; it was left out`);
      break;
    } else if (id === 'SSND' || id === 'COMM') {
      notes.push(`A second '${id}' chunk at byte ${at} was ignored`);
    } else if (id !== 'FVER') {
      if (length > MAX_CHUNK_BYTES || kept + length > MAX_METADATA_BYTES) {
        notes.push(
          `${lastChunk} has ${length} bytes, more than metadata may take (64 MiB each); it is not carried over`,
        );
      } else {
        metadata.push({ kind: 'aiff', id, data: await reader.bytes(body, length), beforeAudio: !ssnd });
        kept += length;
      }
    }
    at = await nextChunk(reader, body + length, false, lastChunk, notes);
  }
  if (!comm) throw damaged(name, `no 'COMM' chunk was found; the last thing read was ${lastChunk}`);
  if (!ssnd) {
    // AIFF 1.3: SSND may be missing when there are no frames.
    if (comm.byteLength < 6 || comm.getUint32(2) > 0) {
      throw damaged(name, `no 'SSND' chunk was found; the last thing read was ${lastChunk} (file of ${size} bytes)`);
    }
    ssnd = { offset: size, size: 0 };
  }
  if (Math.abs(declaredEnd - size) > 1) {
    notes.push(`The FORM size says ${declaredEnd} bytes, the file has ${size}; the file was believed`);
  }
  const form = kind === 'AIFF' ? 'aiff' : 'aifc';
  return { form, comm, commOffset, dataOffset: ssnd.offset, dataSize: ssnd.size, metadata, notes };
}

/** Where the samples of an SSND chunk lie: after its offset and blockSize fields and `offset` bytes more. */
async function soundData(
  reader: HeaderReader,
  name: string,
  at: number,
  length: number,
  notes: string[],
): Promise<{ offset: number; size: number }> {
  const fields = await reader.peek(at + 8, 8);
  if (length < 8 || fields.byteLength < 8)
    throw damaged(name, `'SSND' at byte ${at} has ${length} bytes, 8 are needed`);
  let offset = fields.getUint32(0);
  if (offset > length - 8) {
    notes.push(`The 'SSND' chunk asks to skip ${offset} bytes but holds ${length - 8}; nothing was skipped`);
    offset = 0;
  }
  return { offset: at + 16 + offset, size: length - 8 - offset };
}
