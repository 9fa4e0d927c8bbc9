/** Cuts a source, brought to the model's rate, into overlapping chunks of single precision. */
import type { AudioBlock, AudioSource } from '@studiohand/core/audio';
import { channelPairs, Resampler } from '@studiohand/core/dsp';
import { wasmKernels } from '@studiohand/kernels';
import type { ChunkGeometry } from './chunkGeometry.ts';

/** Channels of the source that go through the model together; a single one twice where the model is stereo. */
export type ChannelGroup = readonly number[];

/** Left and right of each place together, others alone. */
export function channelGroups({ layout, channels }: AudioSource['info'], modelChannels: 1 | 2): ChannelGroup[] {
  const all = Array.from({ length: channels }, (_, c) => c);
  if (modelChannels === 1) return all.map((c) => [c]);
  const pairs = layout.length === channels ? channelPairs(layout) : [];
  const plain = pairs.length === 0 && channels === 2 ? [[0, 1] as const] : pairs;
  const paired = new Set(plain.flat());
  return [...plain, ...all.filter((c) => !paired.has(c)).map((c) => [c, c])].sort(([a = 0], [b = 0]) => a - b);
}

/** The source at `toHz`, samples that are no numbers taken as silence. */
export async function* atModelRate(
  source: AudioSource,
  toHz: number,
  signal?: AbortSignal,
): AsyncGenerator<AudioBlock> {
  const { sampleRateHz: fromHz, channels, frameCount } = source.info;
  const resampler = fromHz === toHz ? undefined : new Resampler({ fromHz, toHz, channels, kernels: wasmKernels });
  for await (const block of source.blocks({ frameCount, ...(signal ? { signal } : {}) })) {
    signal?.throwIfAborted();
    const clean = withoutNaN(block);
    const out = resampler ? resampler.process(clean) : clean;
    if (out.frames > 0) yield out;
  }
  const rest = resampler?.flush();
  if (rest && rest.frames > 0) yield rest;
}

function withoutNaN({ channels, frames }: AudioBlock): AudioBlock {
  let copies: Float64Array[] | undefined;
  channels.forEach((samples, c) => {
    for (let i = 0; i < frames; i++) {
      if (Number.isFinite(samples[i])) continue;
      copies ??= channels.map((channel) => channel.slice(0, frames));
      (copies[c] as Float64Array)[i] = 0;
    }
  });
  return { channels: copies ?? channels, frames };
}

/** One chunk of one group: `channels` x `chunkFrames` samples, silence beyond both ends of the source. */
export interface Chunk {
  readonly index: number;
  readonly group: number;
  readonly mix: Float32Array;
}

/** The chunks in order, the groups of each one after the other; `level` maps samples to what the model is given. */
export async function* readChunks(
  blocks: AsyncIterable<AudioBlock>,
  { chunkFrames, trimFrames, stepFrames, count }: ChunkGeometry,
  groups: readonly ChannelGroup[],
  level: (sample: number) => number,
): AsyncGenerator<Chunk> {
  const channels = groups.flat();
  const held = channels.map(() => new Float32Array(chunkFrames));
  const silence = level(0);
  for (const samples of held) samples.fill(silence);
  let filled = trimFrames;
  let index = 0;
  function* cut(): Generator<Chunk> {
    let at = 0;
    for (const [group, { length }] of groups.entries()) {
      const mix = new Float32Array(length * chunkFrames);
      for (let c = 0; c < length; c++) mix.set(held[at + c] as Float32Array, c * chunkFrames);
      at += length;
      yield { index, group, mix };
    }
    index++;
    for (const samples of held) samples.copyWithin(0, stepFrames);
    filled = chunkFrames - stepFrames;
  }
  for await (const block of blocks) {
    for (let done = 0; done < block.frames; ) {
      const part = Math.min(block.frames - done, chunkFrames - filled);
      channels.forEach((channel, h) => {
        const to = held[h] as Float32Array;
        const from = block.channels[channel] as Float64Array;
        for (let i = 0; i < part; i++) to[filled + i] = level(from[done + i] as number);
      });
      filled += part;
      done += part;
      if (filled === chunkFrames) yield* cut();
    }
  }
  while (index < count) {
    for (const samples of held) samples.fill(silence, filled);
    yield* cut();
  }
}
