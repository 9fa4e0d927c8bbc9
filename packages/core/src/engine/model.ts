/**
 * What the desk holds (DESIGN section 2), as plain JSON shared by store, server, command line and studio. Times are
 * ISO 8601 in UTC; ids are opaque strings; sizes in bytes.
 */
import type { ChannelLayout, SampleEncoding } from '../audio/index.ts';
import type { Companions, JsonSchema, Plan, Report } from '../tool/index.ts';

/** AudioInfo without bulky metadata: what a list needs. */
export interface AudioSummary {
  readonly container: string;
  readonly codec: string;
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly layout: ChannelLayout;
  readonly frameCount: number;
  readonly encoding: SampleEncoding | null;
  /** Ids of the metadata chunks in file order, for "what the export will carry". */
  readonly chunks: readonly string[];
  readonly notes: readonly string[];
}

/** One song on the desk. */
export interface Session {
  readonly id: string;
  readonly title: string;
  readonly createdAt: string;
  readonly changedAt: string;
}

/** An imported file: immutable, stored by its content hash. */
export interface Source {
  readonly id: string;
  readonly sessionId: string;
  /** File name as the producer had it. */
  readonly name: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly audio: AudioSummary;
  /** Gated loudness for level matching; null for silence. */
  readonly integratedLufs: number | null;
  readonly truePeakDbtp: number | null;
  readonly createdAt: string;
}

/** The rendered result of one plan on one source, with its proof. */
export interface Take {
  readonly id: string;
  readonly sessionId: string;
  readonly sourceId: string;
  /** "Gain -1.5 dB", numbered by the host. */
  readonly name: string;
  /** Sources and takes of the session that the tool read beside the source, in order; absent for none. */
  readonly companionIds?: readonly string[];
  readonly tool: string;
  readonly plan: Plan;
  readonly sha256: string;
  readonly bytes: number;
  readonly audio: AudioSummary;
  readonly integratedLufs: number | null;
  readonly truePeakDbtp: number | null;
  /** Level of take minus source, RMS, relative to the source's: how much the tool changed. Null where lengths differ. */
  readonly deltaDb: number | null;
  readonly proof: Report;
  readonly createdAt: string;
}

/** A person's verdict. The newest one of a take counts. */
export interface Decision {
  readonly id: string;
  readonly takeId: string;
  readonly verdict: 'accept' | 'adjust' | 'reject';
  readonly note: string;
  readonly createdAt: string;
}

/** Result of a blind listening test, kept as proof. */
export interface ListeningTest {
  readonly id: string;
  readonly takeId: string;
  readonly kind: 'abx' | 'preference';
  readonly trials: number;
  /** ABX: right answers. Preference: times the take was preferred. */
  readonly hits: number;
  /** One-sided binomial for ABX, two-sided for preference, chance 1/2. */
  readonly pValue: number;
  readonly createdAt: string;
}

/** What the producer is working on for a source and a tool; every change is a step that undo can go back over. */
export interface PlanStep {
  readonly id: string;
  readonly sessionId: string;
  readonly sourceId: string;
  readonly tool: string;
  /** What was done, for the history list: "Target to -14 LUFS". */
  readonly label: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** Absent until analysed. */
  readonly plan: Plan | null;
  /** Sources and takes of the session that the tool reads beside the source, in order; absent for none. */
  readonly companionIds?: readonly string[];
  readonly createdAt: string;
}

export type JobState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled' | 'interrupted';

/** Something that runs in a worker. `interrupted`: a crash ended it; it can be retried. */
export interface Job {
  readonly id: string;
  readonly sessionId: string;
  readonly sourceId: string;
  /** Sources and takes of the session that the tool reads beside the source, in order; absent for none. */
  readonly companionIds?: readonly string[];
  readonly kind: 'analyse' | 'render';
  readonly tool: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** For renders. */
  readonly plan: Plan | null;
  /** Higher runs first; equal ones in the order of `position`. Default 0. */
  readonly priority: number;
  readonly position: number;
  readonly state: JobState;
  readonly stage: string;
  /** 0..1. */
  readonly fraction: number;
  readonly etaSeconds: number | null;
  readonly error: { readonly code: string; readonly message: string; readonly hint: string } | null;
  /** Analyse: report and plan. Render: the id of the take. */
  readonly result: { readonly report?: Report; readonly plan?: Plan | null; readonly takeId?: string } | null;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
}

/** One line of the append-only record; `hash` is SHA-256 over the previous hash and the entry's canonical JSON. */
export interface LedgerEntry {
  readonly sequence: number;
  readonly at: string;
  readonly kind:
    | 'import'
    | 'analysis'
    | 'plan'
    | 'take'
    | 'rename'
    | 'decision'
    | 'listening-test'
    | 'export'
    | 'delete';
  readonly sessionId: string | null;
  /** Ids, hashes and facts, never audio. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly previousHash: string;
  readonly hash: string;
}

/** One exported file. */
export interface ExportRecord {
  readonly id: string;
  readonly takeId: string;
  readonly path: string;
  readonly sha256: string;
  readonly createdAt: string;
}

/** A tool as clients see it. */
export interface ToolDescription {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly version: number;
  /** False for tools that only measure. */
  readonly renders: boolean;
  readonly delivers: boolean;
  /** Set when the tool reads further files. */
  readonly companions?: Companions;
  readonly parameters: JsonSchema;
  readonly presets: readonly {
    readonly id: string;
    readonly title: string;
    readonly description: string;
    readonly params: Readonly<Record<string, unknown>>;
  }[];
}
