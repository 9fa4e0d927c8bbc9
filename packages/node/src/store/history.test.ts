import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { JobState, Session, Source } from '@studiohand/core/engine';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jobListSql } from './jobs.ts';
import { openStore, type SqliteStore } from './sqliteStore.ts';
import { sampleJob, sampleSource } from './testing/samples.ts';

const JOBS = 100_000;
const folder = mkdtempSync(join(tmpdir(), 'studiohand-history-'));
let store: SqliteStore;
let session: Session;
let source: Source;

/** Copies of one job, in one statement: one at a time they would take a minute of syncs. */
beforeAll(async () => {
  store = await openStore(folder);
  session = await store.createSession('Long history');
  source = await store.addSource(sampleSource(session.id, 'a'.repeat(64)));
  const job = await store.addJob(sampleJob(session.id, source.id));
  await store.updateJob(job.id, { state: 'done' });
  store.database.run(
    `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
     INSERT INTO jobs (id, session_id, source_id, state, position, body)
     SELECT 'job-' || i, session_id, source_id, iif(i % 2, 'done', 'failed'), i + 1,
            json_set(body, '$.id', 'job-' || i, '$.state', iif(i % 2, 'done', 'failed'), '$.position', i + 1)
     FROM n, jobs WHERE jobs.id = ?`,
    JOBS - 1,
    job.id,
  );
});
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const plan = (sql: string, count: number): string =>
  store.database
    .all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, ...Array.from({ length: count }, () => 1))
    .map(({ detail }) => detail)
    .join('; ');

describe('a history of 100,000 jobs', () => {
  it('is read from the end of an index, never sorted or searched through', () => {
    const rows: readonly [boolean, boolean, RegExp][] = [
      [false, false, /^SEARCH jobs USING INTEGER PRIMARY KEY \(rowid<\?\)$/],
      [true, false, /^SEARCH jobs USING INDEX jobs_by_session \(session_id=\? AND seq<\?\)$/],
      [false, true, /^SEARCH jobs USING INDEX jobs_by_state \(state=\? AND seq<\?\)$/],
      [true, true, /^SEARCH jobs USING INDEX jobs_by_session_and_state \(session_id=\? AND state=\? AND seq<\?\)$/],
    ];
    for (const [bySession, byState, wanted] of rows) {
      const sql = jobListSql({ session: bySession, state: byState });
      expect(plan(sql, sql.split('?').length - 1)).toMatch(wanted);
    }
    expect(plan('SELECT max(position) AS position FROM jobs', 0)).toContain('COVERING INDEX jobs_by_position');
    for (const table of ['sources', 'takes', 'decisions', 'listening_tests', 'exports']) {
      const sql = `SELECT body FROM ${table} WHERE session_id = ? ORDER BY seq`;
      expect(plan(sql, 1)).toBe(`SEARCH ${table} USING INDEX ${table}_by_session (session_id=?)`);
    }
    expect(plan('DELETE FROM sessions WHERE id = ?', 1)).not.toContain('SCAN');
  });

  it('gives its last page about as fast as its first', async () => {
    const states: JobState[] = ['queued', 'running', 'done', 'failed'];
    const bestOf = async (query: Parameters<SqliteStore['jobs']>[0], length: number): Promise<number> => {
      let best = Number.POSITIVE_INFINITY;
      for (let n = 0; n < 7; n++) {
        const start = performance.now();
        expect((await store.jobs(query)).length).toBe(length);
        best = Math.min(best, performance.now() - start);
      }
      return best;
    };
    const first = await bestOf({ limit: 100 }, 100);
    const last = await bestOf({ limit: 100, after: 'job-100' }, 100);
    const ofStates = await bestOf({ limit: 100, states, sessionId: session.id }, 100);
    const none = await bestOf({ limit: 100, states: ['running'] }, 0);
    const figures = Object.entries({ first, last, ofStates, none });
    console.log(
      `pages of 100 of ${JOBS} jobs: ${figures.map(([name, ms]) => `${name} ${ms.toFixed(2)} ms`).join(', ')}`,
    );
    // Reading all rows takes hundreds of times as long as one page.
    expect(last / first).toBeLessThan(20);
    expect(ofStates / first).toBeLessThan(20);
    expect(none / first).toBeLessThan(20);
  });

  it('grows by a job, and goes with its session, without reading it all', async () => {
    const start = performance.now();
    const job = await store.addJob(sampleJob(session.id, source.id));
    await store.updateJob(job.id, { state: 'running' });
    expect((await store.interruptRunningJobs()).map(({ id }) => id)).toEqual([job.id]);
    const other = await store.createSession('Short');
    await store.addSource(sampleSource(other.id, 'b'.repeat(64)));
    await store.deleteSession(other.id);
    const changesMs = performance.now() - start;
    const all = performance.now();
    await store.deleteSession(session.id);
    const deleteMs = performance.now() - all;
    console.log(`six changes ${changesMs.toFixed(1)} ms; deleting a session with all jobs ${deleteMs.toFixed(0)} ms`);
    expect(await store.jobs()).toEqual([]);
  });
});
