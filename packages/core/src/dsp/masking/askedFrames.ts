/** Which frames questions are asked about: a fixed number, so that the answer costs the same for an hour. */
import type { Clash } from './clashes.ts';
import type { Tracks } from './tracks.ts';

/** Frames spread over the song, and over each clash. */
export const SONG_FRAMES = 240;
const CLASH_FRAMES = 48;

/** All frames in the passages of a clash. */
export function framesOf({ passages }: Clash, { frameCount, frameSeconds }: Tracks): number[] {
  const all: number[] = [];
  for (const { fromSeconds, toSeconds } of passages) {
    const end = Math.min(frameCount, Math.round(toSeconds / frameSeconds));
    for (let f = Math.round(fromSeconds / frameSeconds); f < end; f++) all.push(f);
  }
  return all;
}

/** At most `count` of a list, evenly spread. */
export const spread = (list: readonly number[], count: number): number[] =>
  list.length <= count
    ? [...list]
    : Array.from({ length: count }, (_, i) => list[Math.floor((i * list.length) / count)]);

/** The frames to ask about when changes for these clashes are compared: some of the song, and some of each clash. */
export function framesToAsk(clashes: readonly Clash[], tracks: Tracks): number[] {
  const all = Array.from({ length: tracks.frameCount }, (_, i) => i);
  const wanted = new Set(spread(all, SONG_FRAMES));
  for (const clash of clashes) for (const frame of spread(framesOf(clash, tracks), CLASH_FRAMES)) wanted.add(frame);
  return [...wanted].sort((a, b) => a - b);
}
