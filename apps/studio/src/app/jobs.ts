import type { Job } from '@studiohand/core/engine';
import type { Desk } from './desk.ts';
import { refreshSession } from './sessions.ts';

const KEPT_JOBS = 200;

/** Whether a job will still change by itself. */
export function isOpen(job: Job): boolean {
  return job.state === 'queued' || job.state === 'running';
}

/** A job in words: "Gain: analyse". */
export function jobTitle(desk: Desk, job: Job): string {
  const tool = desk.store.get().tools.find(({ id }) => id === job.tool)?.title ?? job.tool;
  return `${tool}: ${job.kind === 'analyse' ? 'analysis' : 'rendering'}`;
}

/** Takes in a job as the server tells it; React hears of it only when more than its progress changed. */
export function jobChanged(desk: Desk, job: Job): void {
  const known = desk.store.get().jobs.find(({ id }) => id === job.id);
  if (known && known.state === job.state && known.position === job.position && known.priority === job.priority) return;
  desk.store.set(({ jobs }) => ({
    jobs: (known ? jobs.map((one) => (one.id === job.id ? job : one)) : [job, ...jobs]).slice(0, KEPT_JOBS),
  }));
  if (known?.state === job.state || isOpen(job)) return;
  const source = desk.store.get().sources.find(({ id }) => id === job.sourceId);
  const title = `${jobTitle(desk, job)}${source ? ` of ${source.name}` : ''}`;
  if (job.state === 'failed')
    desk.notify('problem', `${title} failed. ${job.error?.message ?? ''}`, job.error?.hint ?? '');
  else desk.store.set({ announcement: `${title} ${job.state}.` });
  if (job.state !== 'done') return;
  if (job.kind === 'analyse') desk.analysisDone(job);
  else void desk.attempt(() => rendered(desk, job));
}

const wanted = new Map<string, (takeId: string) => void>();

/** Calls back with the take of a render job once it is on the desk, also when that is so already. */
export function whenRendered(desk: Desk, jobId: string, call: (takeId: string) => void): void {
  const takeId = desk.store.get().jobs.find(({ id }) => id === jobId)?.result?.takeId;
  if (takeId !== undefined && desk.store.get().takes.some(({ id }) => id === takeId)) call(takeId);
  else wanted.set(jobId, call);
}

async function rendered(desk: Desk, job: Job): Promise<void> {
  const takeId = job.result?.takeId;
  if (takeId === undefined || job.sessionId !== desk.store.get().sessionId) return;
  await refreshSession(desk, job.sessionId);
  wanted.get(job.id)?.(takeId);
  wanted.delete(job.id);
}

/** Adds an answer of the server to the list without waiting for its event. */
export function addJob(desk: Desk, job: Job): void {
  if (!desk.store.get().jobs.some(({ id }) => id === job.id)) jobChanged(desk, job);
}

export async function cancelJob(desk: Desk, job: Job): Promise<void> {
  const changed = await desk.attempt(() => desk.client.cancelJob(job.id));
  if (changed !== undefined) jobChanged(desk, changed);
}

export async function retryJob(desk: Desk, job: Job): Promise<void> {
  const changed = await desk.attempt(() => desk.client.retryJob(job.id));
  if (changed !== undefined) jobChanged(desk, changed);
}

/** Jobs that wait, in the order they will run. */
export function queueOf(jobs: readonly Job[]): readonly Job[] {
  return jobs
    .filter(({ state }) => state === 'queued')
    .sort((a, b) => b.priority - a.priority || a.position - b.position);
}

/** Moves a waiting job one place up (-1) or down (+1), by exchanging priority and position with its neighbour. */
export async function moveJob(desk: Desk, job: Job, by: -1 | 1): Promise<void> {
  const queue = queueOf(desk.store.get().jobs);
  const other = queue[queue.findIndex(({ id }) => id === job.id) + by];
  if (other === undefined) return;
  await desk.attempt(async () => {
    const mine = { priority: job.priority, position: job.position };
    jobChanged(desk, await desk.client.moveJob(job.id, { priority: other.priority, position: other.position }));
    jobChanged(desk, await desk.client.moveJob(other.id, mine));
  });
}
