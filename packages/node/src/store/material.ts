/** Sources, takes, and what people decide, test and export: records that never change but for the name of a take, each with its ledger entry. */
import { AudioError } from '@studiohand/core/audio';
import type { Decision, ExportRecord, Job, ListeningTest, Source, Take } from '@studiohand/core/engine';
import { jsonSha256 } from './canonicalJson.ts';
import { companionFacts, companionNote } from './companions.ts';
import type { Database } from './database.ts';
import { writeJob } from './jobs.ts';
import { checkedName } from './limits.ts';
import { insertLasting, LASTING, type LastingTable, made, note, now, recordById, touchSession } from './records.ts';

type New<T> = Omit<T, 'id' | 'createdAt'>;

export function addSource(database: Database, input: New<Source>): Source {
  const source: Source = made(input, 'source');
  const { sessionId, sha256, bytes, name } = source;
  database.write(() =>
    insertLasting(database, 'sources', source, { session_id: sessionId, sha256 }, { sha256, bytes, name }),
  );
  return source;
}

/** Adds the take and marks its job done. Throws AudioError 'cancelled' or 'invalid-parameter' for a job that ended. */
export function addTake(database: Database, input: New<Take>, jobId: string): Take {
  const take: Take = made(input, 'take');
  return database.write(() => {
    const job = recordById<Job>(database, 'jobs', 'job', jobId);
    const source = recordById<Source>(database, 'sources', 'source', take.sourceId);
    checkTake(take, job, source);
    insertLasting(
      database,
      'takes',
      take,
      { session_id: take.sessionId, source_id: take.sourceId, sha256: take.sha256 },
      {
        name: take.name,
        tool: take.tool,
        toolVersion: take.plan.version,
        planSha256: jsonSha256(take.plan),
        sourceId: take.sourceId,
        sourceSha256: source.sha256,
        ...companionNote(companionFacts(database, take.sessionId, take.companionIds)),
        jobId,
        sha256: take.sha256,
        bytes: take.bytes,
      },
    );
    const result = { ...job.result, takeId: take.id };
    writeJob(database, { ...job, state: 'done', fraction: 1, error: null, result, endedAt: take.createdAt });
    return take;
  });
}

/**
 * Gives a take another name. The ledger notes the old and the new one, and the hash of the record as it is from then on.
 */
export function renameTake(database: Database, id: string, name: string): Take {
  const wanted = checkedName(name);
  return database.write(() => {
    const take = recordById<Take>(database, 'takes', LASTING.takes.noun, id);
    if (take.name === wanted) return take;
    const renamed: Take = { ...take, name: wanted };
    database.run('UPDATE takes SET body = ? WHERE id = ?', JSON.stringify(renamed), id);
    note(database, 'rename', take.sessionId, renamed, { name: wanted, before: take.name, takeSha256: take.sha256 });
    touchSession(database, take.sessionId, now());
    return renamed;
  });
}

function checkTake(take: Take, job: Job, source: Source): void {
  if (source.sessionId !== take.sessionId || job.sourceId !== take.sourceId) {
    throw new AudioError(
      'invalid-parameter',
      `The take, its source ${source.id} and its job ${job.id} do not belong together`,
      'Give the session and source of the job.',
    );
  }
  if (job.state === 'queued' || job.state === 'running') return;
  throw new AudioError(
    job.state === 'cancelled' ? 'cancelled' : 'invalid-parameter',
    `Job ${job.id} is ${job.state} already; its take is not kept`,
    'Start the job again to get a take.',
  );
}

export function addDecision(database: Database, input: New<Decision>): Decision {
  const decision: Decision = made(input, 'decision');
  const { takeId, verdict, note } = decision;
  addToTake(database, 'decisions', decision, takeId, { verdict, note });
  return decision;
}

export function addListeningTest(database: Database, input: New<ListeningTest>): ListeningTest {
  const test: ListeningTest = made(input, 'listening test');
  const { takeId, kind, trials, hits, pValue } = test;
  addToTake(database, 'listening_tests', test, takeId, { test: kind, trials, hits, pValue });
  return test;
}

export function addExport(database: Database, input: New<ExportRecord>): ExportRecord {
  const record: ExportRecord = made(input, 'export');
  const { takeId, path, sha256 } = record;
  addToTake(database, 'exports', record, takeId, { path, sha256 });
  return record;
}

function addToTake(
  database: Database,
  table: LastingTable,
  record: { readonly id: string; readonly createdAt: string },
  takeId: string,
  facts: Readonly<Record<string, unknown>>,
): void {
  database.write(() => {
    const { sessionId, sha256 } = recordById<Take>(database, 'takes', LASTING.takes.noun, takeId);
    const columns = { session_id: sessionId, take_id: takeId };
    insertLasting(database, table, record, columns, { takeSha256: sha256, ...facts, takeId });
  });
}
