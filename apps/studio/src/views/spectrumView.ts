/** Spectrum of what is heard: log frequency, dB, with a slow hold. */
import type { Player } from '../audio/player.ts';
import { frequencyText, frequencyTicks } from './frequencyAxis.ts';
import { Layer, type LayerSize, wiped } from './layer.ts';
import { bandLevel, levelPart } from './meterScale.ts';
import { RunningView } from './runningView.ts';
import { readTheme, type ViewTheme } from './theme.ts';

const FROM_HZ = 20;
const TO_HZ = 20000;
const FLOOR_DB = -100;
const TOP_DB = -10;
const HOLD_FALL_DB_PER_SECOND = 6;
const AXIS_PX = 16;
/** Width of one point of the line. */
const POINT_PX = 2;
const AXIS = { scale: 'log', fromHz: FROM_HZ, toHz: TO_HZ } as const;

/** Two canvases: the grid, drawn once, and the curves over it. */
export class SpectrumView {
  readonly #host: HTMLElement;
  readonly #player: Player;
  readonly #grid: Layer;
  readonly #layer: Layer;
  readonly #running: RunningView;
  readonly #bins: Float32Array<ArrayBuffer>;
  #levels = new Float32Array(0);
  #held = new Float32Array(0);
  #theme: ViewTheme;
  #drawnAt = 0;

  constructor(host: HTMLElement, player: Player) {
    this.#host = host;
    this.#player = player;
    this.#bins = new Float32Array(player.spectrumBins);
    this.#theme = readTheme(host);
    this.#grid = new Layer(host, (size) => this.#drawGrid(size));
    this.#layer = new Layer(host, (size) => this.#draw(size));
    this.#running = new RunningView(player, () => this.#layer.drawNow());
  }

  refreshTheme(): void {
    this.#theme = readTheme(this.#host);
    this.#grid.invalidate();
    this.#layer.invalidate();
  }

  dispose(): void {
    this.#running.dispose();
    this.#layer.dispose();
    this.#grid.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  #drawGrid(size: LayerSize): void {
    const context = wiped(this.#grid, size);
    const theme = this.#theme;
    const height = size.height - AXIS_PX;
    context.fillStyle = theme.ground;
    context.fillRect(0, 0, size.width, height);
    context.font = `10px ${theme.font}`;
    context.textBaseline = 'middle';
    context.textAlign = 'center';
    for (const { hz, part } of frequencyTicks(AXIS, size.width, 44)) {
      context.fillStyle = theme.grid;
      context.fillRect(Math.round(part * size.width), 0, 1, height);
      context.fillStyle = theme.textMuted;
      const x = Math.max(10, Math.min(size.width - 12, part * size.width));
      context.fillText(frequencyText(hz), x, height + AXIS_PX / 2);
    }
    context.fillStyle = theme.grid;
    for (let db = -80; db < TOP_DB; db += 20)
      context.fillRect(0, Math.round(height * (1 - levelPart(db, FLOOR_DB, TOP_DB))), size.width, 1);
  }

  #read(points: number, seconds: number): void {
    if (this.#held.length !== points) {
      this.#levels = new Float32Array(points);
      this.#held = new Float32Array(points).fill(FLOOR_DB);
    }
    this.#player.spectrum(this.#bins);
    const binHz = this.#player.spectrumRateHz / 2 / this.#bins.length;
    const ratio = (TO_HZ / FROM_HZ) ** (1 / points);
    for (let i = 0, hz = FROM_HZ; i < points; i++, hz *= ratio) {
      const db = bandLevel(this.#bins, binHz, hz, hz * ratio);
      this.#levels[i] = db;
      this.#held[i] = Math.max(FLOOR_DB, db, this.#held[i]! - HOLD_FALL_DB_PER_SECOND * seconds);
    }
  }

  #draw(size: LayerSize): void {
    const now = performance.now();
    const points = Math.max(2, Math.ceil(size.width / POINT_PX));
    this.#read(points, Math.min(0.1, (now - this.#drawnAt) / 1000));
    this.#drawnAt = now;
    const context = wiped(this.#layer, size);
    const theme = this.#theme;
    const height = size.height - AXIS_PX;
    context.fillStyle = theme.a;
    context.globalAlpha = 0.55;
    context.beginPath();
    context.moveTo(0, height);
    this.#trace(context, this.#levels, size.width, height);
    context.lineTo(size.width, height);
    context.fill();
    context.strokeStyle = theme.textMuted;
    context.globalAlpha = 0.9;
    context.lineWidth = 1;
    context.beginPath();
    this.#trace(context, this.#held, size.width, height);
    context.stroke();
  }

  #trace(context: CanvasRenderingContext2D, levels: Float32Array, width: number, height: number): void {
    const step = width / (levels.length - 1);
    for (let i = 0; i < levels.length; i++)
      context.lineTo(i * step, height * (1 - levelPart(levels[i]!, FLOOR_DB, TOP_DB)));
  }
}
