import type { AudioInfo } from '@studiohand/core/audio';
import type { ClippedStretch } from '@studiohand/core/dsp';
import type { Finding, Move } from '@studiohand/core/tool';
import { gainToDb } from '@studiohand/core/units';
import { type Figure, figure, type Row, some, span } from '../words.ts';

/** A stretch of one channel in which peaks are cut off. */
export interface ClipFacts {
  readonly channel: number;
  readonly startFrame: number;
  readonly frameCount: number;
  readonly fromSeconds: number;
  readonly toSeconds: number;
  /** Magnitude at which the upper side is cut, full scale 1; null where it is not. */
  readonly positiveLevel: number | null;
  readonly negativeLevel: number | null;
  /** Flat tops of two samples and more. */
  readonly tops: number;
  readonly confidence: Figure;
}

/** Stretches shown one by one; longer lists are told by their number. */
const SHOWN = 40;
/** Stretches nearer than this are told as one. */
const JOIN_SECONDS = 1;

const finite = (level: number): number | null => (Number.isFinite(level) ? level : null);

export function clipFacts(stretches: readonly ClippedStretch[], { sampleRateHz }: AudioInfo): ClipFacts[] {
  return stretches.map(({ channel, startFrame, frameCount, positiveLevel, negativeLevel, tops, confidence }) => ({
    channel,
    startFrame,
    frameCount,
    fromSeconds: figure(startFrame / sampleRateHz, 2) ?? 0,
    toSeconds: figure((startFrame + frameCount) / sampleRateHz, 2) ?? 0,
    positiveLevel: finite(positiveLevel),
    negativeLevel: finite(negativeLevel),
    tops,
    confidence: figure(confidence),
  }));
}

interface Place {
  readonly fromSeconds: number;
  readonly toSeconds: number;
  readonly tops: number;
}

/** Stretches of all channels in order of time, near ones joined. */
function places(facts: readonly ClipFacts[]): Place[] {
  const joined: Place[] = [];
  for (const { fromSeconds, toSeconds, tops } of facts.toSorted((a, b) => a.startFrame - b.startFrame)) {
    const last = joined.at(-1);
    if (last && fromSeconds - last.toSeconds < JOIN_SECONDS)
      joined[joined.length - 1] = {
        fromSeconds: last.fromSeconds,
        toSeconds: Math.max(last.toSeconds, toSeconds),
        tops: last.tops + tops,
      };
    else joined.push({ fromSeconds, toSeconds, tops });
  }
  return joined;
}

const sum = (facts: readonly ClipFacts[]): number => facts.reduce((all, { tops }) => all + tops, 0);

function lowestDbfs(facts: readonly ClipFacts[]): number {
  const levels = facts.flatMap(({ positiveLevel, negativeLevel }) => [positiveLevel ?? 1, negativeLevel ?? 1]);
  return gainToDb(levels.reduce((least, v) => Math.min(least, v), 1));
}

/** The moves that restore clipped peaks, and make room for them in an integer file. */
export function clipMoves(facts: readonly ClipFacts[], headroomDb: number): Move[] {
  if (facts.length === 0) return [];
  const sure = Math.round(100 * Math.max(...facts.map(({ confidence }) => confidence ?? 0)));
  const where = some(places(facts).map(span));
  const moves: Move[] = [
    {
      id: 'declip',
      enabled: true,
      title: `Clipped peaks restored (${sum(facts)})`,
      reason: `Flat tops from ${lowestDbfs(facts).toFixed(1)} dBFS on at ${where} (${sure} % sure). Only clipped samples change, and only outwards.`,
      amount: 1,
      settings: {
        kind: 'declip',
        stretches: facts.map(({ channel, startFrame, frameCount, positiveLevel, negativeLevel }) => ({
          channel,
          startFrame,
          frameCount,
          positiveLevel,
          negativeLevel,
        })),
      },
    },
  ];
  if (headroomDb > 0)
    moves.push({
      id: 'headroom',
      enabled: true,
      title: `Everything ${headroomDb.toFixed(1)} dB lower, so that restored peaks fit`,
      reason: `They reach +${headroomDb.toFixed(1)} dBFS, and an integer file ends at 0. To keep the level, convert the file to 32-bit float first.`,
      amount: 1,
      settings: { kind: 'headroom', gainDb: -headroomDb },
    });
  return moves;
}

export function clipFindings(facts: readonly ClipFacts[]): Finding[] {
  return places(facts)
    .slice(0, SHOWN)
    .map(({ fromSeconds, toSeconds, tops }, i) => ({
      id: `clipping-${i + 1}`,
      severity: 'warning',
      text: `Clipped: ${tops} flat ${tops === 1 ? 'top' : 'tops'}.`,
      fromSeconds,
      toSeconds,
    }));
}

export function clipRows(facts: readonly ClipFacts[]): Row[] {
  const value = facts.length === 0 ? 'none' : `${sum(facts)} flat tops from ${lowestDbfs(facts).toFixed(1)} dBFS on`;
  return [{ label: 'Clipping', value }];
}
