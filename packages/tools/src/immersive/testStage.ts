/** What the tests of immersive share: stems in memory, and one run of the tool on them. */
import {
  type AudioInfo,
  type AudioSource,
  type AudioWriter,
  memoryAudio,
  memorySink,
  memorySource,
  type OutputSpec,
} from '@studiohand/core/audio';
import { typescriptKernels } from '@studiohand/core/dsp';
import { createWaveWriter, openWave } from '@studiohand/core/formats';
import type { Plan, Report, ToolContext } from '@studiohand/core/tool';
import { musicLike } from '@studiohand/core/tool/testing';
import { immersive } from './index.ts';

export const PCM24: Partial<AudioInfo> = { encoding: { kind: 'int', bits: 24 } };

export function stem(name: string, channels: number, seconds = 1, options: Partial<AudioInfo> = {}): AudioSource {
  const rate = options.sampleRateHz ?? 48000;
  const seed = [...name].reduce((sum, c) => sum + c.charCodeAt(0), 0);
  return memoryAudio(musicLike(channels, Math.round(rate * seconds), rate, seed), rate, { ...PCM24, ...options, name });
}

export interface Result {
  readonly plan: Plan;
  readonly spec: OutputSpec;
  readonly report: Report;
  readonly proof: Report;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly take: AudioSource;
}

/** Analyses, plans, renders to a WAV in memory, opens that and proves it. */
export async function run(
  sources: readonly [AudioSource, ...AudioSource[]],
  input: unknown = {},
  edit: (plan: Plan) => Plan = (plan) => plan,
): Promise<Result> {
  const [source, ...companions] = sources;
  const context: ToolContext = { kernels: typescriptKernels, progress: () => {}, companions };
  const params = immersive.parameters.parse(input);
  const analysis = await immersive.analyse(source, params, context);
  const plan = edit(immersive.plan?.(JSON.parse(JSON.stringify(analysis)), params, source.info) as Plan);
  const spec = immersive.output?.(plan, source.info) as OutputSpec;
  const sink = memorySink();
  const writer: AudioWriter = await createWaveWriter(sink, spec);
  for await (const block of immersive.render?.(source, plan, context) ?? []) await writer.write(block);
  await writer.finish();
  const bytes = sink.bytes();
  const take = await openWave(memorySource(bytes));
  const proof = (await immersive.prove?.(source, take, plan, context)) as Report;
  return { plan, spec, report: immersive.report(analysis, params, source.info), proof, bytes, take };
}
