/**
 * A selection worked here and now, without a job of the server: before, after, and what is removed. The repairs hear two
 * seconds before the selection, so that they have settled when it starts; the take may differ by what they would have
 * heard still earlier.
 */
import type { AudioSource } from '@studiohand/core/audio';
import { typescriptKernels } from '@studiohand/core/dsp';
import type { Plan, ToolContext } from '@studiohand/core/tool';
import { cleaned } from '../render.ts';
import type { Stretch } from '../words.ts';

export interface Preview {
  readonly sampleRateHz: number;
  readonly fromSeconds: number;
  readonly before: readonly Float32Array[];
  readonly after: readonly Float32Array[];
  readonly removed: readonly Float32Array[];
  /** What it took. */
  readonly workSeconds: number;
}

/** Longest stretch that is worked. */
export const MOST_PREVIEW_SECONDS = 10;
const SETTLE_SECONDS = 2;

/** The first ten seconds of a stretch through a plan. Moves for listening are left out. */
export async function preview(
  source: AudioSource,
  plan: Plan,
  { fromSeconds, toSeconds }: Stretch,
  signal: AbortSignal,
): Promise<Preview> {
  const { sampleRateHz, frameCount, layout } = source.info;
  const startFrame = Math.min(frameCount, Math.max(0, Math.round(fromSeconds * sampleRateHz)));
  const wanted = Math.round(Math.min(MOST_PREVIEW_SECONDS, toSeconds - fromSeconds) * sampleRateHz);
  const count = Math.max(0, Math.min(wanted, frameCount - startFrame));
  const settle = Math.min(startFrame, Math.round(SETTLE_SECONDS * sampleRateHz));
  const empty = (): Float32Array[] => layout.map(() => new Float32Array(count));
  const [before, after, removed] = [empty(), empty(), empty()];
  const started = performance.now();
  let at = 0;
  for await (const { channels, frames } of source.blocks({ startFrame, frameCount: count, signal })) {
    put(before, at, channels, 0, frames);
    at += frames;
  }
  const context: ToolContext = { kernels: typescriptKernels, progress: (): void => {}, signal };
  const moves = plan.moves.filter(({ settings }) => settings['kind'] !== 'listen');
  const part = { startFrame: startFrame - settle, frameCount: count + settle };
  let skip = settle;
  at = 0;
  for await (const { channels, frames } of cleaned(source, { moves }, part, context)) {
    const from = Math.min(skip, frames);
    skip -= from;
    put(after, at, channels, from, frames - from);
    at += frames - from;
  }
  for (let c = 0; c < before.length; c++) {
    const [x, y, d] = [before[c], after[c], removed[c]] as [Float32Array, Float32Array, Float32Array];
    for (let i = 0; i < count; i++) d[i] = (x[i] as number) - (y[i] as number);
  }
  const workSeconds = (performance.now() - started) / 1000;
  return { sampleRateHz, fromSeconds: startFrame / sampleRateHz, before, after, removed, workSeconds };
}

function put(
  to: readonly Float32Array[],
  at: number,
  channels: readonly Float64Array[],
  from: number,
  count: number,
): void {
  for (let c = 0; c < to.length; c++) to[c]?.set(channels[c]?.subarray(from, from + count) ?? [], at);
}
