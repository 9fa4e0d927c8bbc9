import type { PlayerLevels } from './levels.ts';
import type { Clock, FrameRange, ListenMode, PcmReader, Program } from './program.ts';

/** What the shell shows of the player; a new object at every discrete change, never as time goes by. */
export interface PlayerSnapshot {
  readonly program: Program | null;
  readonly playing: boolean;
  /** True while play was asked for and samples are not there yet. */
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
  readonly volumeDb: number;
  /** What went wrong last, in words; null when all is well. */
  readonly error: string | null;
}

export interface PlayerOptions {
  readonly reader: PcmReader;
  /** Seconds held ready ahead of the playhead, 0.5 to 10; default 2. */
  readonly aheadSeconds?: number;
}

export declare class Player implements Clock {
  constructor(options: PlayerOptions);
  /** For `useSyncExternalStore`. */
  get snapshot(): PlayerSnapshot;
  subscribe(listener: () => void): () => void;
  /** Frame of the source that is heard now. */
  get frame(): number;
  get playing(): boolean;
  get levels(): PlayerLevels;
  /** Loads a programme; the position stays where it was if the source is the same, and playing goes on. Null unloads. */
  load(program: Program | null): void;
  /** Must first be called from a gesture of the user. */
  play(): Promise<void>;
  pause(): void;
  toggle(): Promise<void>;
  seek(frame: number): void;
  /** Loops when `toFrame - fromFrame` is at least 10 ms; null ends looping. */
  setLoop(range: FrameRange | null): void;
  setMode(mode: ListenMode): void;
  setMatching(on: boolean): void;
  /** -60..0 dB after everything, not in the meters. */
  setVolumeDb(volumeDb: number): void;
  /** Plays short grains at the frames given until `endScrub`, which restores play or pause. */
  scrub(frame: number): void;
  endScrub(): void;
  resetHolds(): void;
  /** Spectrum of what is heard, dB per bin from 0 Hz to half of `spectrumRateHz`; -Infinity without sound. Fills `into`. */
  spectrum(into: Float32Array<ArrayBuffer>): void;
  get spectrumBins(): number;
  get spectrumRateHz(): number;
  dispose(): void;
  [Symbol.dispose](): void;
}
