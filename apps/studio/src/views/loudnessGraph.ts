/** Loudness over time from a report, in step with the other views of the timeline. */
import type { Clock } from '../audio/program.ts';
import { Layer, type LayerSize, wiped } from './layer.ts';
import { levelPart } from './meterScale.ts';
import { Playhead } from './playhead.ts';
import { readTheme, type ViewTheme } from './theme.ts';
import type { Timeline } from './timeline.ts';
import { TimelineInput } from './timelineInput.ts';
import { paintLoop, paintSelection } from './timelinePainter.ts';

/** Series of a report: one value per step, the window that ends there. */
export interface LoudnessHistory {
  readonly stepSeconds: number;
  readonly momentaryLufs: ArrayLike<number | null>;
  readonly shortTermLufs: ArrayLike<number | null>;
  readonly integratedLufs: number | null;
  readonly targetLufs: number | null;
}

export interface LoudnessGraphOptions {
  readonly timeline: Timeline;
  readonly clock: Clock;
  readonly onSeek: (frame: number) => void;
}

const FLOOR_LUFS = -48;
const TOP_LUFS = 0;
const LINES_LUFS = [-6, -14, -23, -36];
/** Middle of a label over its line; labels that would touch another or the top are left out. */
const LABEL_RISE_PX = 7;

/** Values further apart are joined by a slanted line. */
const MOST_BAR_PX = 2;

type Draw = (x: number, y: number, first: boolean) => void;

/** A second history is drawn under the first, for before and after. */
export class LoudnessGraph {
  readonly #host: HTMLElement;
  readonly #timeline: Timeline;
  readonly #layer: Layer;
  readonly #playhead: Playhead;
  readonly #input: TimelineInput;
  readonly #unsubscribe: () => void;
  #history: LoudnessHistory | null = null;
  #before: LoudnessHistory | null = null;
  #theme: ViewTheme;

  constructor(host: HTMLElement, { timeline, clock, onSeek }: LoudnessGraphOptions) {
    this.#host = host;
    this.#timeline = timeline;
    this.#theme = readTheme(host);
    this.#layer = new Layer(
      host,
      (size) => this.#draw(size),
      ({ width }) => timeline.setWidth(width),
    );
    this.#playhead = new Playhead(host, timeline, clock);
    this.#unsubscribe = timeline.subscribe(() => this.#layer.invalidate());
    this.#input = new TimelineInput(host, { timeline, rulerPx: 0, onSeek });
  }

  setHistory(history: LoudnessHistory | null, before: LoudnessHistory | null = null): void {
    this.#history = history;
    this.#before = before;
    this.#layer.invalidate();
  }

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

  #draw(size: LayerSize): void {
    const context = wiped(this.#layer, size);
    const theme = this.#theme;
    const { width, height } = size;
    context.fillStyle = theme.ground;
    context.fillRect(0, 0, width, height);
    context.font = `10px ${theme.font}`;
    context.textBaseline = 'middle';
    const yOf = (lufs: number): number => height * (1 - levelPart(lufs, FLOOR_LUFS, TOP_LUFS));
    for (const lufs of LINES_LUFS) {
      context.fillStyle = theme.grid;
      context.fillRect(0, Math.round(yOf(lufs)), width, 1);
    }
    const both: readonly (readonly [LoudnessHistory | null, string, number])[] = [
      [this.#before, this.#before && this.#history ? theme.a : theme.textMuted, 0.5],
      [this.#history, this.#before ? theme.b : theme.a, 1],
    ];
    for (const [history, color, alpha] of both) if (history) this.#series(context, size, history, color, alpha, yOf);
    paintLoop(context, this.#timeline, theme, width, height, 0);
    paintSelection(context, this.#timeline, theme, width, 0, height);
    context.textAlign = 'left';
    context.fillStyle = theme.textMuted;
    let lowest = 0;
    for (const lufs of LINES_LUFS) {
      const y = yOf(lufs) - LABEL_RISE_PX;
      if (y - lowest < LABEL_RISE_PX) continue;
      context.fillText(`${lufs}`, 4, y);
      lowest = y + LABEL_RISE_PX;
    }
    const named = this.#history ?? this.#before;
    if (named) this.#levels(context, named, width, yOf);
    this.#playhead.paint(theme.playhead);
  }

  #series(
    context: CanvasRenderingContext2D,
    size: LayerSize,
    history: LoudnessHistory,
    color: string,
    alpha: number,
    yOf: (lufs: number) => number,
  ): void {
    context.fillStyle = color;
    // Upright bars instead of paths: dense series would make shapes that are slow to fill.
    context.globalAlpha = 0.22 * alpha;
    let lastX = 0;
    this.#eachColumn(size.width, history, history.momentaryLufs, (x, lufs, first) => {
      const from = first ? Math.round(x) : lastX;
      lastX = Math.max(from, Math.round(x));
      context.fillRect(from, yOf(lufs), lastX - from, size.height);
    });
    context.globalAlpha = alpha;
    let [atX, atY] = [0, 0];
    this.#eachColumn(size.width, history, history.shortTermLufs, (x, lufs, first) => {
      const y = yOf(lufs);
      if (!first && x - atX > MOST_BAR_PX) this.#stroke(context, atX, atY, x, y, color);
      else if (!first) context.fillRect(atX, Math.min(atY, y) - 0.75, Math.max(1, x - atX), Math.abs(y - atY) + 1.5);
      [atX, atY] = [x, y];
    });
    context.globalAlpha = 1;
  }

  #stroke(context: CanvasRenderingContext2D, x1: number, y1: number, x2: number, y2: number, color: string): void {
    context.strokeStyle = color;
    context.lineWidth = 1.5;
    context.beginPath();
    context.moveTo(x1, y1);
    context.lineTo(x2, y2);
    context.stroke();
  }

  /** Highest value per pixel where there are several, straight lines where there are fewer. */
  #eachColumn(width: number, history: LoudnessHistory, values: ArrayLike<number | null>, draw: Draw): void {
    const { sampleRateHz, fromFrame, toFrame } = this.#timeline;
    const framesPerStep = history.stepSeconds * sampleRateHz;
    const from = Math.max(0, Math.floor(fromFrame / framesPerStep) - 2);
    const to = Math.min(values.length - 1, Math.ceil(toFrame / framesPerStep) + 1);
    const stride = Math.max(1, Math.floor((to - from) / Math.max(1, width)));
    let first = true;
    for (let k = Math.floor(from / stride) * stride; k <= to; k += stride) {
      let most = Number.NEGATIVE_INFINITY;
      for (let i = Math.max(0, k); i < Math.min(values.length, k + stride); i++)
        most = Math.max(most, values[i] ?? Number.NEGATIVE_INFINITY);
      // Before the first full window there is nothing to show; later silence is the bottom line.
      if (first && most === Number.NEGATIVE_INFINITY) continue;
      draw(this.#timeline.pixelOf((k + 1) * framesPerStep), Math.max(FLOOR_LUFS, most), first);
      first = false;
    }
  }

  #levels(
    context: CanvasRenderingContext2D,
    history: LoudnessHistory,
    width: number,
    yOf: (lufs: number) => number,
  ): void {
    const theme = this.#theme;
    const level = (lufs: number | null, name: string, color: string, dashed: boolean): void => {
      if (lufs === null) return;
      const y = Math.round(yOf(lufs)) + 0.5;
      context.strokeStyle = color;
      context.setLineDash(dashed ? [5, 4] : []);
      context.beginPath();
      context.moveTo(0, y);
      context.lineTo(width, y);
      context.stroke();
      context.setLineDash([]);
      context.textAlign = 'right';
      context.fillStyle = color;
      context.fillText(`${name} ${lufs.toFixed(1)}`, width - 4, dashed ? y + 8 : y - 7);
    };
    context.lineWidth = 1;
    level(history.targetLufs, 'target', theme.warning, true);
    level(history.integratedLufs, 'integrated', theme.text, false);
  }
}
