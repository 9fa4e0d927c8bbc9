import type { FrameRange } from '../audio/program.ts';

/** A selection in time, and in frequency too when made on the spectrogram. */
export interface Selection extends FrameRange {
  readonly fromHz?: number;
  readonly toHz?: number;
}

/** A finding or another place worth showing; `toFrame` equals `frame` for an instant. */
export interface Marker {
  readonly id: string;
  readonly frame: number;
  readonly toFrame: number;
  readonly severity: 'info' | 'warning' | 'error';
  readonly label: string;
}

/** How the view keeps up with the playhead: not at all, a page at a time, or with the playhead in the middle. */
export type Follow = 'off' | 'page' | 'centre';

/** What reopening a session restores. */
export interface TimelineState {
  readonly fromFrame: number;
  readonly framesPerPixel: number;
  readonly selection: Selection | null;
  readonly loop: FrameRange | null;
  readonly follow: Follow;
}

/** The window in time that several views share, with selection, loop and markers. Pixels are CSS pixels. */
export declare class Timeline {
  constructor(frameCount: number, sampleRateHz: number);
  get frameCount(): number;
  get sampleRateHz(): number;
  get fromFrame(): number;
  get framesPerPixel(): number;
  get widthPx(): number;
  get toFrame(): number;
  get selection(): Selection | null;
  get loop(): FrameRange | null;
  get markers(): readonly Marker[];
  get follow(): Follow;
  /** Rises with every change. */
  get version(): number;
  get state(): TimelineState;
  subscribe(listener: () => void): () => void;
  /** Shows another file from its start to its end, without selection, loop or markers. */
  reset(frameCount: number, sampleRateHz: number): void;
  restore(state: TimelineState): void;
  setWidth(widthPx: number): void;
  frameAt(pixel: number): number;
  pixelOf(frame: number): number;
  /** Makes `factor` times as many frames fit; below 1 zooms in. `frame` keeps its pixel. */
  zoomAt(frame: number, factor: number): void;
  zoomBy(factor: number): void;
  scrollBy(pixels: number): void;
  scrollTo(fromFrame: number): void;
  showAll(): void;
  showRange(range: FrameRange): void;
  /** Scrolls as `follow` says; called by the views while playing. */
  keepInView(frame: number): void;
  setSelection(selection: Selection | null): void;
  setLoop(loop: FrameRange | null): void;
  setMarkers(markers: readonly Marker[]): void;
  setFollow(follow: Follow): void;
}
