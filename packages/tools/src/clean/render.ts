import type { AudioBlock, AudioInfo, AudioSource, OutputSpec } from '@studiohand/core/audio';
import { Ditherer } from '@studiohand/core/dsp';
import type { Plan, ToolContext } from '@studiohand/core/tool';
import { stageOfChain } from './build.ts';
import { chainOf } from './chain.ts';
import { prepare } from './prepare.ts';
import { type Part, through } from './stage.ts';

/** The take has the form of the source. */
export function outputOf(_plan: Plan, info: AudioInfo): OutputSpec {
  const { sampleRateHz, channels, layout, container, codec, encoding, frameCount, metadata } = info;
  return { sampleRateHz, channels, layout, container, codec, encoding, frameCount, metadata };
}

/**
 * Dither where samples left the grid of an integer file; those still on it, which no repair touched, stay as they are.
 * Single precision where the file has it.
 */
class Finish {
  readonly #ditherer: Ditherer | undefined;
  readonly #scale: number;
  readonly #single: boolean;
  #before: Float64Array[] = [];

  constructor({ encoding, channels, sampleRateHz }: AudioInfo, seed: number) {
    const bits = encoding?.kind === 'int' ? encoding.bits : 0;
    this.#ditherer = bits > 0 ? new Ditherer({ bits, channels, mode: 'tpdf', sampleRateHz, seed }) : undefined;
    this.#scale = 2 ** (bits - 1);
    this.#single = encoding?.kind === 'float' && encoding.bits === 32;
  }

  process(channels: readonly Float64Array[], frames: number): void {
    if (this.#single) for (const x of channels) for (let i = 0; i < frames; i++) x[i] = Math.fround(x[i] as number);
    if (this.#ditherer === undefined) return;
    if ((this.#before[0]?.length ?? -1) < frames) this.#before = channels.map(() => new Float64Array(frames));
    for (let c = 0; c < channels.length; c++)
      (this.#before[c] as Float64Array).set((channels[c] as Float64Array).subarray(0, frames));
    this.#ditherer.process(channels, frames);
    for (let c = 0; c < channels.length; c++) {
      const x = channels[c] as Float64Array;
      const before = this.#before[c] as Float64Array;
      for (let i = 0; i < frames; i++) {
        const v = before[i] as number;
        if (Number.isInteger(v * this.#scale) && v >= -1 && v < 1) x[i] = v;
      }
    }
  }
}

/** A part of what a plan makes of a source, in double precision: for previews as for the take. */
export async function* cleaned(
  source: AudioSource,
  plan: Pick<Plan, 'moves'>,
  part: Part,
  context: ToolContext,
): AsyncGenerator<AudioBlock> {
  const chain = chainOf(plan);
  const prepared = await prepare(source, chain.links, part, context);
  const stage = stageOfChain(chain, { ...prepared, format: source.info, kernels: context.kernels });
  yield* through(source, stage, part, context);
}

/** The take. With nothing to do, the samples of the source, untouched. */
export async function* render(source: AudioSource, plan: Plan, context: ToolContext): AsyncGenerator<AudioBlock> {
  const { info } = source;
  const { signal } = context;
  const whole = { startFrame: 0, frameCount: info.frameCount };
  const idle = chainOf(plan).idle;
  const finish = idle ? undefined : new Finish(info, plan.seed);
  let done = 0;
  for await (const block of idle ? source.blocks(signal ? { signal } : {}) : cleaned(source, plan, whole, context)) {
    signal?.throwIfAborted();
    finish?.process(block.channels, block.frames);
    yield block;
    done += block.frames;
    context.progress('cleaning', done / Math.max(1, info.frameCount));
  }
}
