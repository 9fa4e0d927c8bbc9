/** Draws one file into one lane: columns of peaks when zoomed out, lines and dots between frames when zoomed in. */
import type { ProgramSide } from '../audio/program.ts';
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
  context.fillStyle = style.color;
  context.strokeStyle = style.color;
  if (framesPerColumn < SAMPLES_BELOW) paintSamples(context, store, side, timeline, size, style, ratio, rowHeight);
  else {
    // Columns lie on a grid of the file, so that scrolling moves the picture without changing it.
    const from = Math.round((timeline.fromFrame * ratio) / framesPerColumn) * framesPerColumn;
    const count = Math.ceil(size.width * size.scale);
    const columns = store.columns(side, from, framesPerColumn, count);
    for (let c = 0; c < columns.length; c++) {
      const row = { middle: style.top + (c + 0.5) * rowHeight, half: rowHeight / 2 - 1 };
      context.globalAlpha = style.alpha * PEAK_ALPHA;
      fillBand(context, columns[c]!.min, columns[c]!.max, size.scale, row, style.verticalZoom);
      context.globalAlpha = style.alpha;
      fillBand(context, columns[c]!.bodyMin, columns[c]!.bodyMax, size.scale, row, style.verticalZoom);
    }
  }
  context.restore();
}

interface Row {
  readonly middle: number;
  readonly half: number;
}

/** One closed shape per run of known columns; at least a device pixel high. */
function fillBand(
  context: CanvasRenderingContext2D,
  low: Columns['min'],
  high: Columns['max'],
  scale: number,
  { middle, half }: Row,
  zoom: number,
): void {
  const thin = 0.5 / scale;
  const limit = (v: number): number => Math.max(-half, Math.min(half, v * zoom * half));
  for (let i = 0; i < low.length; ) {
    if (Number.isNaN(low[i]!)) {
      i++;
      continue;
    }
    let end = i;
    while (end < low.length && !Number.isNaN(low[end]!)) end++;
    context.beginPath();
    context.moveTo(i / scale, middle);
    for (let k = i; k < end; k++) context.lineTo((k + 0.5) / scale, middle - limit(high[k]!) - thin);
    context.lineTo(end / scale, middle);
    for (let k = end - 1; k >= i; k--) context.lineTo((k + 0.5) / scale, middle - limit(low[k]!) + thin);
    context.closePath();
    context.fill();
    i = end;
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
