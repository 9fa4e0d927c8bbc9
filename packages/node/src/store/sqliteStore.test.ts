import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AudioError } from '@studiohand/core/audio';
import type { Job, PlanStep, Session, Source, Take } from '@studiohand/core/engine';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyLedger } from './ledger.ts';
import { openStore, type SqliteStore } from './sqliteStore.ts';
import { sampleJob, sampleSource, sampleTake } from './testing/samples.ts';

const HASH = 'a'.repeat(64);
const OTHER_HASH = 'b'.repeat(64);
let folder = '';
let store: SqliteStore;
let session: Session;
let source: Source;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'studiohand-store-'));
  store = await openStore(folder);
  session = await store.createSession('  Blue Hour  ');
  source = await store.addSource(sampleSource(session.id, HASH));
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

async function reopen(): Promise<void> {
  await store.close();
  store = await openStore(folder);
}

async function code(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => new Error('nothing was thrown'),
    (thrown: unknown) => thrown,
  );
  if (error instanceof AudioError && error.message.length > 10 && error.hint.length > 10) return error.code;
  throw error;
}

async function addTake(hash = OTHER_HASH): Promise<Take> {
  const job = await store.addJob(sampleJob(session.id, source.id));
  return store.addTake(sampleTake(session.id, source.id, hash), job.id);
}

const step = (label: string, tool = 'gain'): Promise<PlanStep> =>
  store.addPlanStep({ sessionId: session.id, sourceId: source.id, tool, label, params: { label }, plan: null });

describe('records', () => {
  it('come back after reopening exactly as they were reported', async () => {
    const take = await addTake();
    const decision = await store.addDecision({ takeId: take.id, verdict: 'adjust', note: 'Zu laut im Refrain – 1 dB' });
    const test = await store.addListeningTest({ takeId: take.id, kind: 'abx', trials: 10, hits: 9, pValue: 0.0107 });
    const record = await store.addExport({ takeId: take.id, path: 'exports/a.wav', sha256: OTHER_HASH });
    await reopen();
    expect((await store.session(session.id)).title).toBe('Blue Hour');
    expect(await store.sources(session.id)).toStrictEqual([source]);
    expect(await store.source(source.id)).toStrictEqual(source);
    expect(await store.takes(session.id)).toStrictEqual([take]);
    expect(await store.take(take.id)).toStrictEqual(take);
    expect(await store.decisions(session.id)).toStrictEqual([decision]);
    expect(await store.listeningTests(session.id)).toStrictEqual([test]);
    expect(await store.exports(session.id)).toStrictEqual([record]);
  });

  it('keep names of any characters, and numbers that JSON lacks as null', async () => {
    const name = 'a\0b\ud800 "\'; DROP TABLE takes;--';
    const odd = await store.addSource({ ...sampleSource(session.id, HASH, name), integratedLufs: -Infinity });
    expect(odd.integratedLufs).toBeNull();
    expect(await store.source(odd.id)).toStrictEqual(odd);
    expect(odd.name).toBe(name);
    expect(await verifyLedger(store)).toMatchObject({ ok: true });
  });

  it('say not-found for every unknown id', async () => {
    const none = 'no-such-id';
    const take = await addTake();
    const job = await store.addJob(sampleJob(session.id, source.id));
    const attempts: Promise<unknown>[] = [
      ...[store.session(none), store.renameSession(none, 'x'), store.deleteSession(none)],
      ...[store.saveView(none, {}), store.view(none), store.sessions({ after: none })],
      ...[store.addSource(sampleSource(none, HASH)), store.sources(none), store.source(none)],
      store.addTake(sampleTake(session.id, source.id, HASH), none),
      store.addTake(sampleTake(session.id, none, HASH), job.id),
      ...[store.takes(none), store.take(none), store.decisions(none), store.listeningTests(none), store.exports(none)],
      store.addDecision({ takeId: none, verdict: 'accept', note: '' }),
      store.addListeningTest({ takeId: none, kind: 'abx', trials: 1, hits: 1, pValue: 0.5 }),
      store.addExport({ takeId: none, path: 'x', sha256: HASH }),
      store.addPlanStep({ sessionId: session.id, sourceId: none, tool: 'gain', label: '', params: {}, plan: null }),
      ...[store.planSteps(none, 'gain'), store.setCurrentPlanStep(source.id, 'gain', none)],
      ...[store.addJob(sampleJob(session.id, none)), store.job(none), store.updateJob(none, {})],
      ...[store.jobs({ after: none }), store.jobs({ sessionId: none })],
    ];
    expect(await Promise.all(attempts.map(code))).toEqual(attempts.map(() => 'not-found'));
    expect(await store.takes(session.id)).toStrictEqual([take]);
    expect(await verifyLedger(store)).toMatchObject({ ok: true, entries: 2 });
  });

  it('refuse what does not belong together', async () => {
    const other = await store.createSession('Other');
    const job = await store.addJob(sampleJob(session.id, source.id));
    const attempts = [
      store.addTake(sampleTake(other.id, source.id, HASH), job.id),
      store.addJob(sampleJob(other.id, source.id)),
      store.addPlanStep({ sessionId: other.id, sourceId: source.id, tool: 'gain', label: '', params: {}, plan: null }),
      ...[store.createSession('  '), store.renameSession(session.id, 'x'.repeat(301))],
      ...[store.sessions({ limit: 0 }), store.sessions({ limit: 501 }), store.jobs({ limit: 1.5 })],
      store.updateJob(job.id, { state: 'finished' as 'done' }),
    ];
    expect(await Promise.all(attempts.map(code))).toEqual(attempts.map(() => 'invalid-parameter'));
  });
});

describe('sessions', () => {
  it('come in pages, newest first', async () => {
    const ids = [session.id];
    for (let n = 0; n < 11; n++) ids.unshift((await store.createSession(`Song ${n}`)).id);
    const seen: string[] = [];
    for (let after: string | undefined; seen.length < ids.length; after = seen.at(-1)) {
      const page = await store.sessions({ limit: 5, ...(after === undefined ? {} : { after }) });
      expect(page.length).toBe(Math.min(5, ids.length - seen.length));
      seen.push(...page.map(({ id }) => id));
    }
    expect(seen).toEqual(ids);
    expect(await store.sessions({ after: ids.at(-1) as string })).toEqual([]);
  });

  it('keep a title, and the time of the last change', async () => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    const renamed = await store.renameSession(session.id, 'Red Hour');
    expect(renamed.changedAt > session.changedAt).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 5));
    await addTake();
    const later = await store.session(session.id);
    expect(later).toStrictEqual({ ...renamed, changedAt: later.changedAt });
    expect(later.changedAt > renamed.changedAt).toBe(true);
  });

  it('keep a view of at most 256 KiB', async () => {
    expect(await store.view(session.id)).toBeNull();
    const text = (bytes: number): string => 'é'.repeat((bytes - 2) / 2);
    await store.saveView(session.id, text(256 * 1024));
    expect(await code(store.saveView(session.id, text(256 * 1024 + 2)))).toBe('too-large');
    expect(await store.view(session.id)).toBe(text(256 * 1024));
    await store.saveView(session.id, { zoom: [1, 2] });
    await reopen();
    expect(await store.view(session.id)).toStrictEqual({ zoom: [1, 2] });
    const circle: unknown[] = [];
    circle.push(circle);
    expect(await code(store.saveView(session.id, circle))).toBe('invalid-parameter');
    await store.saveView(session.id, undefined);
    expect(await store.view(session.id)).toBeNull();
  });

  it('take everything along when deleted, but the ledger', async () => {
    const other = await store.createSession('Other');
    const kept = await store.addSource(sampleSource(other.id, HASH));
    const take = await addTake();
    const job = (await store.jobs({ sessionId: session.id }))[0] as Job;
    await store.addDecision({ takeId: take.id, verdict: 'accept', note: '' });
    await store.addListeningTest({ takeId: take.id, kind: 'preference', trials: 4, hits: 3, pValue: 0.6 });
    await store.addExport({ takeId: take.id, path: 'x.wav', sha256: OTHER_HASH });
    await step('one');
    await store.saveView(session.id, 1);
    const before = await store.ledger();
    await store.deleteSession(session.id);
    const gone = [store.session(session.id), store.source(source.id), store.take(take.id), store.job(job.id)];
    expect(await Promise.all(gone.map(code))).toEqual(gone.map(() => 'not-found'));
    expect(await code(store.planSteps(source.id, 'gain'))).toBe('not-found');
    for (const table of ['views', 'plan_steps', 'current_plan_steps', 'decisions', 'listening_tests', 'exports']) {
      expect(store.database.get(`SELECT 1 FROM ${table}`), table).toBeUndefined();
    }
    expect(await store.sources(other.id)).toStrictEqual([kept]);
    expect([await store.isReferenced(HASH), await store.isReferenced(OTHER_HASH)]).toEqual([true, false]);
    const after = await store.ledger();
    expect(after.slice(0, -1)).toStrictEqual(before);
    expect(after.at(-1)).toMatchObject({
      kind: 'delete',
      data: { id: session.id, sources: [source.id], takes: [take.id] },
    });
    expect(await verifyLedger(store)).toMatchObject({ ok: true });
  });
});

describe('plan steps', () => {
  const labels = async (tool = 'gain'): Promise<(string | undefined)[]> => {
    const { steps, currentId } = await store.planSteps(source.id, tool);
    return [...steps.map(({ label }) => label), steps.find(({ id }) => id === currentId)?.label];
  };

  it('undo and redo across a reload; a new step drops what was undone', async () => {
    expect(await store.planSteps(source.id, 'gain')).toStrictEqual({ steps: [], currentId: null });
    const [one, two, three] = [await step('1'), await step('2'), await step('3')];
    await step('elsewhere', 'master');
    expect(await labels()).toEqual(['1', '2', '3', '3']);
    await store.setCurrentPlanStep(source.id, 'gain', one.id);
    await reopen();
    expect(await labels()).toEqual(['1', '2', '3', '1']);
    await store.setCurrentPlanStep(source.id, 'gain', two.id);
    expect(await labels()).toEqual(['1', '2', '3', '2']);
    await step('4');
    expect(await labels()).toEqual(['1', '2', '4', '4']);
    expect(await code(store.setCurrentPlanStep(source.id, 'gain', three.id))).toBe('not-found');
    expect(await code(store.setCurrentPlanStep(source.id, 'master', two.id))).toBe('not-found');
    expect(await labels('master')).toEqual(['elsewhere', 'elsewhere']);
    expect((await store.ledger()).filter(({ kind }) => kind === 'plan').length).toBe(5);
  });
});

describe('jobs', () => {
  it('are queued in order and keep what they are told', async () => {
    const first = await store.addJob({ ...sampleJob(session.id, source.id), priority: 5 });
    const second = await store.addJob(sampleJob(session.id, source.id, 'analyse'));
    expect(first).toMatchObject({ state: 'queued', fraction: 0, priority: 5, startedAt: null, result: null });
    expect(second.position).toBeGreaterThan(first.position);
    const moved = await store.updateJob(second.id, { position: first.position - 0.5, stage: 'Reading' });
    expect(moved).toStrictEqual({ ...second, position: first.position - 0.5, stage: 'Reading' });
    await reopen();
    expect(await store.job(second.id)).toStrictEqual(moved);
  });

  it('become done with their take, once', async () => {
    const job = await store.addJob(sampleJob(session.id, source.id));
    await store.updateJob(job.id, { state: 'running', startedAt: job.createdAt });
    const take = await store.addTake(sampleTake(session.id, source.id, OTHER_HASH), job.id);
    expect(await store.job(job.id)).toMatchObject({ state: 'done', fraction: 1, result: { takeId: take.id } });
    expect(await code(store.addTake(sampleTake(session.id, source.id, HASH), job.id))).toBe('invalid-parameter');
    const cancelled = await store.addJob(sampleJob(session.id, source.id));
    await store.updateJob(cancelled.id, { state: 'cancelled' });
    expect(await code(store.addTake(sampleTake(session.id, source.id, HASH), cancelled.id))).toBe('cancelled');
    expect(await store.takes(session.id)).toStrictEqual([take]);
  });

  it('note a finished analysis in the ledger, once', async () => {
    const job = await store.addJob(sampleJob(session.id, source.id, 'analyse'));
    const report = { json: { lufs: -14 }, rows: [], findings: [] };
    await store.updateJob(job.id, { state: 'done', result: { report } });
    await store.updateJob(job.id, { priority: 1 });
    const entries = (await store.ledger()).filter(({ kind }) => kind === 'analysis');
    expect(entries).toMatchObject([{ sessionId: session.id, data: { id: job.id, tool: 'gain', sourceSha256: HASH } }]);
  });

  it('that were running are interrupted at the next start', async () => {
    const jobs = [];
    for (let n = 0; n < 4; n++) jobs.push(await store.addJob(sampleJob(session.id, source.id)));
    await store.updateJob(jobs[0]?.id as string, { state: 'running' });
    await store.updateJob(jobs[1]?.id as string, { state: 'done' });
    await store.updateJob(jobs[3]?.id as string, { state: 'running' });
    await reopen();
    const interrupted = await store.interruptRunningJobs();
    expect(interrupted.map(({ id, state }) => [id, state])).toEqual([
      [jobs[0]?.id, 'interrupted'],
      [jobs[3]?.id, 'interrupted'],
    ]);
    expect(await store.interruptRunningJobs()).toEqual([]);
    expect((await store.jobs()).map(({ state }) => state)).toEqual(['interrupted', 'queued', 'done', 'interrupted']);
  });

  it('come in pages by state and session, newest first', async () => {
    const other = await store.createSession('Other');
    const far = await store.addSource(sampleSource(other.id, HASH));
    const states = ['queued', 'done', 'failed', 'cancelled'] as const;
    for (let n = 0; n < 60; n++) {
      const [s, f] = n % 3 === 0 ? [other.id, far.id] : [session.id, source.id];
      const { id } = await store.addJob(sampleJob(s, f));
      await store.updateJob(id, { state: states[n % 4] as 'done' });
    }
    const all = await store.jobs({ limit: 500 });
    expect(all.map(({ position }) => position)).toEqual(all.map((_, n) => 60 - n));
    for (const query of [{}, { sessionId: session.id }, { states: ['done', 'failed'] as const }]) {
      for (const more of [{}, { sessionId: other.id }, { states: [] }, { states: ['done', 'done'] as const }]) {
        const asked = { ...query, ...more } as { sessionId?: string; states?: readonly string[] };
        const wanted = all.filter(
          (job) =>
            (asked.sessionId === undefined || job.sessionId === asked.sessionId) &&
            (asked.states === undefined || asked.states.includes(job.state)),
        );
        const seen: Job[] = [];
        for (;;) {
          const last = seen.at(-1);
          const page = await store.jobs({ ...query, ...more, limit: 7, ...(last ? { after: last.id } : {}) });
          seen.push(...page);
          if (page.length < 7) break;
        }
        expect(seen.map(({ id }) => id)).toEqual(wanted.map(({ id }) => id));
      }
    }
  });
});
