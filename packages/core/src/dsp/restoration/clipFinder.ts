/**
 * Finds clipping, also below full scale (a gain after the clipping) and at other levels on the two sides: levels at
 * which the highest peaks of many slices are flat tops (clipTops.ts), not single samples as a limiter leaves them.
 * Our own method after the usual amplitude histogram, which limited masters and quiet square waves mislead.
 * Memory: 48 bytes per 100 ms of a channel's side. Samples that are no numbers count as silence.
 * Weakness: soft clipping, clipping before a lossy codec, a rate conversion or a filter leaves no flat tops and is not
 * found; nor is what was clipped inside a mix.
 */
import { ClipTops, FLAT_TOLERANCE, type SliceTops } from './clipTops.ts';

/** Where one channel is clipped. Levels are linear magnitudes; Infinity where that side is not clipped. */
export interface ClippedStretch {
  readonly channel: number;
  readonly startFrame: number;
  readonly frameCount: number;
  readonly positiveLevel: number;
  readonly negativeLevel: number;
  /** Flat tops of two samples and more. */
  readonly tops: number;
  /** Samples in the longest of them. */
  readonly longestTop: number;
  /** 0 to 1. */
  readonly confidence: number;
}

const SLICE_SECONDS = 0.1;
/** Of the peaks at a clip level at least this share is flat: clipped music has 0.45 to 1, limiters leave up to 0.25. */
const LEAST_SHARE = 0.35;
/** So many tops of three samples are needed, or of two. */
const LEAST_RUNS = 2;
const LEAST_PAIRS = 10;
/** One flat top is enough this close to full scale and this long. */
const FULL_SCALE_TOLERANCE = 0.002;
const SURE_RUN = 4;
/** Flat tops that make a level as good as certain. */
const CERTAIN_TOPS = 20;

interface Level {
  readonly confidence: number;
  readonly slices: readonly SliceTops[];
}

/** The slices whose highest peaks lie at clip levels. */
function clippedLevels(all: readonly SliceTops[]): readonly Level[] {
  const sorted = [...all].sort((a, b) => a.level - b.level || a.slice - b.slice);
  const found: Level[] = [];
  for (let from = 0, to = 0; from < sorted.length; from = to) {
    while (to < sorted.length && sorted[to].level - sorted[from].level <= FLAT_TOLERANCE) to++;
    const slices = sorted.slice(from, to);
    let [single, pairs, runs, longest] = [0, 0, 0, 0];
    for (const s of slices) {
      single += s.single;
      pairs += s.pairs;
      runs += s.runs;
      longest = Math.max(longest, s.longest);
    }
    const atFullScale = slices[0].level > 1 - FULL_SCALE_TOLERANCE && slices[0].level < 1 + FULL_SCALE_TOLERANCE;
    const sure = runs > 0 && atFullScale && longest >= SURE_RUN;
    if (runs < LEAST_RUNS && pairs < LEAST_PAIRS && !sure) continue;
    if (pairs + runs < LEAST_SHARE * (single + pairs + runs)) continue;
    found.push({ confidence: 1 - 0.5 * Math.exp((-3 * (pairs + runs)) / CERTAIN_TOPS), slices });
  }
  return found;
}

export class ClipFinder {
  readonly #slice: number;
  readonly #sides: readonly (readonly [ClipTops, ClipTops])[];
  #frames = 0;

  constructor(sampleRateHz: number, channels: number) {
    this.#slice = Math.round(SLICE_SECONDS * sampleRateHz);
    this.#sides = Array.from({ length: channels }, () => [
      new ClipTops(1, sampleRateHz),
      new ClipTops(-1, sampleRateHz),
    ]);
  }

  /** Takes `count` frames from `offset` on of planar channels. */
  push(channels: readonly Float64Array[], offset: number, count: number): void {
    for (let done = 0; done < count; ) {
      const part = Math.min(count - done, this.#slice - (this.#frames % this.#slice));
      for (let c = 0; c < this.#sides.length; c++)
        for (const side of this.#sides[c]) side.push(channels[c], offset + done, offset + done + part);
      this.#frames += part;
      done += part;
      if (this.#frames % this.#slice === 0) this.#endSlice(this.#frames / this.#slice - 1);
    }
  }

  /** Clipped stretches by channel and time; none when nothing is clipped. Call once, at the end. */
  stretches(): readonly ClippedStretch[] {
    if (this.#frames % this.#slice > 0) this.#endSlice(Math.floor(this.#frames / this.#slice));
    return this.#sides.flatMap((sides, channel) => this.#ofChannel(channel, sides));
  }

  #endSlice(slice: number): void {
    for (const sides of this.#sides) for (const side of sides) side.endSlice(slice);
  }

  #ofChannel(channel: number, sides: readonly [ClipTops, ClipTops]): ClippedStretch[] {
    const slices = new Map<number, [SliceTops?, SliceTops?]>();
    const confidences = new Map<number, number>();
    sides.forEach((side, s) => {
      for (const { confidence, slices: members } of clippedLevels(side.slices()))
        for (const tops of members) {
          const both = slices.get(tops.slice) ?? [];
          both[s] = tops;
          slices.set(tops.slice, both);
          confidences.set(tops.slice, Math.max(confidence, confidences.get(tops.slice) ?? 0));
        }
    });
    const found: ClippedStretch[] = [];
    for (const slice of [...slices.keys()].sort((a, b) => a - b)) {
      const [up, down] = slices.get(slice) as [SliceTops?, SliceTops?];
      const startFrame = slice * this.#slice;
      const frameCount = Math.min(this.#frames, startFrame + this.#slice) - startFrame;
      const [positiveLevel, negativeLevel] = [up?.level ?? Infinity, down?.level ?? Infinity];
      const tops = (up ? up.pairs + up.runs : 0) + (down ? down.pairs + down.runs : 0);
      const longestTop = Math.max(up?.longest ?? 0, down?.longest ?? 0);
      const confidence = confidences.get(slice) as number;
      const last = found[found.length - 1];
      const near = (a: number, b: number): boolean => a === b || Math.abs(a - b) <= FLAT_TOLERANCE;
      if (
        last !== undefined &&
        last.startFrame + last.frameCount === startFrame &&
        near(last.positiveLevel, positiveLevel) &&
        near(last.negativeLevel, negativeLevel)
      )
        found[found.length - 1] = {
          ...last,
          frameCount: last.frameCount + frameCount,
          positiveLevel: Math.min(last.positiveLevel, positiveLevel),
          negativeLevel: Math.min(last.negativeLevel, negativeLevel),
          tops: last.tops + tops,
          longestTop: Math.max(last.longestTop, longestTop),
          confidence: Math.max(last.confidence, confidence),
        };
      else
        found.push({
          ...{ channel, startFrame, frameCount, positiveLevel, negativeLevel },
          ...{ tops, longestTop, confidence },
        });
    }
    return found;
  }
}
