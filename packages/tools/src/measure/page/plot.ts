import type { Figure } from '../figures.ts';
import { escapeHtml } from './escape.ts';

export interface PlotOptions {
  readonly id: string;
  readonly title: string;
  /** What the plot shows, in words, for those who do not see it. */
  readonly description: string;
  readonly width: number;
  readonly height: number;
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
  readonly logX?: boolean;
}

/** Width of a figure in the labels of the axes, and the least room between two of them. */
const TICK_CHARACTER_PX = 7;
const TICK_GAP_PX = 4;
const MARGIN = { left: 46, right: 14, top: 26, bottom: 26 } as const;

/** A small SVG plot: scales, grid, curves. Colours come from the page's classes, so that both themes work. */
export class Plot {
  readonly #options: PlotOptions;
  readonly #parts: string[] = [];

  constructor(options: PlotOptions) {
    this.#options = options;
  }

  get left(): number {
    return MARGIN.left;
  }
  get right(): number {
    return this.#options.width - MARGIN.right;
  }
  get top(): number {
    return MARGIN.top;
  }
  get bottom(): number {
    return this.#options.height - MARGIN.bottom;
  }

  x(value: number): number {
    const { x, logX } = this.#options;
    const share = logX ? Math.log(value / x[0]) / Math.log(x[1] / x[0]) : (value - x[0]) / (x[1] - x[0] || 1);
    return this.left + Math.max(0, Math.min(1, share)) * (this.right - this.left);
  }

  y(value: number): number {
    const [low, high] = this.#options.y;
    return this.bottom - Math.max(0, Math.min(1, (value - low) / (high - low || 1))) * (this.bottom - this.top);
  }

  add(svg: string): void {
    this.#parts.push(svg);
  }

  text(x: number, y: number, text: string, kind: string, anchor = 'start'): void {
    this.add(`<text x="${px(x)}" y="${px(y)}" class="${kind}" text-anchor="${anchor}">${escapeHtml(text)}</text>`);
  }

  /** Horizontal grid lines with their values; the unit stands above them. */
  gridY(step: number, unit: string, format: (value: number) => string = String): void {
    const [low, high] = this.#options.y;
    for (let value = Math.ceil(low / step) * step; value <= high + step * 1e-6; value += step) {
      const y = this.y(value);
      this.add(`<line x1="${this.left}" x2="${this.right}" y1="${px(y)}" y2="${px(y)}" class="grid"/>`);
      this.text(this.left - 6, y + 4, format(value), 'tick', 'end');
    }
    if (unit) this.text(this.left - 6, this.top - 12, unit, 'tick', unit.length > 6 ? 'start' : 'end');
  }

  /** Vertical grid lines with their values, as many of them as do not touch. */
  gridX(values: readonly number[], format: (value: number) => string): void {
    let free = Number.NEGATIVE_INFINITY;
    for (const value of values) {
      const x = this.x(value);
      this.add(`<line x1="${px(x)}" x2="${px(x)}" y1="${this.top}" y2="${this.bottom}" class="grid"/>`);
      const label = format(value);
      const half = (label.length * TICK_CHARACTER_PX) / 2;
      const end = x + half > this.#options.width;
      const left = end ? x - 2 * half : x - half;
      if (left < free) continue;
      free = left + 2 * half + TICK_GAP_PX;
      this.text(x, this.bottom + 18, label, 'tick', end ? 'end' : 'middle');
    }
  }

  /** A curve that breaks at null. */
  line(points: readonly (readonly [number, Figure])[], kind: string): void {
    let d = '';
    let pen = false;
    for (const [x, y] of points) {
      if (y === null) {
        pen = false;
        continue;
      }
      d += `${pen ? 'L' : 'M'}${px(this.x(x))} ${px(this.y(y))}`;
      pen = true;
    }
    if (d) this.add(`<path d="${d}" class="line ${kind}"/>`);
  }

  /** Area between a curve and a level; null counts as that level. */
  area(points: readonly (readonly [number, Figure])[], base: number, kind: string): void {
    const first = points[0];
    const last = points[points.length - 1];
    if (!first || !last) return;
    const curve = points.map(([x, y]) => `L${px(this.x(x))} ${px(this.y(y ?? base))}`).join('');
    const y = px(this.y(base));
    this.add(`<path d="M${px(this.x(first[0]))} ${y}${curve}L${px(this.x(last[0]))} ${y}Z" class="area ${kind}"/>`);
  }

  bar(from: number, to: number, value: number, base: number, kind: string, gap = 1): void {
    const a = this.x(from) + gap / 2;
    const width = Math.max(0.5, this.x(to) - this.x(from) - gap);
    const top = Math.min(this.y(value), this.y(base));
    const height = Math.abs(this.y(value) - this.y(base));
    this.add(`<rect x="${px(a)}" y="${px(top)}" width="${px(width)}" height="${px(height)}" class="area ${kind}"/>`);
  }

  horizontal(value: number, kind: string): void {
    const y = px(this.y(value));
    this.add(`<line x1="${this.left}" x2="${this.right}" y1="${y}" y2="${y}" class="line ${kind}"/>`);
  }

  vertical(value: number, kind: string): void {
    const x = px(this.x(value));
    this.add(`<line x1="${x}" x2="${x}" y1="${this.top}" y2="${this.bottom}" class="line ${kind}"/>`);
  }

  svg(): string {
    const { id, title, description, width, height } = this.#options;
    return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${id}-t ${id}-d"><title id="${id}-t">${escapeHtml(title)}</title><desc id="${id}-d">${escapeHtml(description)}</desc>${this.#parts.join('')}</svg>`;
  }
}

function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}

const FREQUENCIES_HZ = [20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000] as const;
const FREQUENCIES_NARROW_HZ = [20, 100, 500, 2000, 10000] as const;

/** Labelled frequencies of a logarithmic axis. */
export function frequencyTicks(topHz: number, width: number): number[] {
  return (width < 450 ? FREQUENCIES_NARROW_HZ : FREQUENCIES_HZ).filter((hz) => hz <= topHz);
}

export function frequencyLabel(hz: number): string {
  return hz >= 1000 ? `${hz / 1000}k` : `${hz}`;
}

/** Round positions for a time axis of a given length, as many as a plot of this width has room for. */
export function timeTicks(seconds: number, width: number): number[] {
  const most = Math.max(3, Math.floor(width / 62));
  const steps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200];
  const step = steps.find((s) => seconds / s <= most) ?? Math.ceil(seconds / (most * 3600)) * 3600;
  return Array.from({ length: Math.floor(seconds / step + 1e-9) + 1 }, (_, i) => i * step);
}

/** `0:30`, `1:00:00`; tenths for short files. */
export function timeLabel(seconds: number): string {
  const tenths = Math.round(seconds * 10);
  const whole = Math.floor(tenths / 10);
  const rest = String(whole % 60).padStart(2, '0');
  const fraction = tenths % 10 ? `.${tenths % 10}` : '';
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}${fraction}`;
}

/** A series as points at most `most` long: the largest (or smallest) value of every stretch, so that no peak is lost. */
export function thinned(
  series: readonly Figure[],
  hopSeconds: number,
  offsetSeconds: number,
  most = 1100,
  keep: 'max' | 'min' = 'max',
): [number, Figure][] {
  const stride = Math.max(1, Math.ceil(series.length / most));
  const points: [number, Figure][] = [];
  for (let i = 0; i < series.length; i += stride) {
    let best: Figure = null;
    for (let j = i; j < Math.min(series.length, i + stride); j++) {
      const value = series[j] ?? null;
      if (value !== null && (best === null || (keep === 'max' ? value > best : value < best))) best = value;
    }
    points.push([offsetSeconds + (i + (stride - 1) / 2) * hopSeconds, best]);
  }
  return points;
}
