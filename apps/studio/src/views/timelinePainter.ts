/** Ruler, loop, selection and markers, drawn alike on every view of the timeline. CSS pixels. */
import type { FrameRange } from '../audio/program.ts';
import { rulerTicks } from './ruler.ts';
import type { ViewTheme } from './theme.ts';
import type { Marker, Timeline } from './timeline.ts';

export const RULER_PX = 22;
/** Height of the strip of markers at the bottom, when there are any. */
export const MARKER_PX = 16;
const LABEL_PX = 84;
const FONT_PX = 11;
/** Half the size of a marker's sign. */
const SIGN_PX = 5;

export interface Area {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Ruler at the top of `area`, and faint lines down through it. */
export function paintRuler(
  context: CanvasRenderingContext2D,
  timeline: Timeline,
  theme: ViewTheme,
  width: number,
  height: number,
): void {
  const { fromFrame, toFrame, framesPerPixel, sampleRateHz } = timeline;
  const ticks = rulerTicks(fromFrame, toFrame, framesPerPixel, sampleRateHz, LABEL_PX);
  context.font = `${FONT_PX}px ${theme.font}`;
  context.textBaseline = 'middle';
  for (const { frame, label } of ticks) {
    const x = Math.round(timeline.pixelOf(frame)) + 0.5;
    context.fillStyle = label === null ? theme.grid : theme.gridStrong;
    context.globalAlpha = 1;
    context.fillRect(x - 0.5, label === null ? RULER_PX - 4 : RULER_PX - 8, 1, label === null ? 4 : 8);
    if (label === null) continue;
    context.globalAlpha = 0.35;
    context.fillRect(x - 0.5, RULER_PX, 1, height - RULER_PX);
    context.globalAlpha = 1;
    context.fillStyle = theme.textMuted;
    context.fillText(label, x + 4, RULER_PX / 2 - 1);
  }
  context.globalAlpha = 1;
  context.fillStyle = theme.grid;
  context.fillRect(0, RULER_PX - 1, width, 1);
}

function span(timeline: Timeline, range: FrameRange, width: number): { x: number; w: number } | null {
  const left = timeline.pixelOf(range.fromFrame);
  const right = timeline.pixelOf(range.toFrame);
  if (right < -1 || left > width + 1) return null;
  const x = Math.max(-2, left);
  return { x, w: Math.max(1, Math.min(width + 2, right) - x) };
}

/** The rest of the file shaded around the loop; a bar in the ruler of `rulerPx`, where there is one. */
export function paintLoop(
  context: CanvasRenderingContext2D,
  timeline: Timeline,
  theme: ViewTheme,
  width: number,
  height: number,
  rulerPx: number,
): void {
  const { loop } = timeline;
  if (!loop) return;
  const left = Math.max(0, Math.min(width, timeline.pixelOf(loop.fromFrame)));
  const right = Math.max(0, Math.min(width, timeline.pixelOf(loop.toFrame)));
  context.globalAlpha = 0.45;
  context.fillStyle = theme.ground;
  context.fillRect(0, rulerPx, left, height - rulerPx);
  context.fillRect(right, rulerPx, width - right, height - rulerPx);
  const bar = span(timeline, loop, width);
  if (!bar) return;
  context.fillStyle = theme.loop;
  if (rulerPx > 0) {
    context.globalAlpha = 0.28;
    context.fillRect(bar.x, 0, bar.w, rulerPx - 1);
    context.globalAlpha = 1;
    context.fillRect(bar.x, rulerPx - 4, bar.w, 3);
  }
  context.globalAlpha = 1;
  for (const frame of [loop.fromFrame, loop.toFrame]) context.fillRect(timeline.pixelOf(frame) - 1, 0, 2, height);
}

/** Selection over the rows from `top` to `bottom`. */
export function paintSelection(
  context: CanvasRenderingContext2D,
  timeline: Timeline,
  theme: ViewTheme,
  width: number,
  top: number,
  bottom: number,
): void {
  const { selection } = timeline;
  if (!selection) return;
  const shown = span(timeline, selection, width);
  if (!shown) return;
  context.fillStyle = theme.selection;
  context.globalAlpha = 0.2;
  context.fillRect(shown.x, top, shown.w, bottom - top);
  context.globalAlpha = 0.9;
  context.fillRect(shown.x, top, 1, bottom - top);
  context.fillRect(shown.x + shown.w - 1, top, 1, bottom - top);
  context.globalAlpha = 1;
}

/** Circle for info, triangle for warning, square for error: the form says it too. */
function sign(context: CanvasRenderingContext2D, severity: Marker['severity'], x: number, y: number): void {
  context.beginPath();
  if (severity === 'info') context.arc(x, y, SIGN_PX - 0.5, 0, 2 * Math.PI);
  else if (severity === 'warning') {
    context.moveTo(x, y - SIGN_PX);
    context.lineTo(x + SIGN_PX, y + SIGN_PX - 1);
    context.lineTo(x - SIGN_PX, y + SIGN_PX - 1);
  } else context.rect(x - SIGN_PX + 0.5, y - SIGN_PX + 0.5, 2 * SIGN_PX - 1, 2 * SIGN_PX - 1);
  context.fill();
}

/** Markers in the strip at the bottom, their ranges as bars. */
export function paintMarkers(
  context: CanvasRenderingContext2D,
  timeline: Timeline,
  theme: ViewTheme,
  width: number,
  height: number,
): void {
  const colors = { info: theme.info, warning: theme.warning, error: theme.problem };
  const y = height - MARKER_PX / 2;
  for (const marker of timeline.markers) {
    const shown = span(timeline, { fromFrame: marker.frame, toFrame: marker.toFrame }, width);
    if (!shown) continue;
    context.fillStyle = colors[marker.severity];
    if (marker.toFrame > marker.frame) {
      context.globalAlpha = 0.12;
      context.fillRect(shown.x, RULER_PX, shown.w, height - RULER_PX - MARKER_PX);
      context.globalAlpha = 0.6;
      context.fillRect(shown.x, y - 1.5, shown.w, 3);
    } else {
      context.globalAlpha = 0.4;
      context.fillRect(shown.x, RULER_PX, 1, height - RULER_PX - MARKER_PX);
    }
    context.globalAlpha = 1;
    sign(context, marker.severity, timeline.pixelOf(marker.frame), y);
  }
}

/** The marker whose sign is at a place in a view of this height, the topmost one. */
export function markerAt(timeline: Timeline, x: number, y: number, height: number): Marker | null {
  if (timeline.markers.length === 0 || y < height - MARKER_PX) return null;
  const near = (marker: Marker): boolean => Math.abs(timeline.pixelOf(marker.frame) - x) <= SIGN_PX + 2;
  const inside = (marker: Marker): boolean =>
    timeline.pixelOf(marker.frame) <= x && x <= timeline.pixelOf(marker.toFrame);
  return timeline.markers.findLast(near) ?? timeline.markers.findLast(inside) ?? null;
}
