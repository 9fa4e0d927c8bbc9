/** What the worker threads are asked to do. Messages are plain data; paths are of the data folder. */
import type { AudioErrorCode } from '@studiohand/core/audio';
import type { AudioSummary } from '@studiohand/core/engine';
import type { Plan, Report } from '@studiohand/core/tool';
import type { Levels } from '../overview/measureOverview.ts';

/** An audio file of the store and the name its owner gave it. */
export interface FileRef {
  readonly path: string;
  readonly name: string;
}

/** A file that is still being written. */
export interface Growing {
  /** Its size once it is whole. */
  readonly bytes: number;
  /** One BigInt64: bytes written so far, -1 when no more will come. */
  readonly received: SharedArrayBuffer;
}

/** What a tool reads. */
export interface ToolInputs {
  readonly file: FileRef;
  readonly tool: string;
  /** Files read beside it, in the producer's order. */
  readonly companions: readonly FileRef[];
  /** Folder for temporary files of the tool's host; made when it is needed. */
  readonly scratchFolder: string;
}

export type Task =
  /** Levels and overview of a file, which may still be arriving; the overview goes to `peaksPath`. */
  | { readonly kind: 'overview'; readonly file: FileRef; readonly growing?: Growing; readonly peaksPath: string }
  | (ToolInputs & { readonly kind: 'analyse'; readonly params: unknown })
  /** A take with proof, levels and overview. */
  | (ToolInputs & {
      readonly kind: 'render';
      readonly plan: Plan;
      readonly outputPath: string;
      readonly peaksPath: string;
    })
  /** A file in another format by the convert tool. */
  | { readonly kind: 'convert'; readonly file: FileRef; readonly plan: Plan; readonly outputPath: string }
  /** The samples as a 32-bit float WAV. */
  | { readonly kind: 'decode'; readonly file: FileRef; readonly outputPath: string }
  /** The demo song, or its stems in their order, as 24-bit WAV files. */
  | { readonly kind: 'demo'; readonly stems: boolean; readonly outputPaths: readonly string[] };

/** What each kind gives back. */
export interface TaskResults {
  readonly overview: { readonly audio: AudioSummary; readonly levels: Levels };
  readonly analyse: AnalysisResult;
  readonly render: {
    readonly proof: Report;
    readonly audio: AudioSummary;
    readonly levels: Levels;
    readonly deltaDb: number | null;
  };
  readonly convert: { readonly proof: Report };
  readonly decode: Readonly<Record<string, never>>;
  readonly demo: Readonly<Record<string, never>>;
}

/** A report, and the plan of tools that render with what it would give. */
export interface AnalysisResult {
  readonly report: Report;
  readonly plan: Plan | null;
  readonly output: AudioSummary | null;
}

/** A task on its way to a worker; `cancelled` holds one Int32, 1 once the task is to stop. */
export interface TaskMessage {
  readonly task: Task;
  readonly cancelled: SharedArrayBuffer;
}

/** An overview being filled, in memory shared with the worker. */
export interface GrowingPeaks {
  readonly audio: AudioSummary;
  readonly values: Int16Array;
}

export type WorkerMessage =
  | { readonly type: 'progress'; readonly stage: string; readonly fraction: number }
  | { readonly type: 'peaks'; readonly peaks: GrowingPeaks }
  | { readonly type: 'done'; readonly result: unknown }
  | {
      readonly type: 'failed';
      readonly error: { readonly code: AudioErrorCode; readonly message: string; readonly hint: string };
    };
