import { type AudioBlock, type AudioSource, BLOCK_FRAMES, lockstep } from '@studiohand/core/audio';
import { Ditherer } from '@studiohand/core/dsp';
import type { Plan, ToolContext } from '@studiohand/core/tool';
import { chain, keepsGrid } from './chain.ts';

/** The source with the plan's moves; the other stems are read along only to key them. */
export async function* render(source: AudioSource, plan: Plan, context: ToolContext): AsyncGenerator<AudioBlock> {
  const { encoding, channels, sampleRateHz, frameCount } = source.info;
  const sources = [source, ...(context.companions ?? [])];
  const stages = chain(
    plan,
    source.info,
    sources.map(({ info }) => info.channels),
  );
  const dither =
    encoding?.kind === 'int' && !keepsGrid(plan)
      ? new Ditherer({ bits: encoding.bits, channels, mode: 'tpdf', sampleRateHz, seed: plan.seed })
      : undefined;
  const keyed = plan.moves.some((move) => move.enabled && move.settings['kind'] === 'duck');
  const read = keyed ? sources : [source];
  const options = { frameCount, blockFrames: BLOCK_FRAMES, ...(context.signal && { signal: context.signal }) };
  for await (const block of lockstep(read, options)) {
    const own = block.channels[0] as readonly Float64Array[];
    for (const stage of stages) stage(own, block.channels, block.frames);
    dither?.process([...own], block.frames);
    yield { channels: own, frames: block.frames };
    context.progress('rendering', (block.position + block.frames) / Math.max(1, frameCount));
  }
}
