/** The contract between the studio and a tool's own panel. The studio gives the data; a panel draws and edits. */
import type { ChannelLayout, SampleEncoding } from '@studiohand/core/audio';
import type { ToolDescription } from '@studiohand/core/engine';
import type { Move, Plan, Report } from '@studiohand/core/tool';
import type { ComponentType } from 'react';
import type { PanelTheme } from './theme.ts';

/** A source or take as a panel sees it. */
export interface PanelFile {
  readonly kind: 'sources' | 'takes';
  readonly id: string;
  /** File name of a source, title of a take. */
  readonly name: string;
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly layout: ChannelLayout;
  readonly frameCount: number;
  readonly encoding: SampleEncoding | null;
  /** Null for silence. */
  readonly integratedLufs: number | null;
  readonly truePeakDbtp: number | null;
}

/** The take that is B now, with what it was made by. */
export interface PanelTake extends PanelFile {
  readonly tool: string;
  readonly plan: Plan;
  readonly proof: Report;
}

/** Access to samples and overviews for drawing. Both reject with an AbortError after `signal`. */
export interface PanelAudio {
  /** Up to `frameCount` frames from `fromFrame`, one array per channel, full scale ±1; shorter at the end. */
  pcm(file: PanelFile, fromFrame: number, frameCount: number, signal?: AbortSignal): Promise<Float32Array[]>;
  /**
   * Up to `peakCount` peaks of `framesPerPeak` (256 * 4^k) frames each from peak `fromPeak`: per channel min, max,
   * min, max ... in 1/32768 of full scale.
   */
  peaks(
    file: PanelFile,
    framesPerPeak: number,
    fromPeak: number,
    peakCount: number,
    signal?: AbortSignal,
  ): Promise<Int16Array[]>;
}

/** The playhead. Nothing that moves with time is a prop: read `seconds` while drawing. */
export interface PanelClock {
  /** Place of the playhead in the source, seconds. */
  readonly seconds: number;
  readonly playing: boolean;
  /** Called at play, pause and seek, never as time goes by. Returns the way to stop. */
  subscribe(listener: () => void): () => void;
}

/** What is selected in the studio's views: a stretch of time, and of frequency when made on the spectrogram. */
export interface PanelSelection {
  readonly fromSeconds: number;
  readonly toSeconds: number;
  readonly fromHz?: number;
  readonly toHz?: number;
}

/** Everything a panel gets. It keeps nothing that must survive: settings and plan live in the history of the desk. */
export interface PanelProps {
  readonly tool: ToolDescription;
  /** The source being worked on: A. */
  readonly source: PanelFile;
  /** The take to compare with: B, made by whichever tool; null when none is chosen. */
  readonly take: PanelTake | null;
  /** Further files, in the order of the producer; empty when none are chosen. */
  readonly companions: readonly PanelFile[];

  /** What is set now, complete with defaults. */
  readonly params: Readonly<Record<string, unknown>>;
  /**
   * Changes some parameters as one step that undo goes back over; undefined leaves a parameter out. `label` names the
   * step in the history: "Target: -14 LUFS". The plan has to be proposed anew after it.
   */
  setParams(label: string, change: Readonly<Record<string, unknown>>): void;
  /** What the tool proposes and the producer edited; null until proposed for these parameters. */
  readonly plan: Plan | null;
  /** Replaces the plan as one step that undo goes back over. */
  setPlan(label: string, plan: Plan): void;

  /** The last analysis of this source by this tool: json, rows, findings; null before the first. */
  readonly report: Report | null;
  /** The proof of `take` where this tool made it. */
  readonly proof: Report | null;

  readonly audio: PanelAudio;
  readonly clock: PanelClock;
  /** Moves the playhead to a place in the source. */
  seek(seconds: number): void;
  readonly selection: PanelSelection | null;
  /** Selects in the studio's views, so that a loop or a look can follow. */
  select(selection: PanelSelection | null): void;

  /** Colours and fonts that hold now; a new object when the theme changes. */
  readonly theme: PanelTheme;
  /** What runs for this source and tool. */
  readonly busy: 'analysing' | 'rendering' | null;
}

/** Parts of the generic form that a panel does better. The switch "Generic form" shows them again. */
export type GenericPart = 'parameters' | 'moves' | 'report';

/** What a tool's panel.tsx exports under the name `panel`. */
export interface Panel {
  /** Leave empty where the panel only adds a picture. */
  readonly replaces: readonly GenericPart[];
  /** Keys of single parameters that are set in the panel and need no control of the form; the others stay. */
  readonly parameters?: readonly string[];
  /** Stands in the place of those parameters, above the main button; `View` below it. */
  readonly Settings?: ComponentType<PanelProps>;
  readonly View: ComponentType<PanelProps>;
}

/** A plan with one move changed; the same plan when there is no such move. */
export function withMove(plan: Plan, moveId: string, change: Partial<Omit<Move, 'id'>>): Plan {
  if (!plan.moves.some(({ id }) => id === moveId)) return plan;
  return { ...plan, moves: plan.moves.map((move) => (move.id === moveId ? { ...move, ...change } : move)) };
}
