import { type AudioBlock, AudioError, type AudioSource, lockstep } from '@studiohand/core/audio';
import { DelayLine, ExactStems, exactEncoding, MaskSplitter } from '@studiohand/core/dsp';
import type { Move, Plan, StemSeparator, ToolContext } from '@studiohand/core/tool';
import { maskMethod } from './methods.ts';
import { activeMoves } from './plan.ts';

const BLOCK_FRAMES = 16_384;

/** Frames of the mix with the stems taken from it: `stems[s][c]`, in time with `mix[c]`. May be changed in place. */
interface Taken {
  readonly mix: readonly Float64Array[];
  readonly stems: readonly (readonly Float64Array[])[];
  readonly frames: number;
}

const arrays = (channels: number, frames: number): Float64Array[] =>
  Array.from({ length: channels }, () => new Float64Array(frames));

async function* byMask(source: AudioSource, move: Move, context: ToolContext): AsyncGenerator<Taken> {
  const { info } = source;
  const method = maskMethod(String(move.settings['method']));
  if (!method)
    throw new AudioError('invalid-parameter', `plan: there is no way to separate "${move.id}".`, 'Make the plan anew.');
  const splitter = new MaskSplitter(method.splitter(info));
  const late = new DelayLine(info.channels, splitter.latencyFrames);
  const mix = arrays(info.channels, BLOCK_FRAMES);
  const part = arrays(info.channels, BLOCK_FRAMES);
  const total = info.frameCount + splitter.latencyFrames;
  const options = {
    frameCount: total,
    blockFrames: BLOCK_FRAMES,
    ...(context.signal ? { signal: context.signal } : {}),
  };
  for await (const { channels, frames, position } of lockstep([source], options)) {
    for (const [c, samples] of (channels[0] ?? []).entries()) {
      mix[c]?.set(samples.subarray(0, frames));
      part[c]?.set(samples.subarray(0, frames));
    }
    splitter.process(part, frames);
    late.process(mix, 0, frames);
    const from = Math.min(frames, Math.max(0, splitter.latencyFrames - position));
    context.progress('Separating', (position + frames) / total);
    if (from === frames) continue;
    const cut = (list: readonly Float64Array[]): Float64Array[] => list.map((x) => x.subarray(from, frames));
    yield { mix: cut(mix), stems: [cut(part)], frames: frames - from };
  }
}

/** The stems of a model as one source, channels side by side. */
function modelSource(
  source: AudioSource,
  separator: StemSeparator,
  moves: readonly Move[],
  context: ToolContext,
): AudioSource {
  const { settings } = moves[0] as Move;
  const channels = moves.length * source.info.channels;
  const request = {
    modelId: String(settings['model']),
    accepted: (settings['accepted'] as string[] | undefined) ?? [],
    ...(context.signal ? { signal: context.signal } : {}),
    progress: (stage: string, fraction: number): void => context.progress(stage, fraction),
  };
  return {
    info: { ...source.info, channels, layout: moves.flatMap(() => source.info.layout) },
    async *blocks(): AsyncGenerator<AudioBlock> {
      for await (const { stems, frames } of separator.separate(source, request))
        yield { channels: moves.flatMap(({ settings: { index } }) => stems[Number(index)] ?? []), frames };
    },
    close: async (): Promise<void> => {},
  };
}

async function* byModel(source: AudioSource, moves: readonly Move[], context: ToolContext): AsyncGenerator<Taken> {
  if (!context.separator)
    throw new AudioError('not-found', 'No models can be run here.', 'Separate without a model: by hits or centre.');
  const { channels: count, frameCount } = source.info;
  const options = { frameCount, blockFrames: BLOCK_FRAMES, ...(context.signal ? { signal: context.signal } : {}) };
  for await (const block of lockstep([source, modelSource(source, context.separator, moves, context)], options)) {
    const [mix = [], wide = []] = block.channels;
    const cut = (list: readonly Float64Array[]): Float64Array[] => list.map((x) => x.subarray(0, block.frames));
    const stems = moves.map((_, s) => cut(wide.slice(s * count, (s + 1) * count)));
    yield { mix: cut(mix), stems, frames: block.frames };
  }
}

/** Stems and what is left of the mix, which add up to it. */
export async function* render(source: AudioSource, plan: Plan, context: ToolContext): AsyncGenerator<AudioBlock> {
  const moves = activeMoves(plan);
  const [first] = moves;
  if (!first) {
    yield* source.blocks(context.signal ? { signal: context.signal } : {});
    return;
  }
  const { channels: count, encoding } = source.info;
  const exact = new ExactStems({ source: encoding, output: exactEncoding(encoding) }, moves.length);
  const rest = arrays(count, BLOCK_FRAMES);
  const taken =
    first.settings['method'] === undefined ? byModel(source, moves, context) : byMask(source, first, context);
  for await (const { mix, stems, frames } of taken) {
    for (const [s, { amount }] of moves.entries())
      if (amount !== 1)
        for (const samples of stems[s] ?? [])
          for (let i = 0; i < frames; i++) samples[i] = (samples[i] as number) * amount;
    for (let c = 0; c < count; c++)
      exact.process(
        mix[c] as Float64Array,
        stems.map((stem) => stem[c] as Float64Array),
        rest[c] as Float64Array,
        frames,
      );
    yield { channels: [...stems.flat(), ...rest], frames };
  }
}
