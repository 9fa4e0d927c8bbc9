import type { Clock, PcmReader, PeaksReader, ProgramSide } from '../audio/program.ts';
import type { Marker, Timeline } from './timeline.ts';

/** What the arrow keys and friends do; the shell may bind other keys to these. */
export type WaveformCommand =
  | 'zoom-in'
  | 'zoom-out'
  | 'zoom-all'
  | 'zoom-selection'
  | 'scroll-left'
  | 'scroll-right'
  | 'seek-left'
  | 'seek-right'
  | 'seek-left-far'
  | 'seek-right-far'
  | 'seek-start'
  | 'seek-end'
  | 'select-all'
  | 'select-none'
  | 'select-left'
  | 'select-right'
  | 'loop-selection'
  | 'next-marker'
  | 'previous-marker';

export interface WaveformOptions {
  readonly timeline: Timeline;
  readonly clock: Clock;
  readonly peaks: PeaksReader;
  readonly pcm: PcmReader;
  readonly onSeek: (frame: number) => void;
  /** Pointer dragged on the ruler; `end` once when it is released. */
  readonly onScrub?: (frame: number, end: boolean) => void;
  readonly onMarker?: (marker: Marker) => void;
}

/** The files shown. B may be drawn over A or under it. */
export interface WaveformLanes {
  readonly a: ProgramSide | null;
  readonly b: ProgramSide | null;
  /** Which one is on top in `overlay` and alone in `single`. Default a. */
  readonly front?: 'a' | 'b';
  /** Default single. */
  readonly arrangement?: 'single' | 'overlay' | 'stacked';
}

/** Values for `role="slider"`. */
export interface SliderValues {
  readonly min: number;
  readonly max: number;
  /** Seconds, to a millisecond. */
  readonly now: number;
  /** "1 minute 3.2 seconds of 4 minutes". */
  readonly text: string;
}

/** Mounts two canvases in `host` (position relative or absolute, with a size). */
export declare class Waveform {
  constructor(host: HTMLElement, options: WaveformOptions);
  setLanes(lanes: WaveformLanes): void;
  /** Drawn amplitude, 1 = full scale fills the lane; 0.1 to 100. */
  setVerticalZoom(factor: number): void;
  /** Drops cached peaks of a file, after its peaks became complete. */
  invalidate(id: string): void;
  run(command: WaveformCommand): void;
  /** The default keys; true when it did something. */
  handleKey(event: KeyboardEvent): boolean;
  get slider(): SliderValues;
  /** After a change of theme. */
  refreshTheme(): void;
  dispose(): void;
  [Symbol.dispose](): void;
}
