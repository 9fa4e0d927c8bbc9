/** The spectrogram: tiles computed in a worker, axis, range and colours changed without computing anew. */
import type { Clock, CombReader, ProgramSide } from '../audio/program.ts';
import { CanvasSpectrogram } from './canvasSpectrogram.ts';
import { type ColorMapName, colorMap } from './colorMap.ts';
import {
  type FrequencyAxis,
  type FrequencyScale,
  frequencyText,
  frequencyTicks,
  hzOfPart,
  partOfHz,
} from './frequencyAxis.ts';
import { GlSpectrogram } from './glSpectrogram.ts';
import { Layer, type LayerSize, wiped } from './layer.ts';
import { Playhead } from './playhead.ts';
import { decimalsFor, timeText } from './ruler.ts';
import type { SpectrogramRenderer } from './spectrogramRenderer.ts';
import { StftStore } from './stftStore.ts';
import { byteToDb, hopFor } from './stftTile.ts';
import { readTheme, type ViewTheme } from './theme.ts';
import type { Timeline } from './timeline.ts';
import { TimelineInput } from './timelineInput.ts';
import { paintLoop } from './timelinePainter.ts';

export type { FrequencyScale } from './frequencyAxis.ts';

export interface SpectrogramSettings {
  readonly scale: FrequencyScale;
  /** Lowest and highest level shown, dBFS (a full-scale sine is 0), -144 to 0. */
  readonly floorDb: number;
  readonly ceilingDb: number;
  /** Exponent on the shown level, 0.25 to 4; 1 is plain. */
  readonly contrast: number;
  readonly fromHz: number;
  readonly toHz: number;
  /** A power of two from 256 to 16384. Changing it computes anew; everything else is live. */
  readonly fftSize: number;
  readonly map: ColorMapName;
}

export interface SpectrogramOptions {
  readonly timeline: Timeline;
  readonly clock: Clock;
  readonly pcm: CombReader;
  readonly onSeek: (frame: number) => void;
  /** Insists on a renderer, for checks; by default WebGL2 where the machine has it in hardware. */
  readonly renderer?: 'webgl2' | 'canvas2d';
}

/** What is under the pointer. */
export interface SpectrogramReadout {
  readonly frame: number;
  readonly hz: number;
  /** Null while not computed. */
  readonly levelDb: number | null;
}

const DEFAULTS: SpectrogramSettings = {
  scale: 'log',
  floorDb: -110,
  ceilingDb: -10,
  contrast: 1,
  fromHz: 20,
  toHz: 22000,
  fftSize: 2048,
  map: 'magma',
};
const TICK_PX = 24;

/** Mounts its canvases in `host` (position relative or absolute, with a size). */
export class Spectrogram {
  readonly #host: HTMLElement;
  readonly #options: SpectrogramOptions;
  readonly #store: StftStore;
  readonly #picture: Layer;
  readonly #overlay: Layer;
  readonly #playhead: Playhead;
  readonly #input: TimelineInput;
  readonly #unsubscribe: () => void;
  readonly #renderer: SpectrogramRenderer;
  #file: ProgramSide | null = null;
  #settings = DEFAULTS;
  #colors = colorMap(DEFAULTS.map);
  #theme: ViewTheme;
  #pointer: { readonly x: number; readonly y: number } | null = null;

  constructor(host: HTMLElement, options: SpectrogramOptions) {
    const { timeline, clock, pcm, onSeek } = options;
    this.#host = host;
    this.#options = options;
    this.#theme = readTheme(host);
    this.#picture = new Layer(
      host,
      (size) => this.#drawPicture(size),
      ({ width }) => timeline.setWidth(width),
    );
    this.#renderer =
      (options.renderer !== 'canvas2d' &&
        GlSpectrogram.create(this.#picture.canvas, options.renderer === 'webgl2', () => this.#picture.invalidate())) ||
      new CanvasSpectrogram(this.#picture.canvas);
    this.#store = new StftStore(
      pcm,
      () => this.#picture.invalidate(),
      (tile) => this.#renderer.drop(tile),
    );
    this.#overlay = new Layer(host, (size) => this.#drawOverlay(size));
    this.#playhead = new Playhead(host, timeline, clock);
    this.#unsubscribe = timeline.subscribe(() => this.#invalidate());
    this.#input = new TimelineInput(host, {
      timeline,
      rulerPx: 0,
      onSeek,
      hzAt: (y) => this.#hzAt(y),
      onHover: (place) => {
        this.#pointer = place;
        this.#overlay.invalidate();
      },
    });
  }

  setFile(side: ProgramSide | null): void {
    this.#file = side;
    this.#invalidate();
  }

  get settings(): SpectrogramSettings {
    return this.#settings;
  }

  set(settings: Partial<SpectrogramSettings>): void {
    const next = { ...this.#settings, ...settings };
    if (next.map !== this.#settings.map) this.#colors = colorMap(next.map);
    this.#settings = { ...next, ceilingDb: Math.max(next.floorDb + 1, next.ceilingDb) };
    this.#invalidate();
  }

  /** Which renderer runs. */
  get renderer(): 'webgl2' | 'canvas2d' {
    return this.#renderer.kind;
  }

  /** Whether tiles are still being computed. */
  get loading(): boolean {
    return this.#store.busy;
  }

  /** What is under the pointer; null outside. */
  get readout(): SpectrogramReadout | null {
    const { timeline } = this.#options;
    if (!this.#pointer || !this.#file) return null;
    const frame = timeline.frameAt(this.#pointer.x);
    if (frame < 0 || frame >= timeline.frameCount) return null;
    const hz = this.#hzAt(this.#pointer.y);
    const { fftSize } = this.#settings;
    const byte = this.#store.byteAt(this.#file, fftSize, this.#hop(this.#file), frame * this.#ratio(this.#file), hz);
    return { frame, hz, levelDb: byte === null ? null : byteToDb(byte) };
  }

  refreshTheme(): void {
    this.#theme = readTheme(this.#host);
    this.#invalidate();
  }

  dispose(): void {
    this.#unsubscribe();
    this.#input.dispose();
    this.#playhead.dispose();
    this.#store.dispose();
    this.#renderer.dispose();
    this.#overlay.dispose();
    this.#picture.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  #invalidate(): void {
    this.#picture.invalidate();
    this.#overlay.invalidate();
  }

  get #axis(): FrequencyAxis {
    const nyquist = (this.#file?.sampleRateHz ?? 48000) / 2;
    const { scale, fromHz, toHz } = this.#settings;
    const top = Math.min(toHz, nyquist);
    return { scale, fromHz: Math.min(scale === 'log' ? Math.max(10, fromHz) : fromHz, top / 2), toHz: top };
  }

  #hzAt(y: number): number {
    return hzOfPart(this.#axis, Math.max(0, Math.min(1, 1 - y / Math.max(1, this.#overlay.size.height))));
  }

  /** Frames of the file per frame of the timeline. */
  #ratio(file: ProgramSide): number {
    return file.sampleRateHz / this.#options.timeline.sampleRateHz;
  }

  #hop(file: ProgramSide): number {
    const { framesPerPixel } = this.#options.timeline;
    return hopFor((framesPerPixel * this.#ratio(file)) / this.#picture.size.scale, this.#settings.fftSize);
  }

  #drawPicture(size: LayerSize): void {
    const { timeline } = this.#options;
    const file = this.#file;
    const ratio = file ? this.#ratio(file) : 1;
    const { fftSize, floorDb, ceilingDb, contrast } = this.#settings;
    const tiles = file
      ? this.#store.tiles(file, fftSize, this.#hop(file), timeline.fromFrame * ratio, timeline.toFrame * ratio)
      : [];
    this.#renderer.draw(size, {
      tiles,
      axis: this.#axis,
      floorDb,
      ceilingDb,
      contrast,
      nyquistHz: (file?.sampleRateHz ?? 48000) / 2,
      colors: this.#colors,
      pixelOf: (frame) => timeline.pixelOf(frame / ratio),
      frameAt: (pixel) => timeline.frameAt(pixel) * ratio,
    });
  }

  #drawOverlay(size: LayerSize): void {
    const context = wiped(this.#overlay, size);
    const { timeline } = this.#options;
    const { width, height } = size;
    // The picture is dark in every theme.
    paintLoop(context, timeline, { ...this.#theme, ground: '#000' }, width, height, 0);
    this.#selection(context, width, height);
    context.font = `10px ${this.#theme.font}`;
    context.textBaseline = 'middle';
    context.textAlign = 'left';
    for (const { hz, part } of frequencyTicks(this.#axis, height, TICK_PX)) {
      const y = Math.max(7, Math.min(height - 7, height * (1 - part)));
      this.#tag(context, frequencyText(hz), 8, y);
      context.fillStyle = '#fff';
      context.globalAlpha = 0.7;
      context.fillRect(0, Math.round(height * (1 - part)), 5, 1);
      context.globalAlpha = 1;
    }
    const readout = this.readout;
    if (readout && this.#pointer) {
      const seconds = readout.frame / timeline.sampleRateHz;
      const decimals = decimalsFor((20 * timeline.framesPerPixel) / timeline.sampleRateHz);
      const level = readout.levelDb === null ? '' : `  ${readout.levelDb.toFixed(0)} dB`;
      const text = `${timeText(seconds, decimals)}  ${Math.round(readout.hz).toLocaleString('en')} Hz${level}`;
      // On the side where the pointer is not.
      const x = this.#pointer.x > width / 2 ? 48 : width - context.measureText(text).width - 8;
      this.#tag(context, text, x, 10);
    }
    this.#playhead.paint('#fff');
  }

  /** Text on a dark ground of its own: legible on any picture. */
  #tag(context: CanvasRenderingContext2D, text: string, x: number, y: number): void {
    context.globalAlpha = 0.6;
    context.fillStyle = '#000';
    context.fillRect(x - 3, y - 7, context.measureText(text).width + 6, 14);
    context.globalAlpha = 1;
    context.fillStyle = '#fff';
    context.fillText(text, x, y + 0.5);
  }

  #selection(context: CanvasRenderingContext2D, width: number, height: number): void {
    const { timeline } = this.#options;
    const { selection } = timeline;
    if (!selection) return;
    const left = Math.max(-2, timeline.pixelOf(selection.fromFrame));
    const right = Math.min(width + 2, timeline.pixelOf(selection.toFrame));
    if (right < left) return;
    const yOf = (hz: number): number => height * (1 - partOfHz(this.#axis, hz));
    const top = selection.toHz === undefined ? 0 : yOf(selection.toHz);
    const bottom = selection.fromHz === undefined ? height : yOf(selection.fromHz);
    const [w, h] = [Math.max(1, right - left), bottom - top];
    context.globalAlpha = 0.18;
    context.fillStyle = '#fff';
    context.fillRect(left, top, w, h);
    // White inside black: seen on dark and on bright parts of the picture.
    context.globalAlpha = 0.95;
    context.lineWidth = 1;
    context.strokeStyle = '#000';
    context.strokeRect(left - 0.5, top - 0.5, w + 1, h + 1);
    context.strokeStyle = '#fff';
    context.strokeRect(left + 0.5, top + 0.5, Math.max(0, w - 1), Math.max(0, h - 1));
    context.globalAlpha = 1;
  }
}
