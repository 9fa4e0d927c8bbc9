/** The waveform: peaks from the server's pyramid, down to single frames, with everything the timeline carries. */
import type { Clock, PcmReader, PeaksReader, ProgramSide } from '../audio/program.ts';
import { Layer, type LayerSize, wiped } from './layer.ts';
import { PeakStore } from './peakStore.ts';
import { Playhead } from './playhead.ts';
import { spokenTime } from './ruler.ts';
import { readTheme, type ViewTheme } from './theme.ts';
import type { Marker, Timeline } from './timeline.ts';
import { runTimelineCommand, TIMELINE_KEYS, type WaveformCommand } from './timelineCommands.ts';
import { TimelineInput } from './timelineInput.ts';
import {
  MARKER_PX,
  markerAt,
  paintLoop,
  paintMarkers,
  paintRuler,
  paintSelection,
  RULER_PX,
} from './timelinePainter.ts';
import { ColumnStrip, paintLane } from './waveformPainter.ts';

export type { WaveformCommand } from './timelineCommands.ts';

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

/** Opacity of the file behind the other. */
const BEHIND_ALPHA = 0.55;
/** Lines at half of full scale. */
const HALF_SCALE = 0.5;
const LANE_GAP_PX = 6;

interface PlacedLane {
  readonly side: ProgramSide;
  readonly role: 'a' | 'b';
  readonly top: number;
  readonly height: number;
  readonly alpha: number;
}

/** Mounts its canvases in `host` (position relative or absolute, with a size). */
export class Waveform {
  readonly #host: HTMLElement;
  readonly #options: WaveformOptions;
  readonly #store: PeakStore;
  readonly #strip: ColumnStrip = new ColumnStrip();
  readonly #layer: Layer;
  readonly #playhead: Playhead;
  readonly #input: TimelineInput;
  readonly #unsubscribe: () => void;
  #lanes: WaveformLanes = { a: null, b: null };
  #theme: ViewTheme;
  #verticalZoom = 1;

  constructor(host: HTMLElement, options: WaveformOptions) {
    const { timeline, clock, peaks, pcm, onSeek, onScrub, onMarker } = options;
    this.#host = host;
    this.#options = options;
    this.#theme = readTheme(host);
    this.#store = new PeakStore(peaks, pcm, () => this.#layer.invalidate());
    this.#layer = new Layer(
      host,
      (size) => this.#draw(size),
      ({ width }) => timeline.setWidth(width),
    );
    this.#playhead = new Playhead(host, timeline, clock);
    this.#unsubscribe = timeline.subscribe(() => this.#layer.invalidate());
    this.#input = new TimelineInput(host, {
      timeline,
      rulerPx: RULER_PX,
      onSeek,
      onScrub,
      onClick: (x, y) => {
        const marker = markerAt(timeline, x, y, host.clientHeight);
        if (marker) onMarker?.(marker);
        return marker !== null;
      },
      onHover: (place) => {
        const marker = place && markerAt(timeline, place.x, place.y, host.clientHeight);
        host.title = marker?.label ?? '';
        timeline.setPointed(marker);
      },
    });
  }

  setLanes(lanes: WaveformLanes): void {
    this.#lanes = lanes;
    this.#layer.invalidate();
  }

  /** Drawn amplitude, 1 = full scale fills the lane; 0.1 to 100. */
  setVerticalZoom(factor: number): void {
    this.#verticalZoom = Math.max(0.1, Math.min(100, factor));
    this.#layer.invalidate();
  }

  /** Drops cached peaks of a file, after its peaks became complete. */
  invalidate(id: string): void {
    this.#store.drop(id);
    this.#layer.invalidate();
  }

  /** Whether something of the picture is still on its way. */
  get loading(): boolean {
    return this.#store.busy;
  }

  run(command: WaveformCommand): void {
    const { timeline, clock, onSeek } = this.#options;
    runTimelineCommand(command, { timeline, frame: clock.frame, seek: onSeek });
  }

  /** The default keys; true when it did something. */
  handleKey(event: KeyboardEvent): boolean {
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    const command = TIMELINE_KEYS[event.shiftKey && event.key.length > 1 ? `Shift+${event.key}` : event.key];
    if (!command) return false;
    event.preventDefault();
    this.run(command);
    return true;
  }

  get slider(): SliderValues {
    const { timeline, clock } = this.#options;
    const seconds = (frames: number): number => Math.round((frames / timeline.sampleRateHz) * 1000) / 1000;
    const now = seconds(Math.min(timeline.frameCount, clock.frame));
    const max = seconds(timeline.frameCount);
    return { min: 0, max, now, text: `${spokenTime(now)} of ${spokenTime(max)}` };
  }

  /** After a change of theme. */
  refreshTheme(): void {
    this.#theme = readTheme(this.#host);
    this.#layer.invalidate();
  }

  dispose(): void {
    this.#unsubscribe();
    this.#input.dispose();
    this.#playhead.dispose();
    this.#layer.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  #placed(height: number): PlacedLane[] {
    const { a, b, front = 'a', arrangement = 'single' } = this.#lanes;
    const sides: Readonly<Record<'a' | 'b', ProgramSide | null>> = { a, b };
    const back = front === 'a' ? 'b' : 'a';
    const bottom = height - (this.#options.timeline.markers.length > 0 ? MARKER_PX : 0);
    const room = bottom - RULER_PX;
    const lane = (role: 'a' | 'b', top: number, laneHeight: number, alpha: number): PlacedLane[] => {
      const side = sides[role];
      return side ? [{ side, role, top, height: laneHeight, alpha }] : [];
    };
    if (arrangement === 'stacked' && a && b) {
      const half = (room - LANE_GAP_PX) / 2;
      return [...lane('a', RULER_PX, half, 1), ...lane('b', RULER_PX + half + LANE_GAP_PX, half, 1)];
    }
    if (arrangement === 'overlay' && a && b)
      return [...lane(back, RULER_PX, room, BEHIND_ALPHA), ...lane(front, RULER_PX, room, 1)];
    return lane(sides[front] ? front : back, RULER_PX, room, 1);
  }

  #draw(size: LayerSize): void {
    const context = wiped(this.#layer, size);
    const { timeline } = this.#options;
    const { width, height } = size;
    const theme = this.#theme;
    context.fillStyle = theme.ground;
    context.fillRect(0, 0, width, height);
    paintRuler(context, timeline, theme, width, height);
    this.#store.begin();
    const lanes = this.#placed(height);
    for (const lane of lanes) {
      this.#scale(context, lane, width);
      paintLane(context, this.#store, this.#strip, lane.side, timeline, size, {
        top: lane.top,
        height: lane.height,
        color: theme[lane.role],
        alpha: lane.alpha,
        verticalZoom: this.#verticalZoom,
      });
    }
    this.#store.end();
    paintLoop(context, timeline, theme, width, height, RULER_PX);
    paintMarkers(context, timeline, theme, width, height);
    const bottom = lanes.reduce((lowest, lane) => Math.max(lowest, lane.top + lane.height), RULER_PX);
    paintSelection(context, timeline, theme, width, RULER_PX, bottom);
    if (lanes.length > 1) this.#names(context, lanes);
    this.#playhead.paint(theme.playhead);
  }

  /** Zero and half of full scale of each channel. */
  #scale(context: CanvasRenderingContext2D, { side, top, height }: PlacedLane, width: number): void {
    const row = height / side.channels;
    context.fillStyle = this.#theme.grid;
    for (let c = 0; c < side.channels; c++) {
      const middle = top + (c + 0.5) * row;
      context.globalAlpha = 1;
      context.fillRect(0, Math.round(middle), width, 1);
      if (c > 0) context.fillRect(0, Math.round(top + c * row), width, 1);
      context.globalAlpha = 0.5;
      const offset = (row / 2 - 1) * HALF_SCALE * this.#verticalZoom;
      if (offset >= row / 2) continue;
      for (const sign of [-1, 1]) context.fillRect(0, Math.round(middle + sign * offset), width, 1);
    }
    context.globalAlpha = 1;
  }

  #names(context: CanvasRenderingContext2D, lanes: readonly PlacedLane[]): void {
    context.font = `600 12px ${this.#theme.font}`;
    context.textBaseline = 'top';
    const stacked = lanes[0]!.top !== lanes[1]!.top;
    lanes.forEach((lane, i) => {
      const x = stacked ? 6 : 6 + 16 * (lane.role === 'a' ? 0 : 1);
      context.globalAlpha = 0.8;
      context.fillStyle = this.#theme.ground;
      context.fillRect(x - 3, lanes[stacked ? i : 0]!.top + 3, 15, 16);
      context.globalAlpha = 1;
      context.fillStyle = this.#theme[lane.role];
      context.fillText(lane.role.toUpperCase(), x, lane.top + 5);
    });
  }
}
