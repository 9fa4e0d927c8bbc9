import type { Clock } from '../audio/program.ts';
import type { Timeline } from './timeline.ts';

/** Series of a report: one value per step, the window that ends there. */
export interface LoudnessHistory {
  readonly stepSeconds: number;
  readonly momentaryLufs: ArrayLike<number>;
  readonly shortTermLufs: ArrayLike<number>;
  readonly integratedLufs: number | null;
  readonly targetLufs: number | null;
}

export interface LoudnessGraphOptions {
  readonly timeline: Timeline;
  readonly clock: Clock;
  readonly onSeek: (frame: number) => void;
}

/** Loudness over time, in step with the other views of the timeline. A second history is drawn under the first. */
export declare class LoudnessGraph {
  constructor(host: HTMLElement, options: LoudnessGraphOptions);
  setHistory(history: LoudnessHistory | null, before?: LoudnessHistory | null): void;
  refreshTheme(): void;
  dispose(): void;
  [Symbol.dispose](): void;
}
