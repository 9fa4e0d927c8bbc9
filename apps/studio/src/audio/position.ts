import type { FrameRange } from './program.ts';
import { STATE } from './stateBlock.ts';

/** A place reported by the audio thread, and the moment it belongs to. */
export interface ReportedPlace {
  readonly frame: number;
  readonly timeSeconds: number;
  /** Frames played since playing began or wrapped. */
  readonly sinceJump: number;
  /** Frame the loop wrapped from; NaN where playing began there. */
  readonly jumpedFrom: number;
}

/**
 * Frame that is heard now: the one that left the audio thread, moved by the time since and by the latency of the
 * output, over the seam of the loop where it lies between. Before the first frame is heard, that frame.
 */
export function heardFrame(
  place: ReportedPlace,
  nowSeconds: number,
  latencySeconds: number,
  sampleRateHz: number,
  loop: FrameRange | null,
): number {
  const { frame, sinceJump, jumpedFrom } = place;
  const ahead = (nowSeconds - place.timeSeconds - latencySeconds) * sampleRateHz;
  if (-ahead > sinceJump) return Number.isNaN(jumpedFrom) ? frame - sinceJump : jumpedFrom + ahead + sinceJump;
  const moved = frame + ahead;
  if (!loop || frame >= loop.toFrame || moved < loop.toFrame) return moved;
  return loop.fromFrame + ((moved - loop.fromFrame) % (loop.toFrame - loop.fromFrame));
}

/** What of an audio graph tells where it is. */
export interface RunningGraph {
  readonly block: Float64Array;
  readonly context: Pick<AudioContext, 'currentTime' | 'sampleRate' | 'outputLatency' | 'baseLatency' | 'state'>;
}

/** Frame, at the rate of the graph, that is heard now, or next while nothing sounds. */
export function graphFrame({ block, context }: RunningGraph, loop: FrameRange | null): number {
  const frame = block[STATE.frame]!;
  if (block[STATE.sounding] !== 1 || context.state !== 'running') return frame;
  const latency = context.outputLatency || context.baseLatency || 0;
  const place = {
    frame,
    timeSeconds: block[STATE.time]!,
    sinceJump: block[STATE.sinceJump]!,
    jumpedFrom: block[STATE.jumpedFrom]!,
  };
  return heardFrame(place, context.currentTime, latency, context.sampleRate, loop);
}
