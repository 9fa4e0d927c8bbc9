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

export class SpectrumView {
  readonly #host: HTMLElement;
  readonly #player: Player;
  readonly #layer: Layer;
  readonly #running: RunningView;
  readonly #bins: Float32Array<ArrayBuffer>;
  #held = new Float32Array(0);
  #theme: ViewTheme;
  #drawnAt = 0;

  constructor(host: HTMLElement, player: Player) {
    this.#host = host;
    this.#player = player;
    this.#bins = new Float32Array(player.spectrumBins);
    this.#theme = readTheme(host);
    this.#layer = new Layer(host, (size) => this.#draw(size));
    this.#running = new RunningView(player, () => this.#layer.drawNow());
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

  #draw(size: LayerSize): void {
    const now = performance.now();
    const seconds = Math.min(0.1, (now - this.#drawnAt) / 1000);
    this.#drawnAt = now;
    const context = wiped(this.#layer, size);
    const theme = this.#theme;
    const height = size.height - AXIS_PX;
    const axis = { scale: 'log' as const, fromHz: FROM_HZ, toHz: TO_HZ };
    context.fillStyle = theme.ground;
    context.fillRect(0, 0, size.width, height);
    context.font = `10px ${theme.font}`;
    context.textBaseline = 'middle';
    context.textAlign = 'center';
    for (const { hz, part } of frequencyTicks(axis, size.width, 44)) {
      context.fillStyle = theme.grid;
      context.fillRect(Math.round(part * size.width), 0, 1, height);
      context.fillStyle = theme.textMuted;
      const x = Math.max(10, Math.min(size.width - 12, part * size.width));
      context.fillText(frequencyText(hz), x, height + AXIS_PX / 2);
    }
    for (let db = -80; db < TOP_DB; db += 20) {
      context.fillStyle = theme.grid;
      context.fillRect(0, Math.round(height * (1 - levelPart(db, FLOOR_DB, TOP_DB))), size.width, 1);
    }
    const points = Math.max(2, Math.ceil(size.width / POINT_PX));
    if (this.#held.length !== points) this.#held = new Float32Array(points).fill(FLOOR_DB);
    this.#player.spectrum(this.#bins);
    const binHz = this.#player.spectrumRateHz / 2 / this.#bins.length;
    const ratio = (TO_HZ / FROM_HZ) ** (1 / points);
    const line = new Path2D();
    const hold = new Path2D();
    line.moveTo(0, height);
    for (let i = 0, hz = FROM_HZ; i < points; i++, hz *= ratio) {
      const db = bandLevel(this.#bins, binHz, hz, hz * ratio);
      this.#held[i] = Math.max(FLOOR_DB, db, this.#held[i]! - HOLD_FALL_DB_PER_SECOND * seconds);
      const x = (i / (points - 1)) * size.width;
      line.lineTo(x, height * (1 - levelPart(db, FLOOR_DB, TOP_DB)));
      const y = height * (1 - levelPart(this.#held[i]!, FLOOR_DB, TOP_DB));
      if (i === 0) hold.moveTo(x, y);
      else hold.lineTo(x, y);
    }
    line.lineTo(size.width, height);
    context.fillStyle = theme.a;
    context.globalAlpha = 0.55;
    context.fill(line);
    context.globalAlpha = 0.9;
    context.strokeStyle = theme.textMuted;
    context.lineWidth = 1;
    context.stroke(hold);
    context.globalAlpha = 1;
  }
}
