import type {
  Decision,
  ExportRecord,
  Job,
  ListeningTest,
  PlanStep,
  Session,
  Source,
  Take,
  ToolDescription,
} from '@studiohand/core/engine';
import type { Plan, Report } from '@studiohand/core/tool';
import type { ApiError } from '../api/errors.ts';

/** A file on its way to the server. Its fraction is in `Desk.progress` under its id. */
export interface Upload {
  readonly id: string;
  readonly name: string;
  readonly bytes: number;
  readonly error: ApiError | null;
  readonly cancel: () => void;
  readonly file: File;
}

/** Something to tell once. */
export interface Notice {
  readonly id: number;
  readonly kind: 'ok' | 'problem';
  readonly text: string;
  readonly hint: string;
}

/** History of what was set for one source and tool. */
export interface History {
  readonly steps: readonly PlanStep[];
  readonly currentId: string | null;
}

export type SnapshotName = 'A' | 'B' | 'C' | 'D';

/** What a tool was told, and what it proposed. */
export interface Setting {
  readonly params: Readonly<Record<string, unknown>>;
  readonly plan: Plan | null;
  /** Sources and takes that the tool reads beside the source, in order. */
  readonly companionIds: readonly string[];
}

export type Dialog =
  | { readonly kind: 'keys' }
  | { readonly kind: 'blind'; readonly takeId: string }
  | { readonly kind: 'export'; readonly takeId: string }
  | { readonly kind: 'variants' }
  | { readonly kind: 'batch' }
  | { readonly kind: 'presets' }
  | { readonly kind: 'delete-session'; readonly session: Session };

/** Which pane the phone layout shows. */
export type Pane = 'library' | 'listen' | 'decide';

/** Which half of the side panel shows where there is room for one. */
export type PanelHalf = 'plan' | 'proof';

export interface DeskState {
  readonly phase: 'starting' | 'ready' | 'locked' | 'failed';
  readonly startError: ApiError | null;
  readonly connected: boolean;
  readonly tools: readonly ToolDescription[];
  readonly sessions: readonly Session[];
  readonly sessionId: string | null;
  /** What is awaited before the desk can be shown, in words; null when nothing is. */
  readonly opening: string | null;
  readonly sources: readonly Source[];
  readonly takes: readonly Take[];
  readonly decisions: readonly Decision[];
  readonly listeningTests: readonly ListeningTest[];
  readonly exports: readonly ExportRecord[];
  readonly uploads: readonly Upload[];
  /** Newest first. `fraction` and `etaSeconds` here are not kept up; `Desk.progress` has them. */
  readonly jobs: readonly Job[];
  readonly sourceId: string | null;
  readonly takeId: string | null;
  readonly toolId: string | null;
  /** By `historyKey`. */
  readonly histories: Readonly<Record<string, History>>;
  /** Kept settings by `historyKey` and name. */
  readonly snapshots: Readonly<Record<string, Partial<Record<SnapshotName, Setting>>>>;
  /** Latest report by `historyKey`. */
  readonly reports: Readonly<Record<string, Report>>;
  readonly notices: readonly Notice[];
  /** Spoken by screen readers when it changes. */
  readonly announcement: string;
  readonly dialog: Dialog | null;
  readonly pane: Pane;
  readonly panel: PanelHalf;
  readonly spectrogram: boolean;
}

export const EMPTY_SESSION = {
  sources: [],
  takes: [],
  decisions: [],
  listeningTests: [],
  exports: [],
  sourceId: null,
  takeId: null,
  histories: {},
  snapshots: {},
  reports: {},
} as const satisfies Partial<DeskState>;

export const FIRST_STATE: DeskState = {
  phase: 'starting',
  startError: null,
  connected: true,
  tools: [],
  sessions: [],
  sessionId: null,
  opening: null,
  ...EMPTY_SESSION,
  uploads: [],
  jobs: [],
  toolId: null,
  notices: [],
  announcement: '',
  dialog: null,
  pane: 'listen',
  panel: 'plan',
  spectrogram: true,
};

/** Key of the history of a tool on a source. */
export function historyKey(sourceId: string, toolId: string): string {
  return `${sourceId}/${toolId}`;
}

/** The step a history stands on; null before the first. */
export function currentStep(history: History | undefined): PlanStep | null {
  return history?.steps.find((step) => step.id === history.currentId) ?? null;
}
