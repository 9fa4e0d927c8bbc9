import type { AudioSource } from '@studiohand/core/audio';
import type { ToolContext } from '@studiohand/core/tool';
import { gainToDb } from '@studiohand/core/units';
import { rowOf } from './build.ts';
import { chainOf } from './chain.ts';
import { type ClipFacts, clipMoves } from './faults/clipping.ts';
import { through } from './stage.ts';

/** Room for what later moves and dither add. */
const MARGIN_DB = 0.1;

/** By how many dB restored peaks exceed what an integer file holds, up to a tenth; 0 for float files and without clipping. */
export async function headroomOf(
  source: AudioSource,
  clipping: readonly ClipFacts[],
  context: ToolContext,
): Promise<number> {
  const { info } = source;
  if (clipping.length === 0 || info.encoding?.kind === 'float') return 0;
  const { links } = chainOf({ moves: clipMoves(clipping, 0) });
  const prepared = { profiles: new Map(), tracks: new Map(), startFrame: 0 };
  const stage = rowOf(links, { ...prepared, format: info, kernels: context.kernels });
  let peak = 0;
  let done = 0;
  for await (const { channels, frames } of through(
    source,
    stage,
    { startFrame: 0, frameCount: info.frameCount },
    context,
  )) {
    for (const x of channels) for (let i = 0; i < frames; i++) peak = Math.max(peak, Math.abs(x[i] as number));
    done += frames;
    context.progress('restoring clipped peaks', done / Math.max(1, info.frameCount));
  }
  return peak > 1 ? Math.ceil(10 * (gainToDb(peak) + MARGIN_DB)) / 10 : 0;
}
