/** What the player plays, and how it gets samples. */
import type { ChannelLayout } from '@studiohand/core/audio';

/** Which shelf of the desk a file stands on; also the path segment of the audio routes. */
export type AudioKind = 'sources' | 'takes';

/** One playable file: a source or a take. */
export interface ProgramSide {
  readonly kind: AudioKind;
  readonly id: string;
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly layout: ChannelLayout;
  readonly frameCount: number;
  /** For level matching; null for silence or when not measured. */
  readonly integratedLufs: number | null;
}

/** A is the source; B the take to compare with it, if any. */
export interface Program {
  readonly source: ProgramSide;
  readonly take: ProgramSide | null;
}

/** Random access to samples; the shell implements it over the audio routes. */
export interface PcmReader {
  /**
   * Up to `frameCount` frames from `fromFrame`, one array per channel, full scale ±1; shorter at the end of the file.
   * Rejects with AudioError, or with an AbortError after `signal`.
   */
  read(
    kind: AudioKind,
    id: string,
    fromFrame: number,
    frameCount: number,
    signal?: AbortSignal,
  ): Promise<Float32Array<ArrayBuffer>[]>;
}

/** Reads stretches far apart in one go. */
export interface CombReader extends PcmReader {
  /**
   * The stretches joined, one array per channel; less where the file ends, and only the first ones where they are too
   * many for one answer. `spare`: memory the samples may be put into, gone for the caller; all arrays share one buffer,
   * which may be given to the next read.
   */
  readComb(
    kind: AudioKind,
    id: string,
    comb: Comb,
    signal: AbortSignal,
    spare: ArrayBuffer,
  ): Promise<Float32Array<ArrayBuffer>[]>;
}

/** Stretches of `frameCount` frames each; each begins `everyFrames` after the one before. */
export interface Comb {
  readonly fromFrame: number;
  readonly frameCount: number;
  readonly stretchCount: number;
  readonly everyFrames: number;
}

/** Random access to the peak pyramid. */
export interface PeaksReader {
  /**
   * Up to `peakCount` peaks of `framesPerPeak` (256 * 4^k) frames each from peak `fromPeak`: per channel min, max,
   * min, max ... in 1/32768 of full scale.
   */
  read(
    kind: AudioKind,
    id: string,
    framesPerPeak: number,
    fromPeak: number,
    peakCount: number,
    signal?: AbortSignal,
  ): Promise<Int16Array[]>;
}

/** What is heard: the source, the take, or take minus source. */
export type ListenMode = 'a' | 'b' | 'delta';

/** A range of frames, `toFrame` not included. */
export interface FrameRange {
  readonly fromFrame: number;
  readonly toFrame: number;
}

/** A position that moves by itself; the player is one. Frames of the source. */
export interface Clock {
  /** What is heard now; not a whole number while playing. */
  readonly frame: number;
  readonly playing: boolean;
  /** Called at discrete changes (play, pause, seek), never as time goes by. Returns the way to stop. */
  subscribe(listener: () => void): () => void;
}
