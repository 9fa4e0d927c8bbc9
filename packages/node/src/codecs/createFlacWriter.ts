/**
 * Writes FLAC, 8 to 24 bits, with libFLAC. Metadata blocks are our own: STREAMINFO (completed at the end with frame
 * sizes and MD5), Vorbis comments, pictures, and RIFF or AIFF chunks as `flac --keep-foreign-metadata` keeps them.
 * `codecOptions.compressionLevel` 0 to 8 (default 5). Weakness: no seek table, which players do not need.
 */
import { type AudioBlock, AudioError, type AudioWriter, type ByteSink, type OutputSpec } from '@studiohand/core/audio';
import { maskFromLayout } from '@studiohand/core/formats';
import { foreignBlocks } from './flac/foreignMetadata.ts';
import { type LibFlacStreamInfo, libFlac } from './flac/libFlac.ts';
import { toIntegers } from './toIntegers.ts';
import { buildVorbisComment, concat } from './vorbisComment.ts';

/** Depths of the streamable subset (RFC 9639, section 7). */
const BITS: readonly number[] = [8, 12, 16, 20, 24];
/** A rate that does not fit 20 bits cannot be stated; libFLAC's own limit is 655,350 Hz. */
const MAX_RATE_HZ = 655350;
/** Masks that need no tag, by channel count (RFC 9639, section 9.1.3). */
const PLAIN_MASKS: readonly number[] = [0x4, 0x3, 0x7, 0x33, 0x37, 0x3f, 0x70f, 0x63f];
const BATCH_FRAMES = 16384;

/** Starts a file; nothing appears before `finish`. */
export async function createFlacWriter(sink: ByteSink, spec: OutputSpec): Promise<AudioWriter> {
  const bits = checkSpec(spec);
  const flac = await libFlac();
  const blocks = await foreignBlocks(spec);
  const level = Math.min(8, Math.max(0, Math.round(Number(spec.codecOptions?.['compressionLevel'] ?? 5))));
  const encoder = flac.create_libflac_encoder(spec.sampleRateHz, spec.channels, bits, level, spec.frameCount, false);
  const queue: Uint8Array[] = [];
  const header: Uint8Array[] = [];
  let inHeader = true;
  let finished: LibFlacStreamInfo | undefined;
  const status = flac.init_encoder_stream(
    encoder,
    (data) => {
      (inHeader ? header : queue).push(data);
    },
    (info) => {
      finished = info;
    },
  );
  inHeader = false;
  let open = true;
  const release = (): void => {
    if (open) flac.FLAC__stream_encoder_delete(encoder);
    open = false;
  };
  if (status !== 0) {
    release();
    await sink.abort();
    throw new AudioError(
      'unsupported-format',
      `FLAC cannot be written with ${spec.sampleRateHz} Hz, ${spec.channels} channels, ${bits} bits (libFLAC status ${status})`,
      'Choose a usual rate and depth, or write WAV.',
    );
  }
  const made = concat(header);
  const streamInfo = made.slice(8, 8 + 34);
  await sink.write(concat([made.subarray(0, 4), ...metadataBlocks(spec, streamInfo, vendorOf(made), blocks)]));

  const samples = new Int32Array(BATCH_FRAMES * spec.channels);
  let written = 0;
  const drain = async (): Promise<void> => {
    for (const part of queue.splice(0)) await sink.write(part);
  };
  return {
    async write(block: AudioBlock): Promise<void> {
      if (written + block.frames > spec.frameCount) throw wrongLength(written + block.frames, spec.frameCount);
      for (let at = 0; at < block.frames; at += BATCH_FRAMES) {
        const frames = Math.min(BATCH_FRAMES, block.frames - at);
        toIntegers(block.channels, at, frames, bits, samples, written + at);
        if (
          !flac.FLAC__stream_encoder_process_interleaved(encoder, samples.subarray(0, frames * spec.channels), frames)
        ) {
          throw failed(flac.FLAC__stream_encoder_get_state(encoder));
        }
        await drain();
      }
      written += block.frames;
    },
    async finish(): Promise<void> {
      if (written !== spec.frameCount) throw wrongLength(written, spec.frameCount);
      const good = flac.FLAC__stream_encoder_finish(encoder);
      release();
      if (!good || !finished) throw failed(-1);
      await drain();
      await sink.writeAt(8, completed(streamInfo, finished, written));
      await sink.commit();
    },
    async abort(): Promise<void> {
      release();
      await sink.abort();
    },
  };
}

function checkSpec(spec: OutputSpec): number {
  const bits = spec.encoding?.bits ?? 0;
  const fail = (what: string, hint: string): AudioError => new AudioError('invalid-parameter', `FLAC ${what}`, hint);
  if (spec.encoding?.kind !== 'int') throw fail('cannot hold floating-point samples', 'Ask for 24-bit integers.');
  if (!BITS.includes(bits)) throw fail(`cannot be written with ${bits} bits`, `Use ${BITS.join(', ')} bits.`);
  if (spec.channels < 1 || spec.channels > 8) {
    throw fail(`holds 1 to 8 channels, not ${spec.channels}`, 'Write WAV, or split the channels.');
  }
  if (!Number.isInteger(spec.sampleRateHz) || spec.sampleRateHz < 1 || spec.sampleRateHz > MAX_RATE_HZ) {
    throw fail(`cannot state a rate of ${spec.sampleRateHz} Hz`, 'Use a whole rate up to 655,350 Hz.');
  }
  return bits;
}

/** The vendor string of libFLAC's own comment block. */
function vendorOf(header: Uint8Array): string {
  const at = 8 + 34 + 4;
  const size = header.length >= at + 4 ? new DataView(header.buffer, header.byteOffset).getUint32(at, true) : 0;
  return new TextDecoder().decode(header.subarray(at + 4, at + 4 + size));
}

function metadataBlocks(
  spec: OutputSpec,
  streamInfo: Uint8Array,
  vendor: string,
  applications: readonly Uint8Array[],
): Uint8Array[] {
  const mask = maskFromLayout(spec.layout);
  const tags = [...spec.metadata];
  if (mask !== 0 && mask !== PLAIN_MASKS[spec.channels - 1]) {
    const data = new TextEncoder().encode(`0x${mask.toString(16).padStart(4, '0')}`);
    tags.push({ kind: 'tag', id: 'WAVEFORMATEXTENSIBLE_CHANNEL_MASK', data, beforeAudio: true });
  }
  const pictures = spec.metadata.filter((chunk) => chunk.kind === 'picture' && chunk.data.length < 2 ** 24);
  const blocks: [type: number, data: Uint8Array][] = [
    [0, streamInfo],
    ...applications.map((data): [number, Uint8Array] => [2, data]),
    [4, buildVorbisComment(vendor, tags)],
    ...pictures.map((picture): [number, Uint8Array] => [6, picture.data]),
  ];
  return blocks.flatMap(([type, data], i) => [
    Uint8Array.of(type | (i === blocks.length - 1 ? 0x80 : 0), data.length >> 16, data.length >> 8, data.length),
    data,
  ]);
}

/** STREAMINFO with what only the end of the stream knows (RFC 9639, section 8.2). */
function completed(streamInfo: Uint8Array<ArrayBuffer>, info: LibFlacStreamInfo, frameCount: number): Uint8Array {
  const view = new DataView(streamInfo.buffer);
  const put24 = (at: number, value: number): void => {
    view.setUint8(at, value >> 16);
    view.setUint16(at + 1, value & 0xffff);
  };
  put24(4, info.min_framesize);
  put24(7, info.max_framesize);
  view.setUint8(13, (view.getUint8(13) & 0xf0) | (Math.floor(frameCount / 2 ** 32) & 15));
  view.setUint32(14, frameCount >>> 0);
  for (let i = 0; i < 16; i++) view.setUint8(18 + i, Number.parseInt(info.md5sum.slice(2 * i, 2 * i + 2), 16));
  return streamInfo;
}

function failed(state: number): AudioError {
  return new AudioError('internal', `libFLAC could not encode (state ${state})`, 'Write WAV, and report this.');
}

function wrongLength(got: number, wanted: number): AudioError {
  return new AudioError(
    'internal',
    `${got} frames were written to a file announced with ${wanted}`,
    'Report this: the tool delivers another length than it announced.',
  );
}
