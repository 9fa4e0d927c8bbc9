/**
 * One row of the meters: name, bar on a track, figure. Draws only what is not on the canvas already, since a row that
 * stands still must cost nothing; allocates only for figures that changed.
 */
import { levelText } from './meterScale.ts';
import type { ViewTheme } from './theme.ts';

/** Places of the parts of a row, CSS pixels; the same for all rows. */
export interface RowGeometry {
  readonly width: number;
  /** Ends of the track. */
  readonly left: number;
  readonly length: number;
  /** Whether name and figure have room. */
  readonly named: boolean;
  /** Device pixels per CSS pixel. */
  readonly scale: number;
}

/** What a row shows. Parts are 0..1 of the track; NaN for nothing. One object per row, filled anew. */
export interface RowReading {
  fromPart: number;
  toPart: number;
  holdPart: number;
  targetPart: number;
  /** Figure at the right, to a tenth (hundredth where `digits` is 2); null for none. */
  figure: number | null;
  digits: 1 | 2;
  /** Something is over its limit. */
  alert: boolean;
  /** Words on the track instead of a bar. */
  detail: string;
}

/** Height of a row with the gap under it. */
export const ROW_PX = 15;
const BAR_PX = 11;
/** The target mark reaches over the track by this. */
const TARGET_PX = 2;
/** Figures change ten times a second: quicker ones cannot be read. */
const FIGURE_MS = 100;

export function emptyReading(): RowReading {
  const none = Number.NaN;
  return {
    fromPart: none,
    toPart: none,
    holdPart: none,
    targetPart: none,
    figure: null,
    digits: 1,
    alert: false,
    detail: '',
  };
}

export class MeterRow {
  readonly reading: RowReading = emptyReading();
  readonly #name: string;
  readonly #color: 'a' | 'ok';
  readonly #style: 'bar' | 'centre' | 'words';
  /** What is on the canvas: device pixels of the bar's ends, hold and target. */
  #from = Number.NaN;
  #to = Number.NaN;
  #hold = Number.NaN;
  #target = Number.NaN;
  #alert = false;
  /** Empty where it must be written anew. */
  #figure = '';
  #figureAlert = false;
  #value = Number.NaN;
  #detail = '';
  #figureAt = Number.NEGATIVE_INFINITY;

  /** `centre` draws a thin bar from the middle with a needle, `words` the detail alone. */
  constructor(name: string, color: 'a' | 'ok', style: 'bar' | 'centre' | 'words' = 'bar') {
    this.#name = name;
    this.#color = color;
    this.#style = style;
  }

  /** Draws name and all on a wiped canvas. */
  paintAll(context: CanvasRenderingContext2D, top: number, geometry: RowGeometry, theme: ViewTheme, now: number): void {
    if (geometry.named) {
      context.fillStyle = theme.textMuted;
      context.textAlign = 'left';
      context.fillText(this.#name, 0, top + BAR_PX / 2 + 0.5);
    }
    this.#from = Number.NEGATIVE_INFINITY;
    this.#figureAt = Number.NEGATIVE_INFINITY;
    this.#figure = '';
    this.paint(context, top, geometry, theme, now);
  }

  /** Draws what changed since; `now` in ms. */
  paint(context: CanvasRenderingContext2D, top: number, geometry: RowGeometry, theme: ViewTheme, now: number): void {
    const { reading } = this;
    const { length, scale } = geometry;
    const from = Math.round(reading.fromPart * length * scale);
    const to = Math.round(reading.toPart * length * scale);
    const hold = Math.round(reading.holdPart * length * scale);
    const target = Math.round(reading.targetPart * length * scale);
    if (
      !Object.is(from, this.#from) ||
      !Object.is(to, this.#to) ||
      !Object.is(hold, this.#hold) ||
      !Object.is(target, this.#target) ||
      reading.alert !== this.#alert ||
      reading.detail !== this.#detail
    ) {
      this.#from = from;
      this.#to = to;
      this.#hold = hold;
      this.#target = target;
      this.#detail = reading.detail;
      this.#alert = reading.alert;
      this.#track(context, top, geometry, theme);
    }
    if (geometry.named && now - this.#figureAt >= FIGURE_MS) this.#write(context, top, geometry, theme, now);
  }

  #track(context: CanvasRenderingContext2D, top: number, geometry: RowGeometry, theme: ViewTheme): void {
    const { left, length, scale } = geometry;
    const bottom = BAR_PX + 2 * TARGET_PX;
    context.clearRect(left - 1, top - TARGET_PX, length + 2, bottom);
    context.fillStyle = theme.ground;
    context.fillRect(left, top, length, BAR_PX);
    const centred = this.#style === 'centre';
    if (centred) {
      context.fillStyle = theme.grid;
      context.fillRect(left + length / 2 - 0.5, top, 1, BAR_PX);
    }
    if (this.#style === 'words' && this.reading.detail !== '') {
      context.fillStyle = theme.textMuted;
      context.textAlign = 'left';
      context.fillText(this.reading.detail, left + 4, top + BAR_PX / 2 + 0.5);
    }
    const x = left + this.#from / scale;
    const width = (this.#to - this.#from) / scale;
    if (width >= 0) {
      context.fillStyle = centred && this.reading.alert ? theme.problem : theme[this.#color];
      if (centred) context.fillRect(x, top + 4, width, BAR_PX - 8);
      else context.fillRect(x, top, width, BAR_PX);
    }
    if (this.#hold > 0 || (centred && this.#hold === 0)) {
      if (!centred) context.fillStyle = this.reading.alert ? theme.problem : theme.text;
      context.fillRect(left + this.#hold / scale - 1, top, 2, BAR_PX);
    }
    if (!Number.isNaN(this.#target)) {
      context.fillStyle = theme.warning;
      context.fillRect(left + this.#target / scale - 0.75, top - TARGET_PX, 1.5, bottom);
    }
  }

  #write(
    context: CanvasRenderingContext2D,
    top: number,
    { width, left, length }: RowGeometry,
    theme: ViewTheme,
    now: number,
  ): void {
    const { figure, digits, alert } = this.reading;
    const value = figure === null ? Number.NaN : Math.round(figure * 10 ** digits);
    if (this.#figure !== '' && Object.is(value, this.#value) && alert === this.#figureAlert) return;
    this.#value = value;
    this.#figureAlert = alert;
    this.#figureAt = now;
    const text = `${alert && this.#style === 'bar' ? '▲' : ''}${levelText(figure, digits)}`;
    this.#figure = text;
    const x = left + length + 2;
    context.clearRect(x, top - TARGET_PX, width - x, BAR_PX + 2 * TARGET_PX);
    context.fillStyle = alert ? theme.problem : theme.text;
    context.textAlign = 'right';
    context.fillText(text, width, top + BAR_PX / 2 + 0.5);
  }
}
