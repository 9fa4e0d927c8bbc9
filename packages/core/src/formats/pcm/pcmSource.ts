/**
 * The AudioSource over a run of interleaved PCM in a ByteSource: blocks of BLOCK_FRAMES from a reused byte buffer of
 * about half a megabyte, so that reads are large and memory stays bounded whatever the length.
 */
import {
  type AudioBlock,
  AudioError,
  type AudioInfo,
  type AudioSource,
  BLOCK_FRAMES,
  type BlocksOptions,
  type ByteSource,
} from '../../audio/index.ts';
import { createPcmDecoder } from './pcmDecoder.ts';
import type { PcmFormat } from './pcmFormat.ts';

/** Bytes asked from the port at a time, as near as whole blocks allow. */
const READ_BYTES = 524288;

/** Streams `info.frameCount` frames that start at byte `dataOffset`. `close` leaves the ByteSource to its owner. */
export function createPcmSource(
  source: ByteSource,
  info: AudioInfo,
  format: PcmFormat,
  dataOffset: number,
): AudioSource {
  const frameBytes = format.bytesPerSample * info.channels;
  return {
    info,
    async *blocks(options: BlocksOptions = {}): AsyncGenerator<AudioBlock> {
      const start = Math.max(0, Math.floor(options.startFrame ?? 0));
      const end = Math.min(info.frameCount, start + (options.frameCount ?? Number.POSITIVE_INFINITY));
      if (start >= end) return;
      const blockFrames = Math.min(BLOCK_FRAMES, end - start);
      const readBlocks = Math.max(1, Math.floor(READ_BYTES / (blockFrames * frameBytes)));
      const readFrames = Math.min(blockFrames * readBlocks, end - start);
      const bytes = new Uint8Array(readFrames * frameBytes);
      const decode = createPcmDecoder(format, info.channels, bytes);
      const channels = info.layout.map(() => new Float64Array(blockFrames));
      for (let at = start; at < end; ) {
        const frames = Math.min(readFrames, end - at);
        const wanted = frames * frameBytes;
        const offset = dataOffset + at * frameBytes;
        options.signal?.throwIfAborted();
        const pending = source.read(offset, wanted === bytes.length ? bytes : bytes.subarray(0, wanted));
        const got = typeof pending === 'number' ? pending : await pending;
        if (got < wanted) {
          throw new AudioError(
            'truncated',
            `${info.name}: the file became shorter while it was read (byte ${offset + got} is missing)`,
            'Make sure that nothing else writes to the file, then try again.',
          );
        }
        for (let done = 0; done < frames; done += blockFrames) {
          const count = Math.min(blockFrames, frames - done);
          decode(done * frameBytes, count, channels);
          options.signal?.throwIfAborted();
          yield { channels, frames: count };
        }
        at += frames;
      }
    },
    async close(): Promise<void> {},
  };
}
