/** Opens a desk after a crash and compares it with what was reported saved. */
import type { ExportRecord, Job, PlanStep, Session, Source, Take } from '@studiohand/core/engine';
import { openBlobs } from '../fileBlobs.ts';
import { openStore, type SqliteStore } from '../sqliteStore.ts';
import { verifyStore } from '../verifyStore.ts';
import { sampleSource } from './samples.ts';

/** One line of the child: what was saved, and the record as the store returned it. */
export interface Saved {
  readonly what: string;
  readonly record: { readonly id: string; readonly sha256: string; readonly steps: number };
}

/** Complete lines of the child's output; a kill may cut the last one. */
export function savedLines(stdout: string): Saved[] {
  const lines = stdout.split('\n');
  return lines.slice(0, -1).map((line) => JSON.parse(line) as Saved);
}

/** Recovers the folder; returns everything that is not as it should be, in words. */
export async function faultsAfterCrash(folder: string, saved: readonly Saved[]): Promise<string[]> {
  const faults: string[] = [];
  const store = await openStore(folder);
  const blobs = await openBlobs(folder);
  await blobs.recover();
  await store.interruptRunningJobs();
  const check = await verifyStore(store, blobs);
  if (!check.ok) faults.push(`the check finds ${JSON.stringify(check)}`);
  if (check.temporaryFiles > 0) faults.push(`${check.temporaryFiles} temporary files remain`);
  if (check.blobs.unreferenced.length > 1) faults.push('more than the file in flight is unreferenced');
  faults.push(...(await missing(store, saved)), ...(await halfDone(store, saved)));
  const kept = new Set<string>();
  for await (const sha256 of blobs.list()) kept.add(sha256);
  for (const { what, record } of saved) {
    if (what === 'blob' && !kept.has(record.sha256)) faults.push(`blob ${record.sha256} is gone`);
    if (what === 'removed' && kept.has(record.sha256)) faults.push(`blob ${record.sha256} is back`);
  }
  const next = await store.createSession('After the crash');
  await store.addSource(sampleSource(next.id, 'f'.repeat(64)));
  await store.close();
  return faults;
}

/** Saved and not there, or there otherwise. */
async function missing(store: SqliteStore, saved: readonly Saved[]): Promise<string[]> {
  const session = saved.find(({ what }) => what === 'session')?.record;
  if (!session) return [];
  const readers: Record<string, (record: Saved['record']) => Promise<unknown>> = {
    source: ({ id }) => store.source(id),
    take: ({ id }) => store.take(id),
    decision: async ({ id }) => (await store.decisions(session.id)).find((one) => one.id === id),
    test: async ({ id }) => (await store.listeningTests(session.id)).find((one) => one.id === id),
    export: async ({ id }) => (await store.exports(session.id)).find((one: ExportRecord) => one.id === id),
    step: async ({ id }) => (await steps(store, saved)).steps.find((one) => one.id === id),
    view: () => store.view(session.id),
  };
  const faults: string[] = [];
  for (const { what, record } of saved) {
    const read = await readers[what]?.(record).catch((error: unknown) => `${error}`);
    if (readers[what] && JSON.stringify(read) !== JSON.stringify(record)) faults.push(`${what} ${record.id} is lost`);
    if (what === 'job') await store.job(record.id).catch(() => faults.push(`job ${record.id} is lost`));
    if (what === 'title' && (await store.session(record.id)).title !== 'Red Hour') faults.push('the title is lost');
    if (what === 'deleted' && (await store.source(record.id).catch(() => null))) faults.push('the deleted is back');
  }
  return faults;
}

async function steps(
  store: SqliteStore,
  saved: readonly Saved[],
): Promise<{ readonly steps: readonly PlanStep[]; readonly currentId: string | null }> {
  const source = saved.find(({ what }) => what === 'source')?.record;
  return source ? store.planSteps(source.id, 'gain') : { steps: [], currentId: null };
}

/** Listed and not whole: takes without a done job and the other way round, steps without a current one, extra records. */
async function halfDone(store: SqliteStore, saved: readonly Saved[]): Promise<string[]> {
  const faults: string[] = [];
  const plan = await steps(store, saved);
  if (plan.steps.length > 0 && !plan.steps.some(({ id }) => id === plan.currentId)) faults.push('no step is current');
  const sessions: readonly Session[] = await store.sessions({ limit: 500 });
  const takes: Take[] = [];
  const sources: Source[] = [];
  for (const { id } of sessions) {
    takes.push(...(await store.takes(id)));
    sources.push(...(await store.sources(id)));
  }
  const jobs: readonly Job[] = await store.jobs({ limit: 500 });
  for (const { id, state } of jobs) if (state === 'running') faults.push(`job ${id} still runs`);
  const done = jobs.filter(({ state }) => state === 'done').map(({ result }) => result?.takeId);
  if (JSON.stringify(done.toReversed()) !== JSON.stringify(takes.map(({ id }) => id)))
    faults.push('takes and jobs differ');
  const reported = saved.filter(({ what }) => what === 'take').length;
  if (takes.length > reported + 1) faults.push(`${takes.length} takes, ${reported} reported`);
  return faults;
}
