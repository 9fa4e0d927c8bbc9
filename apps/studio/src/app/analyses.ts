import type { Job } from '@studiohand/core/engine';
import type { Plan } from '@studiohand/core/tool';
import { named } from './companions.ts';
import type { Desk } from './desk.ts';
import { addJob } from './jobs.ts';
import { edit, type Place, settingAt, settled } from './plans.ts';
import { historyKey } from './state.ts';

const waiting = new Map<string, (plan: Plan | null) => void>();

/** Calls back with the plan when an analysis is done; such an analysis does not change what is set. */
export function whenAnalysed(desk: Desk, job: Job, call: (plan: Plan | null) => void): void {
  const known = desk.store.get().jobs.find(({ id }) => id === job.id);
  if (known?.state === 'done') call(known.result?.plan ?? null);
  else waiting.set(job.id, call);
}

/** Takes in the result of an analysis: report, and the plan as a new step. */
export async function analysed(desk: Desk, job: Job): Promise<void> {
  const result = job.result ?? (await desk.client.job(job.id)).result;
  const waiter = waiting.get(job.id);
  if (waiter !== undefined) {
    waiting.delete(job.id);
    waiter(result?.plan ?? null);
    return;
  }
  if (job.sessionId !== desk.store.get().sessionId || result === null) return;
  const key = historyKey(job.sourceId, job.tool);
  const { report, plan } = result;
  if (report) desk.store.set(({ reports }) => ({ reports: { ...reports, [key]: report } }));
  if (!plan || !asked.delete(job.id)) return;
  await edit(desk, { sourceId: job.sourceId, toolId: job.tool }, 'Plan proposed', (now) => ({
    params: job.params,
    plan,
    companionIds: job.companionIds ?? now.companionIds,
  }));
}

/** Analyses started here for the plan; only they write a step. */
const asked = new Set<string>();

/** Starts an analysis with what is set. */
export async function analyse(desk: Desk, place: Place): Promise<Job | undefined> {
  const { sessionId } = desk.store.get();
  if (sessionId === null) return undefined;
  return desk.attempt(async () => {
    await settled(place);
    const setting = settingAt(desk, place);
    const job = await desk.client.addJob({
      sessionId,
      sourceId: place.sourceId,
      kind: 'analyse',
      tool: place.toolId,
      params: setting.params,
      ...named(setting),
    });
    asked.add(job.id);
    const known = desk.store.get().jobs.find(({ id }) => id === job.id);
    if (known?.state === 'done') await analysed(desk, known);
    else addJob(desk, job);
    return job;
  });
}
