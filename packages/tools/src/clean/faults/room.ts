import type { RoomEstimate } from '@studiohand/core/dsp';
import type { Finding, Move } from '@studiohand/core/tool';
import type { CleanParams } from '../params.ts';
import { type Figure, figure, type Row, shown } from '../words.ts';

/** What the room does, as far as it can be told. */
export interface RoomFacts {
  /** A room was found, and enough of it to be worth a move. */
  readonly found: boolean;
  readonly confidence: Figure;
  readonly rt60Seconds: Figure;
  readonly directToReverbDb: Figure;
  readonly decay: readonly { readonly frequencyHz: number; readonly rt60Seconds: number }[];
}

/** Confidence and octaves of an estimate that counts, unasked and asked: plucked notes that die away alike have two. */
const FOUND = { confidence: 0.6, octaves: 3 };
const ASKED = { confidence: 0.5, octaves: 1 };

export function roomFacts(estimate: RoomEstimate, { room }: CleanParams): RoomFacts {
  const { dry, confidence, rt60Seconds, decay, directToReverbDb } = estimate;
  const least = room ? ASKED : FOUND;
  return {
    found: !dry && confidence >= least.confidence && decay.length >= least.octaves,
    confidence: figure(confidence),
    rt60Seconds: figure(rt60Seconds),
    directToReverbDb: figure(directToReverbDb, 1),
    decay: decay.map((point) => ({
      frequencyHz: figure(point.frequencyHz, 1) ?? point.frequencyHz,
      rt60Seconds: figure(point.rt60Seconds, 3) ?? point.rt60Seconds,
    })),
  };
}

/** The move on the room, off unless asked for: a room is often meant. Null where none was found. */
export function roomMove(facts: RoomFacts | null, params: CleanParams): Move | null {
  if (!facts?.found) return null;
  const direct = facts.directToReverbDb ?? 0;
  const under = direct >= 0 ? `${direct.toFixed(0)} dB under` : `${(-direct).toFixed(0)} dB over`;
  return {
    id: 'room',
    enabled: params.room,
    title: `Late reverberation up to ${params.roomReductionDb} dB lower`,
    reason: `Sounds die away in ${shown(facts.rt60Seconds, 's')} (RT60, ${Math.round(100 * (facts.confidence ?? 0))} % sure), the reverberation ${under} the direct sound. Off until you want it: a room may be meant. Held notes are left alone.`,
    amount: 1,
    settings: {
      kind: 'room',
      decay: facts.decay,
      directToReverbDb: direct,
      reductionDb: params.roomReductionDb,
    },
  };
}

export function roomFindings(facts: RoomFacts | null): Finding[] {
  if (!facts?.found) return [];
  const text = `A room of ${shown(facts.rt60Seconds, 's')} (RT60) sounds along.`;
  return [{ id: 'room', severity: 'info', text }];
}

export function roomRows(facts: RoomFacts | null): Row[] {
  if (facts === null) return [];
  const value = facts.found
    ? `RT60 ${shown(facts.rt60Seconds, 's')}, direct sound ${shown(facts.directToReverbDb, 'dB')} over it`
    : 'none that can be measured';
  return [{ label: 'Room', value }];
}
