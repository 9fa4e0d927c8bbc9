import type {
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
} from './model.ts';

/** A page of a long list, newest first. */
export interface PageOptions {
  /** 1 to 500, default 100. */
  readonly limit?: number;
  /** Id to continue after. */
  readonly after?: string;
}

/**
 * Where the desk is kept. Every method that changes something returns after the change is durable, together with its
 * ledger entry, in one transaction: what was reported saved survives a crash. Unknown ids: AudioError 'not-found', also
 * for `companionIds` that are no sources or takes of the same session.
 */
export interface Store {
  createSession(title: string): Promise<Session>;
  sessions(options?: PageOptions): Promise<readonly Session[]>;
  session(id: string): Promise<Session>;
  renameSession(id: string, title: string): Promise<Session>;
  deleteSession(id: string): Promise<void>;

  /** Whatever the studio wants to find again after a reload, by session. JSON, at most 256 KiB. */
  saveView(sessionId: string, view: unknown): Promise<void>;
  view(sessionId: string): Promise<unknown>;

  addSource(source: Omit<Source, 'id' | 'createdAt'>): Promise<Source>;
  sources(sessionId: string): Promise<readonly Source[]>;
  source(id: string): Promise<Source>;

  /** Adds the take, marks the job done, and writes the ledger, all or nothing. */
  addTake(take: Omit<Take, 'id' | 'createdAt'>, jobId: string): Promise<Take>;
  takes(sessionId: string): Promise<readonly Take[]>;
  take(id: string): Promise<Take>;
  /** Another name for a take, 1 to 200 characters. Its exports keep the name they had. */
  renameTake(id: string, name: string): Promise<Take>;

  addDecision(decision: Omit<Decision, 'id' | 'createdAt'>): Promise<Decision>;
  decisions(sessionId: string): Promise<readonly Decision[]>;
  addListeningTest(test: Omit<ListeningTest, 'id' | 'createdAt'>): Promise<ListeningTest>;
  listeningTests(sessionId: string): Promise<readonly ListeningTest[]>;
  addExport(record: Omit<ExportRecord, 'id' | 'createdAt'>): Promise<ExportRecord>;
  exports(sessionId: string): Promise<readonly ExportRecord[]>;
  export(id: string): Promise<ExportRecord>;

  /** Appends a step after the current one (steps undone before are dropped) and makes it current. */
  addPlanStep(step: Omit<PlanStep, 'id' | 'createdAt'>): Promise<PlanStep>;
  /** Steps of a source and tool, oldest first, and which one is current. */
  planSteps(
    sourceId: string,
    tool: string,
  ): Promise<{ readonly steps: readonly PlanStep[]; readonly currentId: string | null }>;
  /** Undo and redo: makes an existing step current. */
  setCurrentPlanStep(sourceId: string, tool: string, stepId: string): Promise<void>;

  addJob(
    job: Pick<Job, 'sessionId' | 'sourceId' | 'companionIds' | 'kind' | 'tool' | 'params' | 'plan' | 'priority'>,
  ): Promise<Job>;
  job(id: string): Promise<Job>;
  jobs(
    options?: PageOptions & { readonly states?: readonly JobState[]; readonly sessionId?: string },
  ): Promise<readonly Job[]>;
  /** Changes of state, result, priority or position; progress is not stored. */
  updateJob(
    id: string,
    change: Partial<
      Pick<Job, 'state' | 'priority' | 'position' | 'error' | 'result' | 'startedAt' | 'endedAt' | 'stage' | 'fraction'>
    >,
  ): Promise<Job>;
  /** At start: jobs that were running become 'interrupted'. Returns them. */
  interruptRunningJobs(): Promise<readonly Job[]>;

  /** Entries from a sequence number on, oldest first. */
  ledger(options?: { readonly from?: number; readonly limit?: number }): Promise<readonly LedgerEntry[]>;
  /** Whether a source or take is kept under this hash. */
  isReferenced(sha256: string): Promise<boolean>;
  close(): Promise<void>;
}

/** Content-addressed files: written once under their SHA-256, never changed. */
export interface Blobs {
  /** Streams bytes in; durable (fsync, rename, fsync of the folder) when it returns. The same content is kept once. */
  add(
    bytes: AsyncIterable<Uint8Array>,
    options?: {
      readonly maxBytes?: number;
      readonly signal?: AbortSignal;
      /** Told where the bytes are being written, for reading along; the file has another name when `add` returns. */
      readonly onFile?: (path: string) => void;
    },
  ): Promise<{ readonly sha256: string; readonly bytes: number }>;
  /** Takes over a finished file on the same file system by renaming it. */
  adopt(path: string): Promise<{ readonly sha256: string; readonly bytes: number }>;
  /** Path of a blob for reading. AudioError 'not-found' when it is not there. */
  path(sha256: string): Promise<string>;
  /** A new file name for work in progress on the same file system, with the ending given (".wav"). */
  temporaryPath(ending: string): Promise<string>;
  remove(sha256: string): Promise<void>;
  list(): AsyncIterable<string>;
}
