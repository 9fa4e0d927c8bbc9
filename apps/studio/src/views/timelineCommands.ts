/** What the keys do to a timeline and its playhead. */
import type { Selection, Timeline } from './timeline.ts';

/** What the arrow keys and friends do; the shell may bind other keys to these. */
export type WaveformCommand =
  | 'zoom-in'
  | 'zoom-out'
  | 'zoom-all'
  | 'zoom-selection'
  | 'scroll-left'
  | 'scroll-right'
  | 'seek-left'
  | 'seek-right'
  | 'seek-left-far'
  | 'seek-right-far'
  | 'seek-start'
  | 'seek-end'
  | 'select-all'
  | 'select-none'
  | 'select-left'
  | 'select-right'
  | 'loop-selection'
  | 'next-marker'
  | 'previous-marker';

/** Part of the width one step of the arrow keys moves, and one of Page Up and Page Down or Shift+wheel. */
const STEP = 1 / 64;
const FAR_STEP = 1 / 8;

/** Default keys: the `key` of a KeyboardEvent, with `Shift+` in front where Shift matters. */
export const TIMELINE_KEYS: Readonly<Record<string, WaveformCommand>> = {
  '+': 'zoom-in',
  '=': 'zoom-in',
  '-': 'zoom-out',
  ArrowUp: 'zoom-in',
  ArrowDown: 'zoom-out',
  ArrowLeft: 'seek-left',
  ArrowRight: 'seek-right',
  PageUp: 'seek-left-far',
  PageDown: 'seek-right-far',
  Home: 'seek-start',
  End: 'seek-end',
  'Shift+ArrowLeft': 'select-left',
  'Shift+ArrowRight': 'select-right',
  Escape: 'select-none',
};

export interface CommandContext {
  readonly timeline: Timeline;
  readonly frame: number;
  readonly seek: (frame: number) => void;
}

function seekBy({ timeline, frame, seek }: CommandContext, part: number): void {
  const move = Math.sign(part) * Math.max(1, Math.abs(part) * timeline.widthPx * timeline.framesPerPixel);
  const target = Math.max(0, Math.min(timeline.frameCount, Math.round(frame + move)));
  seek(target);
  reveal(timeline, target);
}

/** Scrolls so that a frame is in view. */
export function reveal(timeline: Timeline, frame: number): void {
  if (frame < timeline.fromFrame || frame > timeline.toFrame)
    timeline.scrollTo(frame - (timeline.toFrame - timeline.fromFrame) / 4);
}

function extend({ timeline, frame }: CommandContext, sign: 1 | -1): void {
  const step = Math.max(1, STEP * timeline.widthPx * timeline.framesPerPixel);
  const selection: Selection = timeline.selection ?? { fromFrame: frame, toFrame: frame };
  timeline.setSelection({ ...selection, toFrame: Math.max(selection.fromFrame, selection.toFrame + sign * step) });
}

function toMarker({ timeline, frame, seek }: CommandContext, forward: boolean): void {
  const marker = forward
    ? timeline.markers.find((each) => each.frame > frame + 1)
    : timeline.markers.findLast((each) => each.frame < frame - 1);
  if (!marker) return;
  seek(marker.frame);
  reveal(timeline, marker.frame);
}

/** Runs a command. */
export function runTimelineCommand(command: WaveformCommand, context: CommandContext): void {
  const { timeline, frame, seek } = context;
  const inView = frame >= timeline.fromFrame && frame <= timeline.toFrame;
  const zoomFrame = inView ? frame : timeline.frameAt(timeline.widthPx / 2);
  const actions: Readonly<Record<WaveformCommand, () => void>> = {
    'zoom-in': () => timeline.zoomSteps(1, zoomFrame),
    'zoom-out': () => timeline.zoomSteps(-1, zoomFrame),
    'zoom-all': () => timeline.showAll(),
    'zoom-selection': () => timeline.selection && timeline.showRange(timeline.selection),
    'scroll-left': () => timeline.scrollBy(-FAR_STEP * timeline.widthPx),
    'scroll-right': () => timeline.scrollBy(FAR_STEP * timeline.widthPx),
    'seek-left': () => seekBy(context, -STEP),
    'seek-right': () => seekBy(context, STEP),
    'seek-left-far': () => seekBy(context, -FAR_STEP),
    'seek-right-far': () => seekBy(context, FAR_STEP),
    'seek-start': () => {
      seek(0);
      reveal(timeline, 0);
    },
    'seek-end': () => {
      seek(timeline.frameCount);
      reveal(timeline, timeline.frameCount);
    },
    'select-all': () => timeline.setSelection({ fromFrame: 0, toFrame: timeline.frameCount }),
    'select-none': () => timeline.setSelection(null),
    'select-left': () => extend(context, -1),
    'select-right': () => extend(context, 1),
    'loop-selection': () => timeline.setLoop(timeline.loop ? null : timeline.selection),
    'next-marker': () => toMarker(context, true),
    'previous-marker': () => toMarker(context, false),
  };
  actions[command]();
}
