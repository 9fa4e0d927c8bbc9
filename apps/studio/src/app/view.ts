import type { ListenMode } from '../audio/index.ts';
import type { TimelineState } from '../views/index.ts';
import type { DeskState } from './state.ts';

/** What a session reopens with. */
export interface View {
  readonly sourceId: string | null;
  readonly takeId: string | null;
  readonly toolId: string | null;
  readonly snapshots: DeskState['snapshots'];
  readonly spectrogram: boolean;
  readonly mode: ListenMode;
  readonly matching: boolean;
  readonly frame: number;
  readonly timeline: TimelineState | null;
}

const FIRST_VIEW: View = {
  sourceId: null,
  takeId: null,
  toolId: null,
  snapshots: {},
  spectrogram: true,
  mode: 'a',
  matching: true,
  frame: 0,
  timeline: null,
};

/** A stored view; whatever does not fit becomes the default. */
export function readView(stored: unknown): View {
  if (typeof stored !== 'object' || stored === null) return FIRST_VIEW;
  const from = stored as Readonly<Record<string, unknown>>;
  const id = (key: string): string | null => (typeof from[key] === 'string' ? (from[key] as string) : null);
  const flag = (key: string, usual: boolean): boolean =>
    typeof from[key] === 'boolean' ? (from[key] as boolean) : usual;
  const mode = from['mode'];
  const timeline = from['timeline'];
  const snapshots = from['snapshots'];
  return {
    sourceId: id('sourceId'),
    takeId: id('takeId'),
    toolId: id('toolId'),
    snapshots: typeof snapshots === 'object' && snapshots !== null ? (snapshots as View['snapshots']) : {},
    spectrogram: flag('spectrogram', true),
    mode: mode === 'b' || mode === 'delta' ? mode : 'a',
    matching: flag('matching', true),
    frame: typeof from['frame'] === 'number' && from['frame'] >= 0 ? from['frame'] : 0,
    timeline: typeof timeline === 'object' && timeline !== null ? (timeline as TimelineState) : null,
  };
}
