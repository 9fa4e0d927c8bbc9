/** What a hum track says, for people: stretches of time with a hum, its fundamental, harmonics, level and certainty. */
import { humFrequency } from './humPath.ts';
import type { HumPart, HumSegment, HumTrack } from './humTracker.ts';

export interface HumFinding {
  readonly startFrame: number;
  readonly frameCount: number;
  /** Channels in which it sounds. */
  readonly channels: readonly number[];
  /** Lowest, mean and highest fundamental. */
  readonly lowestHz: number;
  readonly meanHz: number;
  readonly highestHz: number;
  /** Numbers of the harmonics that are taken out, in any of the channels. */
  readonly harmonics: readonly number[];
  /** Level of the hum's waveform in the channel where it is loudest, dB re full scale (RMS). */
  readonly levelDb: number;
  /** 0 to 1: by how many harmonics are steady, and how steady. */
  readonly confidence: number;
}

/** Findings nearer than this in time and frequency are one. */
const SAME_HZ = 1;
const JOIN_SECONDS = 1;

function powerOf({ run }: HumPart): number {
  let sum = 0;
  for (let i = 0; i < run.re.length; i++) sum += (run.re[i] ** 2 + run.im[i] ** 2) / 2;
  return sum / run.points;
}

function findingOf({ startFrame, frameCount, path }: HumSegment, part: HumPart, rateHz: number): HumFinding {
  const { run, edges, channel } = part;
  const from = Math.max(0, startFrame + Math.max(0, edges.fromSeconds) * rateHz);
  const to = startFrame + Math.min(frameCount, edges.toSeconds * rateHz);
  let [lowestHz, highestHz, sum] = [Number.POSITIVE_INFINITY, 0, 0];
  for (let b = run.fromNode; b <= run.toNode; b++) {
    const hz = humFrequency(path, b);
    lowestHz = Math.min(lowestHz, hz);
    highestHz = Math.max(highestHz, hz);
    sum += hz;
  }
  return {
    startFrame: Math.round(from),
    frameCount: Math.max(0, Math.round(to) - Math.round(from)),
    channels: [channel],
    lowestHz,
    meanHz: sum / (run.toNode - run.fromNode + 1),
    highestHz,
    harmonics: run.numbers,
    levelDb: 10 * Math.log10(powerOf(part) + 1e-30),
    confidence: 1 - Math.exp((-run.steady * run.steadiness) / 2),
  };
}

const union = (a: readonly number[], b: readonly number[]): readonly number[] =>
  [...new Set([...a, ...b])].sort((x, y) => x - y);

function join(a: HumFinding, b: HumFinding): HumFinding {
  const end = Math.max(a.startFrame + a.frameCount, b.startFrame + b.frameCount);
  const weight = b.frameCount / Math.max(1, a.frameCount + b.frameCount);
  return {
    startFrame: a.startFrame,
    frameCount: end - a.startFrame,
    channels: union(a.channels, b.channels),
    lowestHz: Math.min(a.lowestHz, b.lowestHz),
    meanHz: a.meanHz + weight * (b.meanHz - a.meanHz),
    highestHz: Math.max(a.highestHz, b.highestHz),
    harmonics: union(a.harmonics, b.harmonics),
    levelDb: Math.max(a.levelDb, b.levelDb),
    confidence: Math.max(a.confidence, b.confidence),
  };
}

/** Stretches with hum in order of time, those of all channels and of neighbouring segments joined. */
export function humFindings({ segments, sampleRateHz }: HumTrack): readonly HumFinding[] {
  const all = segments
    .flatMap((segment) => segment.parts.map((part) => findingOf(segment, part, sampleRateHz)))
    .sort((a, b) => a.startFrame - b.startFrame);
  const joined: HumFinding[] = [];
  for (const finding of all) {
    const last = joined.at(-1);
    const gap = last === undefined ? Infinity : finding.startFrame - last.startFrame - last.frameCount;
    const same = last !== undefined && Math.abs(last.meanHz - finding.meanHz) < SAME_HZ;
    if (last !== undefined && same && gap < JOIN_SECONDS * sampleRateHz)
      joined[joined.length - 1] = join(last, finding);
    else joined.push(finding);
  }
  return joined;
}
