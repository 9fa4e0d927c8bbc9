/** Meters of what is heard, read from the player and drawn thirty times a second while anything moves. */
import { gainToDb } from '@studiohand/core/units';
import type { PlayerLevels } from '../audio/levels.ts';
import type { Player } from '../audio/player.ts';
import { Layer, type LayerSize, wiped } from './layer.ts';
import { MeterRow, ROW_PX, type RowGeometry } from './meterRow.ts';
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
const PEAK_MARKS_DB = [0, -6, -12, -24, -36, -48] as const;
const LOUDNESS_MARKS_LUFS = [0, -9, -14, -23, -36] as const;
const CORRELATION_MARKS = [-1, 0, 1] as const;
const DEFAULT_CEILING_DBTP = -1;
const LABEL_PX = 34;
const FIGURE_PX = 44;
const SCALE_PX = 13;
const GAP_PX = 4;
/** Room above the first row for the mark of the target. */
const TOP_PX = 2;
/** Width under which labels are left out. */
const NARROW_PX = 150;

const loudnessPart = (lufs: number): number => levelPart(lufs, LOUDNESS_FLOOR_LUFS, LOUDNESS_TOP_LUFS);
const peakPart = (db: number): number => levelPart(db, PEAK_FLOOR_DB, PEAK_TOP_DB);
const correlationPart = (value: number): number => (value + 1) / 2;

/** Loudness with its range, peaks, PSR and correlation as rows. */
export class Meters {
  readonly #host: HTMLElement;
  readonly #player: Player;
  readonly #layer: Layer;
  readonly #running: RunningView;
  readonly #momentary = new MeterRow('M', 'a');
  readonly #shortTerm = new MeterRow('S', 'a');
  readonly #integratedRow = new MeterRow('I', 'a');
  readonly #range = new MeterRow('LRA', 'a');
  readonly #psr = new MeterRow('PSR', 'a', 'words');
  readonly #correlation = new MeterRow('Corr', 'ok', 'centre');
  readonly #mono: readonly MeterRow[] = [new MeterRow('Peak', 'ok')];
  readonly #stereo: readonly MeterRow[] = [new MeterRow('L', 'ok'), new MeterRow('R', 'ok')];
  readonly #needles: readonly FallingNeedle[] = [new FallingNeedle(), new FallingNeedle()];
  #theme: ViewTheme;
  #targetLufs: number | null;
  #ceilingDbtp: number;
  #integrated: number | null = null;
  #drawnAt = 0;
  /** Everything is drawn anew. */
  #stale = true;
  #channels = 0;
  #rows: MeterRow[] = [];
  #tops: number[] = [];
  #geometry: RowGeometry = { width: 0, left: 0, length: 0, named: false, scale: 1 };
  #psrMedian = Number.NaN;
  #psrLowest = Number.NaN;

  constructor(host: HTMLElement, { player, targetLufs = null, ceilingDbtp = DEFAULT_CEILING_DBTP }: MetersOptions) {
    this.#host = host;
    this.#player = player;
    this.#targetLufs = targetLufs;
    this.#ceilingDbtp = ceilingDbtp;
    this.#theme = readTheme(host);
    this.#layer = new Layer(
      host,
      (size) => this.#draw(size),
      () => this.#renew(),
    );
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
      `loudness range heard ${levelText(levels.rangeHighLufs - levels.rangeLowLufs)} LU`,
      `true peak ${levelText(gainToDb(highest(levels.truePeakHold, levels.channels)))} dBTP`,
      `peak to short-term ratio ${levelText(levels.psrDb)} dB`,
      `median ${levelText(levels.psrMedianDb)}, lowest ${levelText(levels.psrLowestDb)} dB`,
      `correlation ${levelText(levels.correlation, 2)}`,
    ].join(', ');
  }

  refreshTheme(): void {
    this.#theme = readTheme(this.#host);
    this.#renew();
    this.#layer.invalidate();
  }

  dispose(): void {
    this.#running.dispose();
    this.#layer.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  #renew(): void {
    this.#stale = true;
  }

  get #peaks(): readonly MeterRow[] {
    return this.#channels === 1 ? this.#mono : this.#stereo;
  }

  #read(levels: PlayerLevels, seconds: number): void {
    const target = this.#targetLufs === null ? Number.NaN : loudnessPart(this.#targetLufs);
    this.#loudness(this.#momentary, levels.momentaryLufs, target);
    this.#loudness(this.#shortTerm, levels.shortTermLufs, target);
    this.#loudness(this.#integratedRow, this.#integrated, target);
    const range = this.#range.reading;
    range.fromPart = loudnessPart(levels.rangeLowLufs);
    range.toPart = loudnessPart(levels.rangeHighLufs);
    range.figure = levels.rangeHighLufs - levels.rangeLowLufs;
    const ceiling = peakPart(this.#ceilingDbtp);
    const rows = this.#peaks;
    for (let c = 0; c < rows.length; c++) {
      const { reading } = rows[c]!;
      const holdDb = gainToDb(levels.truePeakHold[c]!);
      reading.fromPart = 0;
      reading.toPart = peakPart(this.#needles[c]!.update(gainToDb(levels.peak[c]!), seconds));
      reading.holdPart = peakPart(holdDb);
      reading.targetPart = ceiling;
      reading.figure = holdDb;
      reading.alert = holdDb > this.#ceilingDbtp;
    }
    this.#psr.reading.figure = levels.psrDb;
    this.#words(levels.psrMedianDb, levels.psrLowestDb);
    const correlation = this.#correlation.reading;
    const part = correlationPart(levels.correlation);
    correlation.fromPart = Math.min(0.5, part);
    correlation.toPart = Math.max(0.5, part);
    correlation.holdPart = part;
    correlation.figure = levels.correlation;
    correlation.digits = 2;
    correlation.alert = levels.correlation < 0;
  }

  #loudness({ reading }: MeterRow, lufs: number | null, targetPart: number): void {
    reading.fromPart = 0;
    reading.toPart = loudnessPart(lufs ?? Number.NEGATIVE_INFINITY);
    reading.targetPart = targetPart;
    reading.figure = lufs;
  }

  /** Median and lowest PSR in words, made only when a tenth has changed. */
  #words(medianDb: number, lowestDb: number): void {
    const median = Math.round(10 * medianDb);
    const lowest = Math.round(10 * lowestDb);
    if (Object.is(median, this.#psrMedian) && Object.is(lowest, this.#psrLowest)) return;
    this.#psrMedian = median;
    this.#psrLowest = lowest;
    this.#psr.reading.detail = Number.isNaN(median)
      ? ''
      : `median ${levelText(medianDb)}   lowest ${levelText(lowestDb)}`;
  }

  #draw(size: LayerSize): void {
    const now = performance.now();
    const seconds = Math.min(0.1, (now - this.#drawnAt) / 1000);
    this.#drawnAt = now;
    const levels = this.#player.levels;
    const channels = Math.min(2, levels.channels);
    if (channels !== this.#channels) this.#stale = true;
    this.#channels = channels;
    this.#read(levels, seconds);
    const { context } = this.#layer;
    if (this.#stale) {
      this.#stale = false;
      this.#paintAll(size, now);
    } else
      for (let r = 0; r < this.#rows.length; r++)
        this.#rows[r]!.paint(context, this.#tops[r]!, this.#geometry, this.#theme, now);
  }

  /** Places the rows and draws everything. */
  #paintAll(size: LayerSize, now: number): void {
    const context = wiped(this.#layer, size);
    context.textBaseline = 'middle';
    const named = size.width >= NARROW_PX;
    this.#geometry = {
      width: size.width,
      left: named ? LABEL_PX : 0,
      length: named ? size.width - LABEL_PX - FIGURE_PX : size.width,
      named,
      scale: size.scale,
    };
    this.#rows = [];
    this.#tops = [];
    let top = TOP_PX;
    const rows = (...some: readonly MeterRow[]): void => {
      context.font = `11px ${this.#theme.font}`;
      for (const row of some) {
        row.paintAll(context, top, this.#geometry, this.#theme, now);
        this.#rows.push(row);
        this.#tops.push(top);
        top += ROW_PX;
      }
    };
    const scale = (marks: readonly number[], part: (value: number) => number): void => {
      this.#marks(context, marks, part, top);
      top += SCALE_PX + GAP_PX;
    };
    rows(this.#momentary, this.#shortTerm, this.#integratedRow, this.#range);
    scale(LOUDNESS_MARKS_LUFS, loudnessPart);
    rows(...this.#peaks);
    scale(PEAK_MARKS_DB, peakPart);
    rows(this.#psr, this.#correlation);
    scale(CORRELATION_MARKS, correlationPart);
    context.font = `11px ${this.#theme.font}`;
  }

  #marks(
    context: CanvasRenderingContext2D,
    marks: readonly number[],
    part: (value: number) => number,
    top: number,
  ): void {
    const { left, length } = this.#geometry;
    context.fillStyle = this.#theme.textMuted;
    context.textAlign = 'center';
    context.font = `10px ${this.#theme.font}`;
    for (const mark of marks) {
      const x = left + length * part(mark);
      context.globalAlpha = 0.6;
      context.fillRect(x - 0.5, top - 3, 1, 3);
      context.globalAlpha = 1;
      context.fillText(mark > 0 ? `+${mark}` : String(mark), x, top + SCALE_PX / 2);
    }
  }
}

function highest(values: Float32Array, count: number): number {
  let most = 0;
  for (let c = 0; c < count; c++) most = Math.max(most, values[c]!);
  return most;
}
