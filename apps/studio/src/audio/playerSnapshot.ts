import { AudioError } from '@studiohand/core/audio';
import type { Band } from './bandSolo.ts';
import { matchGains } from './mixer.ts';
import type { FrameRange, ListenMode, Program } from './program.ts';

/** What the shell shows of the player; a new object at every discrete change, never as time goes by. */
export interface PlayerSnapshot {
  readonly program: Program | null;
  readonly playing: boolean;
  /** True while play was asked for and the audio thread is being started. */
  readonly buffering: boolean;
  readonly mode: ListenMode;
  /** Whether A and B are brought to the same loudness. */
  readonly matching: boolean;
  /** Loudness of B minus A in dB (LU); null when either is unknown or there is no take. */
  readonly matchOffsetDb: number | null;
  /** Gains in use, dB, 0 or less. */
  readonly gainADb: number;
  readonly gainBDb: number;
  readonly loop: FrameRange | null;
  /** The band that alone is heard; null for everything. */
  readonly band: Band | null;
  readonly volumeDb: number;
  /** What went wrong last, in words; null when all is well. */
  readonly error: string | null;
}

/** Before anything is loaded. */
export const STOPPED: PlayerSnapshot = {
  program: null,
  playing: false,
  buffering: false,
  mode: 'a',
  matching: true,
  matchOffsetDb: null,
  gainADb: 0,
  gainBDb: 0,
  loop: null,
  band: null,
  volumeDb: 0,
  error: null,
};

/** An error as a person should read it. */
export function errorText(error: unknown): string {
  if (error instanceof AudioError) return `${error.message}. ${error.hint}`;
  return error instanceof Error ? error.message : String(error);
}

/** The part of a snapshot that loudness matching decides. */
export function matchedGains(program: Program | null, matching: boolean): Partial<PlayerSnapshot> {
  const gains = program?.take
    ? matchGains(program.source.integratedLufs, program.take.integratedLufs)
    : { offsetDb: null, aDb: 0, bDb: 0 };
  return {
    matching,
    matchOffsetDb: gains.offsetDb,
    gainADb: matching ? gains.aDb : 0,
    gainBDb: matching ? gains.bDb : 0,
  };
}
