/**
 * libvorbis compiled to WebAssembly (@wasm-audio-decoders/ogg-vorbis), fed with packets: our own page walk tells it
 * nothing of pages, so it neither trims nor resynchronises by itself.
 */
import { AudioError } from '@studiohand/core/audio';
import { OggVorbisDecoder } from '@wasm-audio-decoders/ogg-vorbis';
import { codecFrames, data, header, isLastPage, type OggPage, vorbisSetup } from 'codec-parser';
import type { DecodedPart } from '../decodedSource.ts';
import { inWaveOrder } from './vorbisLayout.ts';

/** A running decoder. */
export interface VorbisDecoder {
  /** Samples of these packets. The first packet ever gives none (Vorbis I, section 4.3.8). */
  decode(packets: readonly Uint8Array[]): Promise<DecodedPart>;
  free(): void;
}

/** Packets longer than the decoder's input buffer. */
const MAX_PACKET_BYTES: number = 128 * 1024;

/** Starts a decoder with the identification and the setup header. */
export async function startVorbis(name: string, identification: Uint8Array, setup: Uint8Array): Promise<VorbisDecoder> {
  if (setup.length > MAX_PACKET_BYTES) throw damaged(name, `the setup header has ${setup.length} bytes`);
  const decoder = new OggVorbisDecoder();
  await decoder.ready;
  let first = true;
  const run = async (packets: readonly Uint8Array[]): Promise<DecodedPart> => {
    const frames = packets.map((packet) => ({ [header]: { [vorbisSetup]: setup }, [data]: packet }));
    const page = { [data]: first ? identification : new Uint8Array(0), [codecFrames]: frames, [isLastPage]: false };
    first = false;
    // A page as codec-parser makes it, with the fields that are used.
    const { channelData, samplesDecoded, errors } = await decoder
      .decodeOggPages([page as unknown as OggPage])
      .catch((error: unknown) => {
        throw damaged(name, `libvorbis stopped: ${error instanceof Error ? error.message : String(error)}`);
      });
    if (errors.length > 0) throw damaged(name, `libvorbis: ${errors[0]?.message ?? 'decoding failed'}`);
    return { channels: inWaveOrder(channelData), frames: samplesDecoded };
  };
  return {
    async decode(packets: readonly Uint8Array[]): Promise<DecodedPart> {
      // An empty packet is no sound (Vorbis I, section 4.3.1).
      const full = packets.filter((packet) => packet.length > 0);
      if (full.length === 0) return { channels: [], frames: 0 };
      const largest = full.reduce((max, packet) => Math.max(max, packet.length), 0);
      if (largest > MAX_PACKET_BYTES) throw damaged(name, `a Vorbis packet has ${largest} bytes`);
      return run(full);
    },
    free: () => decoder.free(),
  };
}

function damaged(name: string, what: string): AudioError {
  return new AudioError('corrupt', `${name}: ${what}`, 'The file is damaged: copy or export it again.');
}
