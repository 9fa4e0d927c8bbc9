/**
 * FFmpeg's AAC-LC encoder compiled to WebAssembly (@mediabunny/aac-encoder), in a worker thread of its own. mediabunny
 * is its only way in; what mediabunny would write goes nowhere.
 */
import { encoderFailed } from '../encodingWriter.ts';
import { OwnWorker } from './ownWorker.ts';

/** Takes planar samples and gives raw packets of 1024 frames. */
export interface AacEncoder {
  /** Samples are copied. */
  encode(channels: readonly Float32Array[]): Promise<void>;
  finish(): Promise<void>;
  /** Ends the worker. */
  close(): Promise<void>;
  /** Packets made since the last call. */
  take(): Uint8Array[];
  /** AudioSpecificConfig; undefined before the first packet. */
  config(): Uint8Array | undefined;
}

/** Starts an encoder. */
export async function aacEncoder(sampleRateHz: number, channels: number, bitrateKbps: number): Promise<AacEncoder> {
  const [bunny, { registerAacEncoder }] = await Promise.all([import('mediabunny'), import('@mediabunny/aac-encoder')]);
  registerAacEncoder();
  let packets: Uint8Array[] = [];
  let config: Uint8Array | undefined;
  let frames = 0;
  const source = new bunny.AudioSampleSource({
    codec: 'aac',
    bitrate: Math.round(bitrateKbps * 1000),
    onEncodedPacket: (packet, meta) => {
      const description = meta?.decoderConfig?.description;
      if (description) config ??= bytesOf(description);
      packets.push(packet.data);
    },
  });
  // Fragments let mediabunny forget what it has written.
  const format = new bunny.Mp4OutputFormat({ fastStart: 'fragmented' });
  const output = new bunny.Output({ format, target: new bunny.NullTarget() });
  output.addAudioTrack(source);
  await output.start();
  const worker = new OwnWorker();
  return {
    async encode(parts): Promise<void> {
      const count = parts[0]?.length ?? 0;
      if (count === 0) return;
      const data = new Float32Array(count * channels);
      parts.forEach((part, c) => {
        data.set(part, c * count);
      });
      const timestamp = frames / sampleRateHz;
      frames += count;
      const sample = new bunny.AudioSample({
        data,
        format: 'f32-planar',
        numberOfChannels: channels,
        sampleRate: sampleRateHz,
        timestamp,
      });
      await guard(worker.run(() => source.add(sample)));
      sample.close();
    },
    finish: () => guard(worker.run(() => output.finalize())),
    async close(): Promise<void> {
      worker.release();
      if (output.state === 'finalized') return;
      // Where the thread has died there is nothing left to cancel.
      await worker.run(() => output.cancel()).catch(() => {});
    },
    take(): Uint8Array[] {
      const taken = packets;
      packets = [];
      return taken;
    },
    config: () => config,
  };
}

async function guard(work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    throw encoderFailed('AAC', error instanceof Error ? error.message : String(error), error);
  }
}

function bytesOf(data: ArrayBufferLike | ArrayBufferView): Uint8Array {
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice()
    : new Uint8Array(data.slice(0));
}
