/** What the tests of convert share: one run of the tool in memory. */
import {
  type AudioBlock,
  type AudioInfo,
  type AudioSource,
  memoryAudio,
  type OutputSpec,
  readAll,
} from '@studiohand/core/audio';
import { typescriptKernels } from '@studiohand/core/dsp';
import type { Plan, Report, ToolContext } from '@studiohand/core/tool';
import { musicLike } from '@studiohand/core/tool/testing';
import { convert } from './index.ts';

export const context: ToolContext = { kernels: typescriptKernels, progress: (): void => {} };

export interface Result {
  readonly plan: Plan;
  readonly spec: OutputSpec;
  readonly report: Report;
  readonly audio: Float64Array[];
  readonly take: AudioSource;
}

async function collect(stream: AsyncIterable<AudioBlock>, spec: OutputSpec): Promise<AudioSource> {
  const blocks: AudioBlock[] = [];
  for await (const { channels, frames } of stream) {
    blocks.push({ channels: channels.map((c) => c.slice(0, frames)), frames });
  }
  const total = blocks.reduce((sum, { frames }) => sum + frames, 0);
  const audio = spec.layout.map(() => new Float64Array(total));
  let at = 0;
  for (const { channels, frames } of blocks) {
    channels.forEach((c, i) => {
      audio[i]?.set(c, at);
    });
    at += frames;
  }
  return memoryAudio(audio, spec.sampleRateHz, { ...spec, frameCount: total });
}

export async function run(source: AudioSource, input: unknown, edit = (plan: Plan): Plan => plan): Promise<Result> {
  const params = convert.parameters.parse(input);
  const analysis = await convert.analyse(source, params, context);
  const plan = edit(convert.plan?.(analysis, params, source.info) as Plan);
  const spec = convert.output?.(plan, source.info) as OutputSpec;
  const take = await collect(convert.render?.(source, plan, context) as AsyncIterable<AudioBlock>, spec);
  if (take.info.frameCount !== spec.frameCount)
    throw new Error(`${take.info.frameCount} frames rendered, ${spec.frameCount} promised`);
  const audio = await readAll(take);
  return { plan, spec, report: convert.report(analysis, params, source.info), audio, take };
}

export const prove = (source: AudioSource, { take, plan }: Result): Promise<Report> =>
  convert.prove?.(source, take, plan, context) as Promise<Report>;

export const moves = (plan: Plan): string[] => plan.moves.filter((m) => m.enabled).map((m) => m.id);
export const switched =
  (id: string, enabled: boolean) =>
  (plan: Plan): Plan => ({ ...plan, moves: plan.moves.map((m) => (m.id === id ? { ...m, enabled } : m)) });

export function pcm(bits: number, options: Partial<AudioInfo> = {}): Partial<AudioInfo> {
  return { encoding: { kind: 'int', bits }, ...options };
}

/** Music on the steps of a depth. */
export function onSteps(bits: number, channels = 2, frames = 6000, rate = 48000): Float64Array[] {
  const step = 2 ** (1 - bits);
  return musicLike(channels, frames, rate).map((c) => c.map((v) => Math.round(v / step) * step));
}
