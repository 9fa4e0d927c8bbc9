import type { AudioBlock, AudioSource, BlocksOptions } from '@studiohand/core/audio';
import { Resampler } from '@studiohand/core/dsp';
import { wasmKernels } from '@studiohand/kernels';

/** The blocks of a source at another rate: time-aligned, ceil(frames * toHz / fromHz) of them. */
export async function* blocksAtRate(
  source: AudioSource,
  toHz: number,
  options: Pick<BlocksOptions, 'signal'> = {},
): AsyncGenerator<AudioBlock> {
  const { sampleRateHz: fromHz, channels } = source.info;
  if (fromHz === toHz) {
    yield* source.blocks(options);
    return;
  }
  const resampler = new Resampler({ fromHz, toHz, channels, kernels: wasmKernels });
  for await (const block of source.blocks(options)) {
    const out = resampler.process(block);
    if (out.frames > 0) yield out;
  }
  const rest = resampler.flush();
  if (rest.frames > 0) yield rest;
}

/** Frames `start` to `end` of a stream that begins at frame 0; what lies before is read and dropped. */
export async function* cutBlocks(
  blocks: AsyncIterable<AudioBlock>,
  start: number,
  end: number,
): AsyncGenerator<AudioBlock> {
  let at = 0;
  if (start >= end) return;
  for await (const { channels, frames } of blocks) {
    const from = Math.min(frames, Math.max(0, start - at));
    const to = Math.min(frames, end - at);
    if (to > from) yield { channels: channels.map((samples) => samples.subarray(from, to)), frames: to - from };
    at += frames;
    if (at >= end) return;
  }
}
