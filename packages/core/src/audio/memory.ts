import { type AudioFormat, defaultLayout } from './format.ts';
import { type AudioBlock, type AudioInfo, type AudioSource, BLOCK_FRAMES, type BlocksOptions } from './source.ts';

/** Settings of {@link memoryAudio}. */
export interface MemoryAudioOptions extends Partial<AudioInfo> {
  /** Frames per delivered block; called with the position, so tests can split at random. Default 16,384. */
  readonly blockFrames?: (position: number) => number;
}

/** An AudioSource over planar samples in memory: generated signals, tests, short clips. */
export function memoryAudio(
  channels: readonly Float64Array[],
  sampleRateHz: number,
  options: MemoryAudioOptions = {},
): AudioSource {
  const { blockFrames = (): number => BLOCK_FRAMES, ...given } = options;
  const frameCount = channels[0]?.length ?? 0;
  const format: AudioFormat = { sampleRateHz, channels: channels.length, layout: defaultLayout(channels.length) };
  const info: AudioInfo = {
    name: 'memory',
    container: 'wav',
    codec: 'pcm',
    encoding: { kind: 'float', bits: 64 },
    metadata: [],
    notes: [],
    ...format,
    frameCount,
    ...given,
  };
  return {
    info,
    async *blocks({
      startFrame = 0,
      frameCount: wanted = Number.POSITIVE_INFINITY,
      signal,
    }: BlocksOptions = {}): AsyncGenerator<AudioBlock> {
      const end = Math.min(frameCount, startFrame + wanted);
      for (let at = startFrame; at < end; ) {
        signal?.throwIfAborted();
        const frames = Math.min(end - at, Math.max(1, blockFrames(at)));
        yield { channels: channels.map((c) => c.slice(at, at + frames)), frames };
        at += frames;
      }
    },
    async close(): Promise<void> {},
  };
}

/** Reads a whole source into memory; for tests and short clips only. */
export async function readAll(source: AudioSource): Promise<Float64Array[]> {
  const parts: Float64Array[][] = source.info.layout.map(() => []);
  let total = 0;
  for await (const block of source.blocks()) {
    block.channels.forEach((c, i) => {
      parts[i]?.push(c.slice(0, block.frames));
    });
    total += block.frames;
  }
  return parts.map((list) => {
    const all = new Float64Array(total);
    let at = 0;
    for (const p of list) {
      all.set(p, at);
      at += p.length;
    }
    return all;
  });
}
