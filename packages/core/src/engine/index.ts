export type {
  AudioSummary,
  Decision,
  ExportRecord,
  Job,
  JobState,
  LedgerEntry,
  ListeningTest,
  PlanStep,
  Session,
  Source,
  Take,
  ToolDescription,
} from './model.ts';
export type { Blobs, PageOptions, Store } from './ports.ts';
