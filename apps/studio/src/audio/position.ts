import type { FrameRange } from './program.ts';

/** A place reported by the audio thread, and the moment it belongs to. */
export interface ReportedPlace {
  readonly frame: number;
  readonly timeSeconds: number;
}

/**
 * Frame that is heard now: the one that left the audio thread, moved by the time since and by the latency of the
 * output, back over the end of the loop where the loop has just wrapped.
 */
export function heardFrame(
  place: ReportedPlace,
  nowSeconds: number,
  latencySeconds: number,
  sampleRateHz: number,
  loop: FrameRange | null,
): number {
  const moved = place.frame + (nowSeconds - place.timeSeconds - latencySeconds) * sampleRateHz;
  if (!loop || place.frame >= loop.toFrame || place.frame < loop.fromFrame) return Math.max(0, moved);
  if (moved >= loop.toFrame) return loop.fromFrame + ((moved - loop.fromFrame) % (loop.toFrame - loop.fromFrame));
  return Math.max(0, moved);
}
