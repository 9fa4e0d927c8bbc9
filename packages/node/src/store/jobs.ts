/** Jobs: what runs, ran and waits. Their history may be long, so every list comes from an index. */
import { AudioError } from '@studiohand/core/audio';
import type { Job, JobState, PageOptions, Source } from '@studiohand/core/engine';
import { jsonSha256, plainJson } from './canonicalJson.ts';
import { companionFacts, companionNote } from './companions.ts';
import type { Database, Value } from './database.ts';
import { appendToLedger } from './ledger.ts';
import { pageLimit } from './limits.ts';
import { insert, made, now, parseAll, recordById, sequenceOf } from './records.ts';

const STATES: readonly JobState[] = ['queued', 'running', 'done', 'failed', 'cancelled', 'interrupted'];

export type NewJob = Pick<
  Job,
  'sessionId' | 'sourceId' | 'companionIds' | 'kind' | 'tool' | 'params' | 'plan' | 'priority'
>;
export type JobQuery = PageOptions & { readonly states?: readonly JobState[]; readonly sessionId?: string };
export type JobChange = Partial<
  Pick<Job, 'state' | 'priority' | 'position' | 'error' | 'result' | 'startedAt' | 'endedAt' | 'stage' | 'fraction'>
>;

/** Queues a job behind all others of its priority. */
export function addJob(database: Database, input: NewJob): Job {
  const { id, createdAt, companionIds = [], ...given } = made(input, 'job');
  const { sessionId, sourceId } = given;
  return database.write(() => {
    const source = recordById<Source>(database, 'sources', 'source', sourceId);
    if (source.sessionId !== sessionId) {
      throw new AudioError(
        'invalid-parameter',
        `Source ${sourceId} does not belong to session ${sessionId}`,
        'Give the session of the source.',
      );
    }
    companionFacts(database, sessionId, companionIds);
    const last = database.get<{ position: number | null }>('SELECT max(position) AS position FROM jobs');
    const position = Math.floor(last?.position ?? 0) + 1;
    const job: Job = {
      id,
      ...given,
      ...(companionIds.length > 0 && { companionIds }),
      position,
      ...{ state: 'queued', stage: '', fraction: 0, etaSeconds: null, error: null, result: null },
      ...{ createdAt, startedAt: null, endedAt: null },
    };
    insert(database, 'jobs', job, { session_id: sessionId, source_id: sourceId, state: job.state, position });
    return job;
  });
}

export function jobById(database: Database, id: string): Job {
  return recordById(database, 'jobs', 'job', id);
}

/** The query of one list of jobs; each is read from the end of one index. */
export function jobListSql(where: { readonly session: boolean; readonly state: boolean }): string {
  const session = where.session ? 'session_id = ? AND ' : '';
  const state = where.state ? 'state = ? AND ' : '';
  return `SELECT seq, body FROM jobs WHERE ${session}${state}seq < ? ORDER BY seq DESC LIMIT ?`;
}

/** A page of jobs, newest first. Several states are several lists, merged: sorting them all would read them all. */
export function jobPage(database: Database, { limit, after, states, sessionId }: JobQuery = {}): Job[] {
  const count = pageLimit(limit);
  if (sessionId !== undefined) sequenceOf(database, 'sessions', 'session', sessionId);
  const before = after === undefined ? Number.MAX_SAFE_INTEGER : sequenceOf(database, 'jobs', 'job', after);
  const session: Value[] = sessionId === undefined ? [] : [sessionId];
  const sql = jobListSql({ session: sessionId !== undefined, state: states !== undefined });
  const list = (...state: Value[]): { seq: number; body: string }[] =>
    database.all(sql, ...session, ...state, before, count);
  if (states === undefined) return parseAll(list());
  const rows = [...new Set(states)].flatMap((state) => list(state)).sort((a, b) => b.seq - a.seq);
  return parseAll(rows.slice(0, count));
}

/** Changes a job. An analysis that becomes done is noted in the ledger. */
export function updateJob(database: Database, id: string, change: JobChange): Job {
  const given = plainJson(change, 'The change of the job');
  if (given.state !== undefined && !STATES.includes(given.state)) {
    throw new AudioError(
      'invalid-parameter',
      `${given.state} is no state of a job`,
      `Give one of ${STATES.join(', ')}.`,
    );
  }
  return database.write(() => {
    const before = jobById(database, id);
    const job: Job = { ...before, ...given };
    writeJob(database, job);
    if (job.kind === 'analyse' && job.state === 'done' && before.state !== 'done') noteAnalysis(database, job);
    return job;
  });
}

/** Writes a changed job; belongs into a transaction. */
export function writeJob(database: Database, job: Job): void {
  const sql = 'UPDATE jobs SET state = ?, position = ?, body = ? WHERE id = ?';
  database.run(sql, job.state, job.position, JSON.stringify(job), job.id);
}

/** Marks every running job interrupted; returns them, oldest first. */
export function interruptRunningJobs(database: Database): Job[] {
  return database.write(() => {
    const running = database.all<{ body: string }>("SELECT body FROM jobs WHERE state = 'running' ORDER BY seq");
    const endedAt = now();
    const jobs = parseAll<Job>(running).map((job): Job => ({ ...job, state: 'interrupted', endedAt }));
    for (const job of jobs) writeJob(database, job);
    return jobs;
  });
}

function noteAnalysis(database: Database, job: Job): void {
  const source = recordById<Source>(database, 'sources', 'source', job.sourceId);
  const data = {
    id: job.id,
    tool: job.tool,
    sourceId: source.id,
    sourceSha256: source.sha256,
    ...companionNote(companionFacts(database, job.sessionId, job.companionIds)),
    paramsSha256: jsonSha256(job.params),
    resultSha256: jsonSha256(job.result),
  };
  appendToLedger(database, { at: now(), kind: 'analysis', sessionId: job.sessionId, data });
}
