/**
 * The Store port on SQLite: `<data>/studio.sqlite`. Every change is one transaction with its ledger entry, synced to
 * the drive before the promise is kept. What has no kind in the ledger (titles, views, queued jobs, undo) is durable
 * without an entry. Lists without paging are in order of creation.
 */
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AudioError } from '@studiohand/core/audio';
import type {
  Decision,
  ExportRecord,
  Job,
  LedgerEntry,
  ListeningTest,
  PageOptions,
  PlanStep,
  Session,
  Source,
  Store,
  Take,
} from '@studiohand/core/engine';
import { systemError } from '../systemErrors.ts';
import { Database, type DatabaseOptions } from './database.ts';
import { type FolderLock, lockFolder } from './folderLock.ts';
import * as jobs from './jobs.ts';
import { readLedger } from './ledger.ts';
import * as material from './material.ts';
import * as plans from './plans.ts';
import { LASTING, type LastingTable, recordById, recordsOfSession } from './records.ts';
import * as sessions from './sessions.ts';

type New<T> = Omit<T, 'id' | 'createdAt'>;

/**
 * Opens the store of a data folder, and makes both unless `readOnly`. A store that can be changed is the only one on
 * its folder until it is closed. Throws AudioError.
 */
export async function openStore(folder: string, options: DatabaseOptions = {}): Promise<SqliteStore> {
  const path = join(folder, 'studio.sqlite');
  if (options.readOnly) {
    if (existsSync(path)) return new SqliteStore(new Database(path, options));
    throw new AudioError('not-found', `${folder} holds no sessions`, 'Give the data folder of a studio.');
  }
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw systemError(error, folder, 'writing');
  });
  const lock = lockFolder(folder);
  try {
    return new SqliteStore(new Database(path, options), lock);
  } catch (error) {
    lock.release();
    throw error;
  }
}

export class SqliteStore implements Store {
  /** The connection, for checks that go below the port. */
  readonly database: Database;
  readonly #lock: FolderLock | undefined;

  constructor(database: Database, lock?: FolderLock) {
    this.database = database;
    this.#lock = lock;
  }

  async createSession(title: string): Promise<Session> {
    return sessions.createSession(this.database, title);
  }
  async sessions(options?: PageOptions): Promise<readonly Session[]> {
    return sessions.sessionPage(this.database, options);
  }
  async session(id: string): Promise<Session> {
    return sessions.sessionById(this.database, id);
  }
  async renameSession(id: string, title: string): Promise<Session> {
    return sessions.renameSession(this.database, id, title);
  }
  async deleteSession(id: string): Promise<void> {
    sessions.deleteSession(this.database, id);
  }
  async saveView(sessionId: string, view: unknown): Promise<void> {
    sessions.saveView(this.database, sessionId, view);
  }
  async view(sessionId: string): Promise<unknown> {
    return sessions.viewOf(this.database, sessionId);
  }

  async addSource(source: New<Source>): Promise<Source> {
    return material.addSource(this.database, source);
  }
  async sources(sessionId: string): Promise<readonly Source[]> {
    return recordsOfSession(this.database, 'sources', sessionId);
  }
  async source(id: string): Promise<Source> {
    return this.#record('sources', id);
  }
  async addTake(take: New<Take>, jobId: string): Promise<Take> {
    return material.addTake(this.database, take, jobId);
  }
  async takes(sessionId: string): Promise<readonly Take[]> {
    return recordsOfSession(this.database, 'takes', sessionId);
  }
  async take(id: string): Promise<Take> {
    return this.#record('takes', id);
  }
  async renameTake(id: string, name: string): Promise<Take> {
    return material.renameTake(this.database, id, name);
  }
  async addDecision(decision: New<Decision>): Promise<Decision> {
    return material.addDecision(this.database, decision);
  }
  async decisions(sessionId: string): Promise<readonly Decision[]> {
    return recordsOfSession(this.database, 'decisions', sessionId);
  }
  async addListeningTest(test: New<ListeningTest>): Promise<ListeningTest> {
    return material.addListeningTest(this.database, test);
  }
  async listeningTests(sessionId: string): Promise<readonly ListeningTest[]> {
    return recordsOfSession(this.database, 'listening_tests', sessionId);
  }
  async addExport(record: New<ExportRecord>): Promise<ExportRecord> {
    return material.addExport(this.database, record);
  }
  async exports(sessionId: string): Promise<readonly ExportRecord[]> {
    return recordsOfSession(this.database, 'exports', sessionId);
  }
  async export(id: string): Promise<ExportRecord> {
    return this.#record('exports', id);
  }

  async addPlanStep(step: New<PlanStep>): Promise<PlanStep> {
    return plans.addPlanStep(this.database, step);
  }
  async planSteps(sourceId: string, tool: string): Promise<plans.PlanSteps> {
    return plans.planSteps(this.database, sourceId, tool);
  }
  async setCurrentPlanStep(sourceId: string, tool: string, stepId: string): Promise<void> {
    plans.setCurrentPlanStep(this.database, sourceId, tool, stepId);
  }

  async addJob(job: jobs.NewJob): Promise<Job> {
    return jobs.addJob(this.database, job);
  }
  async job(id: string): Promise<Job> {
    return jobs.jobById(this.database, id);
  }
  async jobs(options?: jobs.JobQuery): Promise<readonly Job[]> {
    return jobs.jobPage(this.database, options);
  }
  async updateJob(id: string, change: jobs.JobChange): Promise<Job> {
    return jobs.updateJob(this.database, id, change);
  }
  async interruptRunningJobs(): Promise<readonly Job[]> {
    return jobs.interruptRunningJobs(this.database);
  }

  async ledger(options?: { readonly from?: number; readonly limit?: number }): Promise<readonly LedgerEntry[]> {
    return readLedger(this.database, options);
  }

  /** Whether a source or take is kept under this hash. */
  async isReferenced(sha256: string): Promise<boolean> {
    const sql = 'SELECT 1 FROM sources WHERE sha256 = ? UNION ALL SELECT 1 FROM takes WHERE sha256 = ? LIMIT 1';
    return this.database.get(sql, sha256, sha256) !== undefined;
  }

  async close(): Promise<void> {
    this.database.close();
    this.#lock?.release();
  }

  #record<T>(table: LastingTable, id: string): T {
    return recordById(this.database, table, LASTING[table].noun, id);
  }
}
