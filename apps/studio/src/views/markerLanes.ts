/** Where the bars of markers go that hold at the same time: side by side, never over each other. */
import type { Marker } from './timeline.ts';

/** More than this do not fit into the strip; what is left shares the lane that gets free first. */
export const MOST_LANES = 3;

export interface MarkerLanes {
  /** One for each marker, from 0; an instant is in lane 0. */
  readonly lanes: readonly number[];
  /** 1..MOST_LANES. */
  readonly count: number;
}

/** Lanes of markers that are sorted by their start. */
export function markerLanes(markers: readonly Pick<Marker, 'frame' | 'toFrame'>[]): MarkerLanes {
  const ends: number[] = [];
  const lanes = markers.map(({ frame, toFrame }) => {
    if (toFrame <= frame) return 0;
    const free = ends.findIndex((end) => end <= frame);
    const lane = free >= 0 ? free : ends.length < MOST_LANES ? ends.length : ends.indexOf(Math.min(...ends));
    ends[lane] = Math.max(ends[lane] ?? 0, toFrame);
    return lane;
  });
  return { lanes, count: Math.max(1, ends.length) };
}
