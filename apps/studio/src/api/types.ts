import type { Decision, ExportRecord, Job, ListeningTest, Session, Source, Take } from '@studiohand/core/engine';

/** Everything a session holds, in one answer. */
export interface SessionContents {
  readonly session: Session;
  readonly sources: readonly Source[];
  readonly takes: readonly Take[];
  readonly decisions: readonly Decision[];
  readonly listeningTests: readonly ListeningTest[];
  readonly exports: readonly ExportRecord[];
  readonly view: unknown;
}

/** How a take is to be written. What is absent stays as in the source. */
export interface ExportOptions {
  readonly to?: string;
  readonly sampleRateHz?: number;
  readonly bitDepth?: string;
  readonly ditherMode?: string;
  readonly name?: string;
}

/** What an export would write, before it is written. */
export interface ExportPreview {
  readonly name: string;
  readonly folder: string;
  readonly spec: {
    readonly container?: string;
    readonly codec?: string;
    readonly sampleRateHz?: number;
    readonly channels?: number;
    readonly encoding?: { readonly kind: 'int' | 'float'; readonly bits: number } | null;
  };
  readonly chunks: readonly string[];
}

/** What the server tells without being asked. */
export type ServerEvent =
  | { readonly type: 'job'; readonly data: Job }
  | { readonly type: 'session'; readonly data: { readonly sessionId: string; readonly what: string } }
  | { readonly type: 'import'; readonly data: ImportProgress }
  /** Events were missed: ask for everything again. */
  | { readonly type: 'reset'; readonly data: object };

/** A file that is being read after its bytes have arrived; `id` opens its growing overview. */
export interface ImportProgress {
  readonly id: string;
  readonly sessionId: string;
  readonly name: string;
  readonly stage: string;
  /** 0..1. */
  readonly fraction: number;
}
