/** Ruler, loop, selection and markers, drawn alike on every view of the timeline. CSS pixels. */
import type { FrameRange } from '../audio/program.ts';
import { markerLanes } from './markerLanes.ts';
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
/** From one bar to the next where several markers hold at once. */
const LANE_PX = 5;

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

const GRAVITY: Readonly<Record<Marker['severity'], number>> = { info: 0, warning: 1, error: 2 };

/** Middle of a lane in the strip of a view of this height. */
function laneY(lane: number, count: number, height: number): number {
  return height - MARKER_PX / 2 + (lane - (count - 1) / 2) * LANE_PX;
}

/**
 * Markers in the strip at the bottom: ranges as bars beside each other, a sign at each start unless a graver one stands
 * there. Over the waveform goes only the marker that is pointed at.
 */
export function paintMarkers(
  context: CanvasRenderingContext2D,
  timeline: Timeline,
  theme: ViewTheme,
  width: number,
  height: number,
): void {
  const colors = { info: theme.info, warning: theme.warning, error: theme.problem };
  const { markers, pointed } = timeline;
  const tall = height - RULER_PX - MARKER_PX;
  const over = pointed && span(timeline, { fromFrame: pointed.frame, toFrame: pointed.toFrame }, width);
  if (over) {
    context.fillStyle = colors[pointed.severity];
    context.globalAlpha = 0.14;
    context.fillRect(over.x, RULER_PX, over.w, tall);
    context.globalAlpha = 0.8;
    context.fillRect(over.x, RULER_PX, 1, tall);
    context.fillRect(over.x + over.w - 1, RULER_PX, 1, tall);
  }
  const { lanes, count } = markerLanes(markers);
  markers.forEach((marker, i) => {
    const shown = span(timeline, { fromFrame: marker.frame, toFrame: marker.toFrame }, width);
    if (!shown) return;
    context.fillStyle = colors[marker.severity];
    context.globalAlpha = 0.6;
    if (marker.toFrame > marker.frame) {
      context.fillRect(shown.x, laneY(lanes[i] ?? 0, count, height) - 1.5, shown.w, 3);
    } else {
      context.globalAlpha = 0.4;
      context.fillRect(shown.x, RULER_PX, 1, tall);
    }
  });
  context.globalAlpha = 1;
  const signs: number[] = [];
  for (const { frame, severity } of [...markers].sort((x, y) => GRAVITY[y.severity] - GRAVITY[x.severity])) {
    const x = timeline.pixelOf(frame);
    if (x < -SIGN_PX || x > width + SIGN_PX || signs.some((taken) => Math.abs(taken - x) < 2 * SIGN_PX)) continue;
    signs.push(x);
    context.fillStyle = colors[severity];
    sign(context, severity, x, height - MARKER_PX / 2);
  }
}

/** The marker at a place of the strip in a view of this height: the bar there, else the sign near it. */
export function markerAt(timeline: Timeline, x: number, y: number, height: number): Marker | null {
  const { markers } = timeline;
  if (markers.length === 0 || y < height - MARKER_PX) return null;
  const { lanes, count } = markerLanes(markers);
  const near = (marker: Marker): boolean => Math.abs(timeline.pixelOf(marker.frame) - x) <= SIGN_PX + 2;
  const inside = (marker: Marker): boolean =>
    timeline.pixelOf(marker.frame) <= x && x <= timeline.pixelOf(marker.toFrame);
  const onBar = (marker: Marker, i: number): boolean =>
    Math.abs(laneY(lanes[i] ?? 0, count, height) - y) <= LANE_PX / 2 && (inside(marker) || near(marker));
  return markers.findLast(onBar) ?? markers.findLast(near) ?? markers.findLast(inside) ?? null;
}
