import { type Axis, placeOf, type Tick, ticksOf } from './axis.ts';
import type { PanelTheme } from './theme.ts';

/** A rectangle in CSS pixels. */
export interface Rect {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** How a line or mark looks. Colours only from the theme. */
export interface Stroke {
  readonly color: string;
  /** CSS pixels; 1.5 by default. */
  readonly width?: number;
  readonly dash?: readonly number[];
  /** 0..1; 1 by default. */
  readonly alpha?: number;
}

type Values = ArrayLike<number | null>;

/** Pixels kept free around the plot for the numbers of the axes. */
const MARGIN = { left: 34, right: 8, top: 8, bottom: 18 } as const;

/** The plot inside a chart of this size. */
export function plotOf(width: number, height: number): Rect {
  return {
    left: MARGIN.left,
    top: MARGIN.top,
    width: Math.max(1, width - MARGIN.left - MARGIN.right),
    height: Math.max(1, height - MARGIN.top - MARGIN.bottom),
  };
}

/** Draws in the values of two axes. Everything but the grid is cut at the edges of the plot. */
export class Painter {
  /** In CSS pixels, already scaled to the screen. */
  readonly context: CanvasRenderingContext2D;
  readonly plot: Rect;
  readonly theme: PanelTheme;
  readonly xAxis: Axis;
  readonly yAxis: Axis;

  constructor(context: CanvasRenderingContext2D, plot: Rect, theme: PanelTheme, xAxis: Axis, yAxis: Axis) {
    this.context = context;
    this.plot = plot;
    this.theme = theme;
    this.xAxis = xAxis;
    this.yAxis = yAxis;
    context.font = theme.font;
    context.lineJoin = 'round';
  }

  /** CSS pixel of a value on the horizontal axis. */
  x(value: number): number {
    return this.plot.left + this.plot.width * placeOf(this.xAxis, value);
  }

  /** CSS pixel of a value on the vertical axis. */
  y(value: number): number {
    return this.plot.top + this.plot.height * (1 - placeOf(this.yAxis, value));
  }

  /** Ground, grid lines and numbers. */
  grid(): void {
    const { context, plot, theme } = this;
    context.fillStyle = theme.ground;
    context.fillRect(plot.left, plot.top, plot.width, plot.height);
    const xTicks = ticksOf(this.xAxis, plot.width, this.xAxis.unit === 'Hz' ? 30 : 44);
    const yTicks = ticksOf(this.yAxis, plot.height, 24);
    context.fillStyle = theme.grid;
    for (const { value } of xTicks) context.fillRect(Math.round(this.x(value)), plot.top, 1, plot.height);
    for (const { value } of yTicks) context.fillRect(plot.left, Math.round(this.y(value)), plot.width, 1);
    context.fillStyle = theme.textSoft;
    context.textBaseline = 'middle';
    context.textAlign = 'right';
    for (const { value, text } of yTicks) {
      context.fillText(text, plot.left - 5, Math.min(this.y(value), plot.top + plot.height - 5));
    }
    context.textBaseline = 'top';
    this.#xNumbers(xTicks);
  }

  /** The title of the vertical axis, over the curves. */
  title(): void {
    const { plot, theme, yAxis } = this;
    if (yAxis.title !== '') this.text(yAxis.title, plot.left + 5, plot.top + 10, { color: theme.textSoft });
  }

  #xNumbers(ticks: readonly Tick[]): void {
    const { context, plot } = this;
    context.textAlign = 'center';
    let end = Number.NEGATIVE_INFINITY;
    ticks.forEach(({ value, text }, index) => {
      const unit = index === ticks.length - 1 && this.xAxis.unit === 'Hz' ? ' Hz' : '';
      const half = context.measureText(text + unit).width / 2;
      const x = Math.min(Math.max(this.x(value), half), plot.left + plot.width + MARGIN.right - half);
      if (x - half < end + 6) return;
      context.fillText(text + unit, x, plot.top + plot.height + 4);
      end = x + half;
    });
  }

  /** Draws with everything outside the plot cut away. */
  inside(draw: () => void): void {
    const { context, plot } = this;
    context.save();
    context.beginPath();
    context.rect(plot.left, plot.top, plot.width, plot.height);
    context.clip();
    draw();
    context.restore();
  }

  /** A curve through points; null and NaN make gaps. Several points in one pixel keep their extremes. */
  line(xs: ArrayLike<number>, ys: Values, { color, width = 1.5, dash = [], alpha = 1 }: Stroke): void {
    const { context } = this;
    this.inside(() => {
      context.strokeStyle = color;
      context.lineWidth = width;
      context.globalAlpha = alpha;
      context.setLineDash([...dash]);
      context.beginPath();
      this.#path(xs, ys);
      context.stroke();
    });
  }

  /** The surface between a curve and a level. Gaps fall to the level. */
  area(xs: ArrayLike<number>, ys: Values, base: number, color: string, alpha = 0.25): void {
    if (xs.length === 0) return;
    const { context } = this;
    this.inside(() => {
      context.fillStyle = color;
      context.globalAlpha = alpha;
      context.beginPath();
      context.moveTo(this.x(xs[0] as number), this.y(base));
      for (let i = 0; i < xs.length; i++) context.lineTo(this.x(xs[i] as number), this.y(numberOr(ys[i], base)));
      context.lineTo(this.x(xs[xs.length - 1] as number), this.y(base));
      context.fill();
    });
  }

  #path(xs: ArrayLike<number>, ys: Values): void {
    const { context } = this;
    let open = false;
    let column = Number.NaN;
    let [low, high, last] = [0, 0, 0];
    const flush = (): void => {
      if (!open) return;
      context.lineTo(column, low);
      context.lineTo(column, high);
      context.lineTo(column, last);
    };
    for (let i = 0; i < xs.length; i++) {
      const value = ys[i];
      if (value === null || value === undefined || Number.isNaN(value)) {
        flush();
        open = false;
        continue;
      }
      const x = Math.round(2 * this.x(xs[i] as number)) / 2;
      const y = Math.min(1e5, Math.max(-1e5, this.y(value)));
      if (open && x === column) {
        [low, high, last] = [Math.min(low, y), Math.max(high, y), y];
        continue;
      }
      flush();
      if (!open) context.moveTo(x, y);
      [open, column, low, high, last] = [true, x, y, y, y];
    }
    flush();
  }

  /** A stretch of the horizontal axis over the whole height. */
  band(from: number, to: number, color: string, alpha = 0.18): void {
    const { context, plot } = this;
    this.inside(() => {
      context.fillStyle = color;
      context.globalAlpha = alpha;
      const x = this.x(from);
      context.fillRect(x, plot.top, Math.max(1, this.x(to) - x), plot.height);
    });
  }

  /** An upright line with a label at its top. */
  vertical(value: number, stroke: Stroke, label = ''): void {
    const { plot } = this;
    const x = Math.round(this.x(value)) + 0.5;
    this.#straight(x, plot.top, x, plot.top + plot.height, stroke);
    const right = x > plot.left + plot.width / 2;
    if (label !== '') {
      this.text(label, right ? x - 4 : x + 4, plot.top + 12, { color: stroke.color, align: right ? 'right' : 'left' });
    }
  }

  /** A level line with a label at its right end. */
  horizontal(value: number, stroke: Stroke, label = ''): void {
    const { plot } = this;
    const y = Math.round(this.y(value)) + 0.5;
    this.#straight(plot.left, y, plot.left + plot.width, y, stroke);
    if (label === '') return;
    const above = y - 8 < plot.top + 6 ? y + 9 : y - 8;
    this.text(label, plot.left + plot.width - 4, above, { color: stroke.color, align: 'right' });
  }

  #straight(x1: number, y1: number, x2: number, y2: number, { color, width = 1, dash = [], alpha = 1 }: Stroke): void {
    const { context } = this;
    this.inside(() => {
      context.strokeStyle = color;
      context.lineWidth = width;
      context.globalAlpha = alpha;
      context.setLineDash([...dash]);
      context.beginPath();
      context.moveTo(x1, y1);
      context.lineTo(x2, y2);
      context.stroke();
    });
  }

  /**
   * A map: `values` row after row, row r between `yEdges[r]` and `yEdges[r + 1]`, column c between `xEdges[c]` and
   * `xEdges[c + 1]`. `alphaOf` gives the strength 0..1 of `color` for a value; 0 draws nothing. Up to some 50,000 cells.
   */
  cells(
    xEdges: ArrayLike<number>,
    yEdges: ArrayLike<number>,
    values: ArrayLike<number>,
    color: string,
    alphaOf: (value: number) => number,
  ): void {
    const { context } = this;
    const columns = xEdges.length - 1;
    this.inside(() => {
      context.fillStyle = color;
      for (let r = 0; r + 1 < yEdges.length; r++) {
        const top = this.y(yEdges[r + 1] as number);
        const height = this.y(yEdges[r] as number) - top;
        for (let c = 0; c < columns; c++) {
          const alpha = alphaOf(values[r * columns + c] as number);
          if (!(alpha > 0)) continue;
          const left = this.x(xEdges[c] as number);
          context.globalAlpha = Math.min(1, alpha);
          context.fillRect(left, top, Math.max(0.5, this.x(xEdges[c + 1] as number) - left), height);
        }
      }
    });
  }

  /** Words on a patch of the ground, so that curves behind do not cross them. */
  text(
    words: string,
    x: number,
    y: number,
    { color, align = 'left' }: { color?: string; align?: CanvasTextAlign } = {},
  ): void {
    const { context, theme } = this;
    context.textAlign = align;
    context.textBaseline = 'middle';
    const { width } = context.measureText(words);
    const left = align === 'right' ? x - width : align === 'center' ? x - width / 2 : x;
    context.fillStyle = theme.ground;
    context.globalAlpha = 0.85;
    context.fillRect(left - 2, y - 7, width + 4, 14);
    context.globalAlpha = 1;
    context.fillStyle = color ?? theme.text;
    context.fillText(words, x, y);
  }
}

function numberOr(value: number | null | undefined, otherwise: number): number {
  return value === null || value === undefined || Number.isNaN(value) ? otherwise : value;
}
