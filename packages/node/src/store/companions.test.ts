import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Session, Source } from '@studiohand/core/engine';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { verifyLedger } from './ledger.ts';
import { openStore, type SqliteStore } from './sqliteStore.ts';
import { sampleJob, sampleSource, sampleTake } from './testing/samples.ts';

const [SOURCE, REFERENCE, TAKE] = ['a', 'b', 'c'].map((digit) => digit.repeat(64)) as [string, string, string];
let folder = '';
let store: SqliteStore;
let session: Session;
let source: Source;
let reference: Source;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'studiohand-companions-'));
  store = await openStore(folder);
  session = await store.createSession('Blue Hour');
  source = await store.addSource(sampleSource(session.id, SOURCE));
  reference = await store.addSource(sampleSource(session.id, REFERENCE, 'Reference.wav'));
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

it('jobs, takes and steps keep their companions, and the ledger their content', async () => {
  const companionIds = [reference.id];
  const job = await store.addJob({ ...sampleJob(session.id, source.id), companionIds });
  const take = await store.addTake({ ...sampleTake(session.id, source.id, TAKE), companionIds }, job.id);
  const analysis = await store.addJob({ ...sampleJob(session.id, source.id, 'analyse'), companionIds: [take.id] });
  await store.updateJob(analysis.id, { state: 'done', result: { plan: null } });
  const about = { sessionId: session.id, sourceId: source.id, tool: 'match', label: 'A', params: {}, plan: null };
  const step = await store.addPlanStep({ ...about, companionIds: [take.id, reference.id] });
  await store.close();
  store = await openStore(folder);
  expect((await store.job(job.id)).companionIds).toEqual(companionIds);
  expect((await store.take(take.id)).companionIds).toEqual(companionIds);
  expect((await store.planSteps(source.id, 'match')).steps).toEqual([step]);
  const entries = (await store.ledger()).slice(-3).map(({ kind, data }) => [kind, data['companions']]);
  const [used, made] = [
    { id: reference.id, kind: 'source', sha256: REFERENCE },
    { id: take.id, kind: 'take', sha256: TAKE },
  ];
  expect(entries).toEqual([
    ['take', [used]],
    ['analysis', [made]],
    ['plan', [made, used]],
  ]);
  expect((await verifyLedger(store)).ok).toBe(true);
});

it('what is not of the session is refused, and nothing is kept', async () => {
  const other = await store.createSession('Other');
  const foreign = await store.addSource(sampleSource(other.id, TAKE));
  const entries = (await store.ledger()).length;
  const job = sampleJob(session.id, source.id);
  const about = { sessionId: session.id, sourceId: source.id, tool: 'match', label: 'A', params: {}, plan: null };
  for (const id of [foreign.id, 'nothing', session.id]) {
    const companionIds = [reference.id, id];
    await expect(store.addJob({ ...job, companionIds })).rejects.toMatchObject({ code: 'not-found' });
    await expect(store.addPlanStep({ ...about, companionIds })).rejects.toMatchObject({ code: 'not-found' });
  }
  expect(await store.jobs()).toEqual([]);
  expect(await store.ledger()).toHaveLength(entries);
});

it('without companions records and ledger are as they always were', async () => {
  const job = await store.addJob({ ...sampleJob(session.id, source.id), companionIds: [] });
  const take = await store.addTake(sampleTake(session.id, source.id, TAKE), job.id);
  expect(job).not.toHaveProperty('companionIds');
  expect(take).not.toHaveProperty('companionIds');
  expect((await store.ledger()).at(-1)?.data).not.toHaveProperty('companions');
});
