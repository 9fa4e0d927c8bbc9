import type { AudioBlock, AudioSource } from '@studiohand/core/audio';
import { DelayLine } from '@studiohand/core/dsp';
import type { ToolContext } from '@studiohand/core/tool';

/** One repair at work: in place, late by whole frames. */
export interface Stage {
  readonly latencyFrames: number;
  process(channels: readonly Float64Array[], frames: number): void;
}

/** `amount` of what a stage changes; with `removed`, only that part, alone. */
export function weighted(stage: Stage, amount: number, removed: boolean, channels: number): Stage {
  if (amount === 1 && !removed) return stage;
  const dry = new DelayLine(channels, stage.latencyFrames);
  let kept: Float64Array[] = [];
  return {
    latencyFrames: stage.latencyFrames,
    process(samples, frames): void {
      if ((kept[0]?.length ?? -1) < frames) kept = samples.map(() => new Float64Array(frames));
      for (let c = 0; c < samples.length; c++)
        (kept[c] as Float64Array).set((samples[c] as Float64Array).subarray(0, frames));
      dry.process(kept, 0, frames);
      stage.process(samples, frames);
      for (let c = 0; c < samples.length; c++) {
        const wet = samples[c] as Float64Array;
        const before = kept[c] as Float64Array;
        for (let i = 0; i < frames; i++) {
          const d = amount * ((before[i] as number) - (wet[i] as number));
          wet[i] = removed ? d : (before[i] as number) - d;
        }
      }
    },
  };
}

/** Several stages as one. */
export function inRow(stages: readonly Stage[]): Stage {
  return {
    latencyFrames: stages.reduce((sum, { latencyFrames }) => sum + latencyFrames, 0),
    process(channels, frames): void {
      for (const stage of stages) stage.process(channels, frames);
    },
  };
}

/** A stage without latency that starts behind the first `late` frames, which are the latency of what came before. */
export function fromFrame(late: number, stage: Stage): Stage {
  let wait = late;
  return {
    latencyFrames: stage.latencyFrames,
    process(channels, frames): void {
      const from = Math.min(wait, frames);
      wait -= from;
      if (from === frames) return;
      stage.process(from === 0 ? channels : channels.map((x) => x.subarray(from, frames)), frames - from);
    },
  };
}

/** A part of a source, in frames. */
export interface Part {
  readonly startFrame: number;
  readonly frameCount: number;
}

const FLUSH_FRAMES = 16384;

/**
 * A part of the source through a stage, the latency taken out: exactly `frameCount` frames, or those up to the end of
 * the source. The stage hears what follows the part; silence follows the source. Samples that are no numbers pass as
 * silence.
 */
export async function* through(
  source: AudioSource,
  stage: Stage,
  { startFrame, frameCount }: Part,
  { signal }: Pick<ToolContext, 'signal'>,
): AsyncGenerator<AudioBlock> {
  const late = stage.latencyFrames;
  let left = Math.max(0, Math.min(frameCount, source.info.frameCount - startFrame));
  let skip = late;
  let buffers: Float64Array[] = [];
  const room = (frames: number): void => {
    if ((buffers[0]?.length ?? -1) < frames) buffers = source.info.layout.map(() => new Float64Array(frames));
  };
  const run = (frames: number): AudioBlock => {
    const whole = buffers.map((x) => x.subarray(0, frames));
    stage.process(whole, frames);
    const from = Math.min(skip, frames);
    skip -= from;
    const count = Math.min(left, frames - from);
    left -= count;
    return { channels: whole.map((x) => x.subarray(from, from + count)), frames: count };
  };
  const asked = { startFrame, frameCount: left + late, ...(signal ? { signal } : {}) };
  for await (const { channels, frames } of source.blocks(asked)) {
    signal?.throwIfAborted();
    room(frames);
    for (let c = 0; c < channels.length; c++) {
      const from = channels[c] as Float64Array;
      const to = buffers[c] as Float64Array;
      for (let i = 0; i < frames; i++) {
        const x = from[i] as number;
        to[i] = x - x === 0 ? x : 0;
      }
    }
    const out = run(frames);
    if (out.frames > 0) yield out;
    if (left === 0) return;
  }
  while (left > 0) {
    signal?.throwIfAborted();
    room(FLUSH_FRAMES);
    for (const x of buffers) x.fill(0, 0, FLUSH_FRAMES);
    const out = run(FLUSH_FRAMES);
    if (out.frames > 0) yield out;
  }
}
