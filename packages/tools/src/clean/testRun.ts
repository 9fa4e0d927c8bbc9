import { type AudioInfo, type AudioSource, memoryAudio } from '@studiohand/core/audio';
import { Prng, typescriptKernels } from '@studiohand/core/dsp';
import type { Move, Plan, Report, ToolContext } from '@studiohand/core/tool';
import type { CleanAnalysis } from './analyse.ts';
import { clean } from './index.ts';

export const RATE = 48000;
export const context: ToolContext = { kernels: typescriptKernels, progress: (): void => {} };
export const FLOAT: Partial<AudioInfo> = { encoding: { kind: 'float', bits: 64 } };

/** Uniform noise of a standard deviation. */
export function hiss(frames: number, seed: number, rms: number): Float64Array {
  const random = new Prng(seed);
  return Float64Array.from({ length: frames }, () => rms * Math.sqrt(12) * random.centred());
}

/** Plucked chords every 531 ms (twice a second they would have lines on every harmonic of the mains), `restSeconds` of silence first. */
export function plucked(frames: number, restSeconds: number, rate: number = RATE): Float64Array {
  return Float64Array.from({ length: frames }, (_, i) => {
    const t = i / rate - restSeconds;
    if (t < 0) return 0;
    const since = t % 0.531;
    let sum = 0;
    for (const hz of [220, 277, 330]) for (let h = 1; h <= 5; h++) sum += Math.sin(2 * Math.PI * hz * h * t) / h;
    return 0.1 * sum * Math.exp(-5 * since) * Math.min(1, since / 0.004);
  });
}

export const add = (a: Float64Array, b: Float64Array): Float64Array => a.map((v, i) => v + (b[i] as number));
export const minus = (a: Float64Array, b: Float64Array): Float64Array => a.map((v, i) => v - (b[i] as number));
export const db = (x: Float64Array): number => 10 * Math.log10(x.reduce((s, v) => s + v * v, 0) / x.length);

/** A plan with one move changed. */
export const withMove = (plan: Plan, id: string, change: Partial<Move>): Plan => ({
  ...plan,
  moves: plan.moves.map((move) => (move.id === id ? { ...move, ...change } : move)),
});

export async function rendered(source: AudioSource, plan: Plan): Promise<Float64Array[]> {
  const out = source.info.layout.map(() => new Float64Array(source.info.frameCount));
  let at = 0;
  for await (const { channels, frames } of clean.render?.(source, plan, context) ?? []) {
    channels.forEach((x, c) => {
      out[c]?.set(x.subarray(0, frames), at);
    });
    at += frames;
  }
  return out;
}

export interface Result {
  readonly analysis: CleanAnalysis;
  readonly report: Report;
  readonly plan: Plan;
  readonly take: Float64Array[];
  readonly proof: Report;
}

/** Analyse, plan, render, prove; `edit` changes the plan between. */
export async function run(
  channels: Float64Array[],
  input: unknown = {},
  info: Partial<AudioInfo> = FLOAT,
  edit: (plan: Plan) => Plan = (plan): Plan => plan,
  rate: number = RATE,
): Promise<Result> {
  const source = memoryAudio(channels, rate, info);
  const params = clean.parameters.parse(input);
  const analysis = JSON.parse(JSON.stringify(await clean.analyse(source, params, context))) as CleanAnalysis;
  const plan = edit(clean.plan?.(analysis, params, source.info) as Plan);
  const take = await rendered(source, plan);
  const proof = (await clean.prove?.(source, memoryAudio(take, rate, info), plan, context)) as Report;
  return { analysis, report: clean.report(analysis, params, source.info), plan, take, proof };
}
