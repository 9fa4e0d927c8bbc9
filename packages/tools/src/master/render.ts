import type { AudioBlock, AudioSource } from '@studiohand/core/audio';
import { Ditherer, type DspKernels, TruePeakLimiter } from '@studiohand/core/dsp';
import type { Plan, ToolContext } from '@studiohand/core/tool';
import { type Chain, chainOf, formatOf, prepared, seriesOf, solvedFor } from './chain.ts';
import { solveFinal } from './solve.ts';
import { gainStage, type Stage, throughStages } from './stages.ts';

/**
 * The gain of a plan in dB. Where the producer changed what it was solved for, the stream is measured once more and it is
 * solved again, so that the loudness is reached with any combination of moves.
 */
export async function gainOf(source: AudioSource, chain: Chain, context: ToolContext): Promise<number> {
  const { gain, limiter } = chain;
  if (!gain) return 0;
  if (gain.gainDb !== null && gain.solvedFor === solvedFor(chain)) return gain.gainDb * gain.amount;
  const heard = await seriesOf(source, chain, gain.gainDb ?? 0, gain.ceilingDbtp, context, 'solving again');
  return (solveFinal(heard, gain.targetLufs, gain.ceilingDbtp, limiter, context) ?? 0) * gain.amount;
}

/** Dither where an integer depth is left or reached; single precision where the file has it. */
function finish(
  chain: Chain,
  channels: number,
  plan: Plan,
  sourceBits: number | undefined,
  kernels: DspKernels,
): Stage | undefined {
  const { encoding, toHz, touched } = chain;
  if (encoding?.kind === 'float')
    return touched && encoding.bits === 32
      ? {
          latencyFrames: 0,
          process: (x, frames): void => {
            for (const c of x) for (let i = 0; i < frames; i++) c[i] = Math.fround(c[i] as number);
          },
        }
      : undefined;
  if (encoding?.kind !== 'int') return undefined;
  if (!touched && sourceBits !== undefined && sourceBits <= encoding.bits) return undefined;
  const dither = new Ditherer({
    bits: encoding.bits,
    channels,
    mode: 'tpdf',
    sampleRateHz: toHz,
    seed: plan.seed,
    kernels,
  });
  return { latencyFrames: 0, process: (x, frames): void => dither.process(x, frames) };
}

/** The take, streamed. With every move off, the samples of the source. */
export async function* render(source: AudioSource, plan: Plan, context: ToolContext): AsyncGenerator<AudioBlock> {
  const { info } = source;
  const chain = chainOf(plan, info);
  const { channels } = info;
  const gainDb = await gainOf(source, chain, context);
  const stages: Stage[] = [];
  if (chain.gain) stages.push(gainStage(gainDb));
  if (chain.limiter) {
    const { sampleRateHz } = formatOf(chain, info);
    stages.push(new TruePeakLimiter({ sampleRateHz, channels, ...chain.limiter }));
  }
  const sourceBits = info.encoding?.kind === 'int' ? info.encoding.bits : undefined;
  const last = finish(chain, channels, plan, sourceBits, context.kernels);
  // Dither comes after the latency is taken off, so that its numbers do not depend on it.
  const limited = throughStages(prepared(source, chain, context), stages, channels);
  let done = 0;
  for await (const block of throughStages(limited, last ? [last] : [], channels)) {
    context.signal?.throwIfAborted();
    yield block;
    done += block.frames;
    context.progress('mastering', Math.min(1, done / Math.max(1, chain.frameCount)));
  }
}
