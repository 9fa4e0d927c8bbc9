import type { AudioBlock, AudioSource } from '@studiohand/core/audio';
import { type ChannelMatrix, Ditherer, mixChannels, Resampler } from '@studiohand/core/dsp';
import type { ToolContext } from '@studiohand/core/tool';
import type { Chain } from './chain.ts';
import { Scratch } from './scratch.ts';

/** Unit matrix: the channels as they are, for a gain alone. */
function unit(channels: number): ChannelMatrix {
  return Array.from({ length: channels }, (_, o) => Array.from({ length: channels }, (__, i) => (i === o ? 1 : 0)));
}

/** Mix, gain and rate conversion: the exact signal, in float64, before it is rounded to a depth. */
export async function* exactStream(
  source: AudioSource,
  chain: Chain,
  context: ToolContext,
): AsyncGenerator<AudioBlock> {
  const { info } = source;
  const { fromHz, toHz, gain } = chain;
  const matrix = chain.matrix ?? (gain === 1 ? undefined : unit(info.channels));
  const resampler =
    fromHz === toHz || info.frameCount === 0
      ? undefined
      : new Resampler({ fromHz, toHz, channels: chain.layout.length, kernels: context.kernels });
  const scratch = new Scratch(chain.layout.length);
  for await (const block of source.blocks(context.signal ? { signal: context.signal } : {})) {
    let current: AudioBlock = block;
    if (matrix) {
      const mixed = scratch.of(block.frames);
      mixChannels(matrix, block.channels, mixed, block.frames, gain);
      current = { channels: mixed, frames: block.frames };
    }
    if (resampler) current = resampler.process(current);
    if (current.frames > 0) yield current;
  }
  if (resampler) {
    const tail = resampler.flush();
    if (tail.frames > 0) yield tail;
  }
}

/**
 * The take: the exact signal, rounded once to what the file stores, so that rendering shows the very samples that are
 * written. Blocks are valid until the next one is asked for.
 */
export async function* render(source: AudioSource, chain: Chain, context: ToolContext): AsyncGenerator<AudioBlock> {
  const { quantise, encoding, layout, toHz, frameCount, seed } = chain;
  const ditherer =
    quantise && encoding
      ? new Ditherer({ bits: encoding.bits, channels: layout.length, mode: quantise, sampleRateHz: toHz, seed })
      : undefined;
  const toSingle = encoding?.kind === 'float' && encoding.bits === 32 && !chain.bitExact;
  const scratch = new Scratch(layout.length);
  let done = 0;
  for await (const block of exactStream(source, chain, context)) {
    const { frames } = block;
    if (ditherer || toSingle) {
      const channels = scratch.of(frames);
      block.channels.forEach((samples, c) => {
        const out = channels[c] as Float64Array;
        if (toSingle) for (let i = 0; i < frames; i++) out[i] = Math.fround(samples[i] as number);
        else out.set(frames === samples.length ? samples : samples.subarray(0, frames));
      });
      ditherer?.process(channels, frames);
      yield { channels, frames };
    } else yield block;
    done += frames;
    context.progress('converting', done / Math.max(1, frameCount));
  }
}
