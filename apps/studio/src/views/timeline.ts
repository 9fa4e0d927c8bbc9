import { Changes } from '../audio/changes.ts';
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

/** What of a marker is needed to show where it holds. */
export type MarkedRange = Pick<Marker, 'frame' | 'toFrame' | 'severity'>;

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

/** Closest zoom: one frame is this many pixels wide. */
export const MAX_PIXELS_PER_FRAME = 32;
/** One step of the zoom keys. */
const ZOOM_STEP = 2 ** 0.5;

/** The window in time that several views share, with selection, loop and markers. Pixels are CSS pixels. */
export class Timeline {
  readonly #changes = new Changes();
  #frameCount: number;
  #sampleRateHz: number;
  #fromFrame = 0;
  #framesPerPixel = 1;
  #widthPx = 0;
  /** Shows the whole file, so a new width changes the zoom. */
  #whole = true;
  #selection: Selection | null = null;
  #loop: FrameRange | null = null;
  #markers: readonly Marker[] = [];
  #pointed: MarkedRange | null = null;
  #follow: Follow = 'page';
  #version = 0;

  constructor(frameCount: number, sampleRateHz: number) {
    this.#frameCount = frameCount;
    this.#sampleRateHz = sampleRateHz;
  }

  get frameCount(): number {
    return this.#frameCount;
  }

  get sampleRateHz(): number {
    return this.#sampleRateHz;
  }

  get fromFrame(): number {
    return this.#fromFrame;
  }

  get framesPerPixel(): number {
    return this.#framesPerPixel;
  }

  get widthPx(): number {
    return this.#widthPx;
  }

  /** Frame at the right edge; may lie after the end of a short file. */
  get toFrame(): number {
    return this.#fromFrame + this.#widthPx * this.#framesPerPixel;
  }

  get selection(): Selection | null {
    return this.#selection;
  }

  get loop(): FrameRange | null {
    return this.#loop;
  }

  get markers(): readonly Marker[] {
    return this.#markers;
  }

  /** The one marker that is pointed at or has the focus: only it is shown over the whole height. */
  get pointed(): MarkedRange | null {
    return this.#pointed;
  }

  get follow(): Follow {
    return this.#follow;
  }

  /** Rises with every change. */
  get version(): number {
    return this.#version;
  }

  get state(): TimelineState {
    return {
      fromFrame: this.#fromFrame,
      framesPerPixel: this.#framesPerPixel,
      selection: this.#selection,
      loop: this.#loop,
      follow: this.#follow,
    };
  }

  subscribe(listener: () => void): () => void {
    return this.#changes.subscribe(listener);
  }

  /** Shows another file from its start to its end, without selection, loop or markers. */
  reset(frameCount: number, sampleRateHz: number): void {
    this.#frameCount = frameCount;
    this.#sampleRateHz = sampleRateHz;
    this.#selection = null;
    this.#loop = null;
    this.#markers = [];
    this.#pointed = null;
    this.showAll();
  }

  restore(state: TimelineState): void {
    this.#selection = state.selection && this.#inside(state.selection);
    this.#loop = state.loop && this.#inside(state.loop);
    this.#follow = state.follow;
    this.#window(state.fromFrame, state.framesPerPixel);
  }

  setWidth(widthPx: number): void {
    if (widthPx === this.#widthPx || widthPx <= 0) return;
    this.#widthPx = widthPx;
    if (this.#whole) this.showAll();
    else this.#window(this.#fromFrame, this.#framesPerPixel);
  }

  frameAt(pixel: number): number {
    return this.#fromFrame + pixel * this.#framesPerPixel;
  }

  pixelOf(frame: number): number {
    return (frame - this.#fromFrame) / this.#framesPerPixel;
  }

  /** Makes `factor` times as many frames fit; below 1 zooms in. `frame` keeps its pixel. */
  zoomAt(frame: number, factor: number): void {
    const framesPerPixel = this.#limited(this.#framesPerPixel * factor);
    this.#window(frame - this.pixelOf(frame) * framesPerPixel, framesPerPixel);
  }

  /** Zooms about the middle. */
  zoomBy(factor: number): void {
    this.zoomAt(this.frameAt(this.#widthPx / 2), factor);
  }

  /** Steps in (positive) or out (negative) about a frame: what the + and - keys do. */
  zoomSteps(steps: number, frame: number): void {
    this.zoomAt(frame, ZOOM_STEP ** -steps);
  }

  scrollBy(pixels: number): void {
    this.#window(this.#fromFrame + pixels * this.#framesPerPixel, this.#framesPerPixel);
  }

  scrollTo(fromFrame: number): void {
    this.#window(fromFrame, this.#framesPerPixel);
  }

  showAll(): void {
    this.#window(0, Number.POSITIVE_INFINITY);
  }

  /** Shows a range with a margin of 5 % on both sides. */
  showRange({ fromFrame, toFrame }: FrameRange): void {
    const framesPerPixel = this.#limited(((toFrame - fromFrame) * 1.1) / Math.max(1, this.#widthPx));
    this.#window((fromFrame + toFrame - this.#widthPx * framesPerPixel) / 2, framesPerPixel);
  }

  /** Scrolls as `follow` says; called by the views while playing. */
  keepInView(frame: number): void {
    if (this.#follow === 'off' || this.#widthPx === 0) return;
    const pixel = this.pixelOf(frame);
    if (this.#follow === 'centre') {
      if (Math.abs(pixel - this.#widthPx / 2) >= 0.5) this.scrollBy(pixel - this.#widthPx / 2);
    } else if (pixel < 0 || pixel > this.#widthPx) this.scrollTo(frame - 0.05 * this.#widthPx * this.#framesPerPixel);
  }

  setSelection(selection: Selection | null): void {
    const next = selection && this.#inside(selection);
    if (JSON.stringify(next) === JSON.stringify(this.#selection)) return;
    this.#selection = next;
    this.#changed();
  }

  setLoop(loop: FrameRange | null): void {
    this.#loop = loop && this.#inside(loop);
    this.#changed();
  }

  setMarkers(markers: readonly Marker[]): void {
    this.#markers = [...markers].sort((x, y) => x.frame - y.frame);
    this.#pointed = null;
    this.#changed();
  }

  setPointed(marker: MarkedRange | null): void {
    if (marker?.frame === this.#pointed?.frame && marker?.toFrame === this.#pointed?.toFrame) return;
    this.#pointed = marker;
    this.#changed();
  }

  setFollow(follow: Follow): void {
    this.#follow = follow;
    this.#changed();
  }

  #limited(framesPerPixel: number): number {
    const whole = Math.max(1, this.#frameCount) / Math.max(1, this.#widthPx);
    return Math.max(1 / MAX_PIXELS_PER_FRAME, Math.min(framesPerPixel, Math.max(whole, 1 / MAX_PIXELS_PER_FRAME)));
  }

  #inside<Range extends FrameRange>(range: Range): Range {
    const from = Math.min(range.fromFrame, range.toFrame);
    const to = Math.max(range.fromFrame, range.toFrame);
    const limit = (frame: number): number => Math.max(0, Math.min(this.#frameCount, Math.round(frame)));
    return { ...range, fromFrame: limit(from), toFrame: limit(to) };
  }

  #window(fromFrame: number, framesPerPixel: number): void {
    // Before the first width nothing is known: a restored window is kept as it is, the whole file waits.
    const known = this.#widthPx > 0;
    const zoom = known ? this.#limited(framesPerPixel) : framesPerPixel;
    const most = known ? Math.max(0, this.#frameCount - this.#widthPx * zoom) : this.#frameCount;
    const from = Math.max(0, Math.min(fromFrame, most));
    this.#whole = known
      ? from === 0 && this.#widthPx * zoom >= this.#frameCount * (1 - 1e-9)
      : !Number.isFinite(framesPerPixel);
    const shown = Number.isFinite(zoom) ? zoom : 1;
    if (from === this.#fromFrame && shown === this.#framesPerPixel && known) {
      if (this.#version > 0) return;
    }
    this.#fromFrame = from;
    this.#framesPerPixel = shown;
    this.#changed();
  }

  #changed(): void {
    this.#version++;
    this.#changes.notify();
  }
}
