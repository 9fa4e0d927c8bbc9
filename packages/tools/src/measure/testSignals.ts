/** Synthetic signals with known answers, and one run of measure over them; for the tests beside it. */
import { type AudioInfo, type AudioSource, memoryAudio } from '@studiohand/core/audio';
import { typescriptKernels } from '@studiohand/core/dsp';
import type { Finding, ToolContext } from '@studiohand/core/tool';
import type { MeasureAnalysis } from './analysis.ts';
import { measure } from './index.ts';

const context: ToolContext = { kernels: typescriptKernels, progress: (): void => {} };
export const RATE = 48000 as const;
export const PCM16: Partial<AudioInfo> = { encoding: { kind: 'int', bits: 16 } };
export const PCM24: Partial<AudioInfo> = { encoding: { kind: 'int', bits: 24 } };
export const FLOAT: Partial<AudioInfo> = { encoding: { kind: 'float', bits: 32 } };

export const db = (level: number): number => 10 ** (level / 20);
export const sine = (seconds: number, hz: number, gain: number, phase: number = 0, rate: number = RATE): Float64Array =>
  Float64Array.from(
    { length: Math.round(seconds * rate) },
    (_, i) => gain * Math.sin((2 * Math.PI * hz * i) / rate + phase),
  );

/** Uniform noise of a given RMS, the same for the same seed (Marsaglia's xorshift). */
export function noise(seconds: number, rms: number, seed: number): Float64Array {
  let state = seed;
  return Float64Array.from({ length: Math.round(seconds * RATE) }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state / 2 ** 31) * rms * Math.sqrt(3);
  });
}
export const quantise = (x: Float64Array, bits: number): Float64Array =>
  x.map((v) => Math.max(-1, Math.min(1 - 2 ** (1 - bits), Math.round(v * 2 ** (bits - 1)) / 2 ** (bits - 1))));
export const add = (...parts: Float64Array[]): Float64Array =>
  (parts[0] as Float64Array).map((_, i) => parts.reduce((sum, p) => sum + (p[i] as number), 0));
export const join = (...parts: Float64Array[]): Float64Array => Float64Array.from(parts.flatMap((p) => Array.from(p)));

export interface Result {
  readonly a: Required<MeasureAnalysis>;
  readonly ids: string[];
  readonly finding: (id: string) => Finding;
  readonly rows: readonly { label: string; value: string }[];
  readonly source: AudioSource;
}

export async function run(
  channels: Float64Array[],
  options: Partial<AudioInfo> = FLOAT,
  input: unknown = {},
  rate: number = RATE,
): Promise<Result> {
  const source = memoryAudio(channels, rate, options);
  const params = measure.parameters.parse(input);
  const a = (await measure.analyse(source, params, context)) as Required<MeasureAnalysis>;
  const { findings, rows } = measure.report(a, params, source.info);
  const finding = (id: string): Finding => {
    const found = findings.find((f) => f.id === id);
    if (!found) throw new Error(`no finding ${id}; there are ${findings.map((f) => f.id).join(', ')}`);
    return found;
  };
  return { a, ids: findings.map((f) => f.id), finding, rows, source };
}
