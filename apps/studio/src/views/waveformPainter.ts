/** Draws one file into one lane: columns of peaks when zoomed out, lines and dots between frames when zoomed in. */
import type { ProgramSide } from '../audio/program.ts';
import { fillBand } from './bandRaster.ts';
import type { LayerSize } from './layer.ts';
import { type Columns, SAMPLES_BELOW } from './peakLevels.ts';
import type { PeakStore } from './peakStore.ts';
import type { Timeline } from './timeline.ts';

/** Where and how a lane is drawn; CSS pixels. */
export interface LaneStyle {
  readonly top: number;
  readonly height: number;
  readonly color: string;
  readonly alpha: number;
  readonly verticalZoom: number;
}

/** Opacity of the peaks behind the body. */
const PEAK_ALPHA = 0.5;
/** Dots are drawn when frames are this far apart. */
const DOTS_FROM_PX = 6;
const DOT_RADIUS_PX = 2.25;

export function paintLane(
  context: CanvasRenderingContext2D,
  store: PeakStore,
  strip: ColumnStrip,
  side: ProgramSide,
  timeline: Timeline,
  size: LayerSize,
  style: LaneStyle,
): void {
  const ratio = side.sampleRateHz / timeline.sampleRateHz;
  const framesPerColumn = (timeline.framesPerPixel * ratio) / size.scale;
  const rowHeight = style.height / side.channels;
  context.save();
  context.beginPath();
  context.rect(0, style.top, size.width, style.height);
  context.clip();
  if (framesPerColumn < SAMPLES_BELOW) paintSamples(context, store, side, timeline, size, style, ratio, rowHeight);
  else {
    // Columns lie on a grid of the file, so that scrolling moves the picture without changing it.
    const from = Math.round((timeline.fromFrame * ratio) / framesPerColumn) * framesPerColumn;
    const columns = store.columns(side, from, framesPerColumn, Math.ceil(size.width * size.scale));
    strip.paint(context, columns, size, style);
  }
  context.restore();
}

/** Pixels between the columns and the canvas; kept from picture to picture. */
export class ColumnStrip {
  readonly #canvas: HTMLCanvasElement = document.createElement('canvas');
  readonly #context: CanvasRenderingContext2D = this.#canvas.getContext('2d', { willReadFrequently: true })!;
  readonly #colors = new Map<string, number>();
  #image: ImageData | null = null;

  paint(context: CanvasRenderingContext2D, columns: readonly Columns[], size: LayerSize, style: LaneStyle): void {
    const { scale } = size;
    const width = Math.max(1, Math.ceil(size.width * scale));
    const height = Math.max(1, Math.ceil(style.height * scale));
    const color = this.#colorOf(style.color);
    if (this.#image?.width !== width || this.#image.height !== height) {
      this.#canvas.width = width;
      this.#canvas.height = height;
      this.#image = new ImageData(width, height);
    }
    const raster = { pixels: new Uint32Array(this.#image.data.buffer), width, height };
    raster.pixels.fill(0);
    const row = (style.height * scale) / columns.length;
    columns.forEach(({ min, max, bodyMin, bodyMax }, c) => {
      const limit = row / 2 - scale;
      const band = { color, middle: (c + 0.5) * row, half: limit * style.verticalZoom, limit };
      fillBand(raster, min, max, { ...band, alpha: PEAK_ALPHA });
      fillBand(raster, bodyMin, bodyMax, { ...band, alpha: 1 });
    });
    this.#context.putImageData(this.#image, 0, 0);
    context.globalAlpha = style.alpha;
    context.drawImage(this.#canvas, 0, style.top, width / scale, height / scale);
  }

  /** Any CSS colour as 0xBBGGRR. */
  #colorOf(css: string): number {
    const known = this.#colors.get(css);
    if (known !== undefined) return known;
    const pixel = new OffscreenCanvas(1, 1).getContext('2d')!;
    pixel.fillStyle = css;
    pixel.fillRect(0, 0, 1, 1);
    const [r, g, b] = pixel.getImageData(0, 0, 1, 1).data;
    const color = r! | (g! << 8) | (b! << 16);
    this.#colors.set(css, color);
    return color;
  }
}

function paintSamples(
  context: CanvasRenderingContext2D,
  store: PeakStore,
  side: ProgramSide,
  timeline: Timeline,
  size: LayerSize,
  style: LaneStyle,
  ratio: number,
  rowHeight: number,
): void {
  const from = timeline.fromFrame * ratio;
  const pixelsPerFrame = 1 / (timeline.framesPerPixel * ratio);
  const range = { fromFrame: from - 1, toFrame: from + size.width / pixelsPerFrame + 2 };
  const runs = store.samples(side, range);
  context.fillStyle = style.color;
  context.strokeStyle = style.color;
  context.globalAlpha = style.alpha;
  context.lineWidth = pixelsPerFrame < 1 ? 1 : 1.5;
  context.lineJoin = 'bevel';
  for (let c = 0; c < side.channels; c++) {
    const middle = style.top + (c + 0.5) * rowHeight;
    const half = (rowHeight / 2 - 1) * style.verticalZoom;
    for (const run of runs) {
      const samples = run.channels[c];
      if (!samples) continue;
      const first = Math.max(0, Math.floor(range.fromFrame - run.fromFrame));
      const last = Math.min(samples.length - 1, Math.ceil(range.toFrame - run.fromFrame));
      context.beginPath();
      for (let n = first; n <= last; n++)
        context.lineTo((run.fromFrame + n - from) * pixelsPerFrame, middle - samples[n]! * half);
      context.stroke();
      if (pixelsPerFrame < DOTS_FROM_PX) continue;
      context.beginPath();
      for (let n = first; n <= last; n++) {
        const x = (run.fromFrame + n - from) * pixelsPerFrame;
        const y = middle - samples[n]! * half;
        context.moveTo(x + DOT_RADIUS_PX, y);
        context.arc(x, y, DOT_RADIUS_PX, 0, 2 * Math.PI);
      }
      context.fill();
    }
  }
}
