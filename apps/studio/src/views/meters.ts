/** Meters of what is heard, read from the player and drawn with the screen while anything moves. */
import { gainToDb } from '@studiohand/core/units';
import type { PlayerLevels } from '../audio/levels.ts';
import type { Player } from '../audio/player.ts';
import { Layer, type LayerSize, wiped } from './layer.ts';
import { FallingNeedle, levelPart, levelText } from './meterScale.ts';
import { RunningView } from './runningView.ts';
import { readTheme, type ViewTheme } from './theme.ts';

export interface MetersOptions {
  readonly player: Player;
  /** Loudness the producer aims at, drawn as a line; null for none. */
  readonly targetLufs?: number | null;
  /** Ceiling over which the true peak turns to the alert colour and gets a mark; default -1 dBTP. */
  readonly ceilingDbtp?: number;
}

const PEAK_FLOOR_DB = -60;
const PEAK_TOP_DB = 3;
const LOUDNESS_FLOOR_LUFS = -48;
const LOUDNESS_TOP_LUFS = 0;
const PEAK_MARKS_DB = [0, -6, -12, -24, -36, -48];
const DEFAULT_CEILING_DBTP = -1;
const LABEL_PX = 34;
const FIGURE_PX = 44;
const ROW_PX = 16;
const GAP_PX = 6;
const SCALE_PX = 14;
/** Width under which labels are left out. */
const NARROW_PX = 150;

interface Bar {
  readonly label: string;
  readonly part: number;
  readonly figure: string;
  readonly color: string;
  readonly hold?: number;
  readonly target?: number;
  readonly alert?: boolean;
}

/** Loudness, peak and correlation as horizontal bars. */
export class Meters {
  readonly #host: HTMLElement;
  readonly #player: Player;
  readonly #layer: Layer;
  readonly #running: RunningView;
  readonly #needles: FallingNeedle[] = [];
  #theme: ViewTheme;
  #targetLufs: number | null;
  #ceilingDbtp: number;
  #integrated: number | null = null;
  #drawnAt = 0;

  constructor(host: HTMLElement, { player, targetLufs = null, ceilingDbtp = DEFAULT_CEILING_DBTP }: MetersOptions) {
    this.#host = host;
    this.#player = player;
    this.#targetLufs = targetLufs;
    this.#ceilingDbtp = ceilingDbtp;
    this.#theme = readTheme(host);
    this.#layer = new Layer(host, (size) => this.#draw(size));
    this.#running = new RunningView(player, () => this.#layer.drawNow());
  }

  setTarget(targetLufs: number | null, ceilingDbtp: number): void {
    this.#targetLufs = targetLufs;
    this.#ceilingDbtp = ceilingDbtp;
    this.#layer.invalidate();
  }

  /** Integrated loudness of what is heard, from the report; null when not known. */
  setIntegrated(lufs: number | null): void {
    this.#integrated = lufs;
    this.#layer.invalidate();
  }

  /** The figures as text for screen readers, asked for by the shell at most once a second. */
  get text(): string {
    const levels = this.#player.levels;
    return [
      `momentary ${levelText(levels.momentaryLufs)} LUFS`,
      `short-term ${levelText(levels.shortTermLufs)} LUFS`,
      `integrated ${levelText(this.#integrated)} LUFS`,
      `true peak ${levelText(gainToDb(highest(levels.truePeakHold, levels.channels)))} dBTP`,
      `correlation ${Number.isNaN(levels.correlation) ? 'none' : levels.correlation.toFixed(2)}`,
    ].join(', ');
  }

  refreshTheme(): void {
    this.#theme = readTheme(this.#host);
    this.#layer.invalidate();
  }

  dispose(): void {
    this.#running.dispose();
    this.#layer.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  #loudnessBars(levels: PlayerLevels): Bar[] {
    const part = (lufs: number): number => levelPart(lufs, LOUDNESS_FLOOR_LUFS, LOUDNESS_TOP_LUFS);
    const target = this.#targetLufs === null ? {} : { target: part(this.#targetLufs) };
    const bar = (label: string, lufs: number | null): Bar => ({
      label,
      part: part(lufs ?? Number.NEGATIVE_INFINITY),
      figure: levelText(lufs),
      color: this.#theme.a,
      ...target,
    });
    return [bar('M', levels.momentaryLufs), bar('S', levels.shortTermLufs), bar('I', this.#integrated)];
  }

  #peakBars(levels: PlayerLevels, seconds: number): Bar[] {
    const names = levels.channels === 1 ? ['Peak'] : ['L', 'R'];
    return names.map((label, c) => {
      const needle = (this.#needles[c] ??= new FallingNeedle());
      const db = needle.update(gainToDb(levels.peak[c]!), seconds);
      const holdDb = gainToDb(levels.truePeakHold[c]!);
      const alert = holdDb > this.#ceilingDbtp;
      return {
        label,
        part: levelPart(db, PEAK_FLOOR_DB, PEAK_TOP_DB),
        figure: `${alert ? '▲' : ''}${levelText(holdDb)}`,
        color: this.#theme.ok,
        hold: levelPart(holdDb, PEAK_FLOOR_DB, PEAK_TOP_DB),
        target: levelPart(this.#ceilingDbtp, PEAK_FLOOR_DB, PEAK_TOP_DB),
        alert,
      };
    });
  }

  #draw(size: LayerSize): void {
    const now = performance.now();
    const seconds = Math.min(0.1, (now - this.#drawnAt) / 1000);
    this.#drawnAt = now;
    const context = wiped(this.#layer, size);
    const levels = this.#player.levels;
    context.font = `11px ${this.#theme.font}`;
    context.textBaseline = 'middle';
    let top = 0;
    for (const bar of this.#loudnessBars(levels)) top = this.#bar(context, bar, top, size.width);
    this.#marks(context, [0, -9, -14, -23, -36], LOUDNESS_FLOOR_LUFS, LOUDNESS_TOP_LUFS, top, size.width);
    top += SCALE_PX + GAP_PX;
    for (const bar of this.#peakBars(levels, seconds)) top = this.#bar(context, bar, top, size.width);
    this.#marks(context, PEAK_MARKS_DB, PEAK_FLOOR_DB, PEAK_TOP_DB, top, size.width);
    top += SCALE_PX + GAP_PX;
    this.#correlation(context, levels.correlation, top, size.width);
  }

  #track(width: number): { left: number; length: number } {
    if (width < NARROW_PX) return { left: 0, length: width };
    return { left: LABEL_PX, length: width - LABEL_PX - FIGURE_PX };
  }

  #bar(context: CanvasRenderingContext2D, bar: Bar, top: number, width: number): number {
    const { left, length } = this.#track(width);
    const theme = this.#theme;
    const height = ROW_PX - 4;
    const middle = top + height / 2;
    context.fillStyle = theme.ground;
    context.fillRect(left, top, length, height);
    context.fillStyle = bar.color;
    context.fillRect(left, top, length * bar.part, height);
    if (bar.hold !== undefined && bar.hold > 0) {
      context.fillStyle = bar.alert ? theme.problem : theme.text;
      context.fillRect(left + length * bar.hold - 1, top, 2, height);
    }
    if (bar.target !== undefined) {
      context.fillStyle = theme.warning;
      context.fillRect(left + length * bar.target - 0.5, top - 2, 1.5, height + 4);
    }
    if (width >= NARROW_PX) {
      context.fillStyle = theme.textMuted;
      context.textAlign = 'left';
      context.fillText(bar.label, 0, middle + 0.5);
      context.fillStyle = bar.alert ? theme.problem : theme.text;
      context.textAlign = 'right';
      context.fillText(bar.figure, width, middle + 0.5);
    }
    return top + ROW_PX;
  }

  #marks(
    context: CanvasRenderingContext2D,
    marks: readonly number[],
    floor: number,
    ceiling: number,
    top: number,
    width: number,
  ): void {
    const { left, length } = this.#track(width);
    context.fillStyle = this.#theme.textMuted;
    context.textAlign = 'center';
    context.font = `10px ${this.#theme.font}`;
    for (const mark of marks) {
      const x = left + length * levelPart(mark, floor, ceiling);
      context.globalAlpha = 0.6;
      context.fillRect(x - 0.5, top - 3, 1, 3);
      context.globalAlpha = 1;
      context.fillText(String(mark), x, top + SCALE_PX / 2);
    }
    context.font = `11px ${this.#theme.font}`;
  }

  #correlation(context: CanvasRenderingContext2D, value: number, top: number, width: number): void {
    const { left, length } = this.#track(width);
    const theme = this.#theme;
    const height = ROW_PX - 4;
    const known = !Number.isNaN(value);
    context.fillStyle = theme.ground;
    context.fillRect(left, top, length, height);
    context.fillStyle = theme.grid;
    context.fillRect(left + length / 2 - 0.5, top, 1, height);
    if (known) {
      const x = left + (length * (value + 1)) / 2;
      context.fillStyle = value < 0 ? theme.problem : theme.ok;
      context.fillRect(Math.min(left + length / 2, x), top + 4, Math.abs(x - left - length / 2), height - 8);
      context.fillRect(x - 1.5, top, 3, height);
    }
    if (width < NARROW_PX) return;
    context.fillStyle = theme.textMuted;
    context.textAlign = 'left';
    context.fillText('Corr', 0, top + height / 2 + 0.5);
    context.fillStyle = theme.text;
    context.textAlign = 'right';
    context.fillText(known ? value.toFixed(2) : '–', width, top + height / 2 + 0.5);
    context.font = `10px ${theme.font}`;
    context.textAlign = 'center';
    context.fillStyle = theme.textMuted;
    for (const mark of [-1, 0, 1])
      context.fillText(mark > 0 ? `+${mark}` : String(mark), left + (length * (mark + 1)) / 2, top + ROW_PX + 4);
  }
}

function highest(values: Float32Array, count: number): number {
  let most = 0;
  for (let c = 0; c < count; c++) most = Math.max(most, values[c]!);
  return most;
}
