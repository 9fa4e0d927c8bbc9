/**
 * Who runs next. There are as many general places as cores less one (at least one), and one more place that takes
 * short files only: while a long file fills the general place, short ones still get through.
 */
import { availableParallelism } from 'node:os';
import type { Job, Source, Take } from '@studiohand/core/engine';

/** Files from this length on are long: 15 minutes, more than any song and less than any show. */
const LONG_SECONDS = 900;

/** What the scheduler knows of a job that waits or runs. */
export interface LaneEntry {
  readonly job: Job;
  readonly isLong: boolean;
}

/** Jobs that may run side by side in the general places. */
export function generalPlaces(): number {
  return Math.max(1, availableParallelism() - 1);
}

export function isLong({ audio }: Source | Take): boolean {
  return audio.frameCount / audio.sampleRateHz >= LONG_SECONDS;
}

/** Order of the queue: higher priority first, then by position. */
export function byTurn({ job: a }: LaneEntry, { job: b }: LaneEntry): number {
  return b.priority - a.priority || a.position - b.position;
}

/** The entry to start now, or undefined when it has to wait. Long jobs never take the last place. */
export function nextEntry(
  waiting: readonly LaneEntry[],
  running: readonly LaneEntry[],
  places: number,
): LaneEntry | undefined {
  if (running.length > places) return undefined;
  const longRunning = running.filter((entry) => entry.isLong).length;
  return [...waiting].sort(byTurn).find((entry) => !entry.isLong || longRunning < places);
}
