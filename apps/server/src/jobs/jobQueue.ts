import { AudioError } from '@studiohand/core/audio';
import type { Job, Store } from '@studiohand/core/engine';
import type { EventHub } from '../desk/eventHub.ts';
import { asAudioError } from '../errors.ts';
import { companionsOfJob } from './companions.ts';
import { ended, type JobRunner } from './jobRunner.ts';
import { generalPlaces, isLong, type LaneEntry, nextEntry } from './lanes.ts';
import { JobProgress } from './progress.ts';

/** What a new job has to say. */
export type NewJob = Parameters<Store['addJob']>[0];

interface Running extends LaneEntry {
  readonly progress: JobProgress;
  readonly controller: AbortController;
  readonly finished: Promise<void>;
}

const RETRIED: readonly Job['state'][] = ['failed', 'cancelled', 'interrupted'];

/** Runs jobs in their order, tells of every change, and keeps each one's failure to itself. */
export class JobQueue {
  readonly #store: Store;
  readonly #events: EventHub;
  readonly #runner: JobRunner;
  readonly #log: (line: string) => void;
  readonly #places: number;
  readonly #waiting = new Map<string, LaneEntry>();
  readonly #running = new Map<string, Running>();
  #closed = false;

  constructor(deps: {
    readonly store: Store;
    readonly events: EventHub;
    readonly runner: JobRunner;
    readonly log: (line: string) => void;
    readonly places?: number;
  }) {
    this.#store = deps.store;
    this.#events = deps.events;
    this.#runner = deps.runner;
    this.#log = deps.log;
    this.#places = deps.places ?? generalPlaces();
  }

  /** At start: what a crash ended is marked so, what waited waits again. */
  async resume(): Promise<void> {
    await this.#store.interruptRunningJobs();
    let after: string | undefined;
    for (;;) {
      const page = await this.#store.jobs({ states: ['queued'], limit: 500, ...(after && { after }) });
      for (const job of page) await this.#enqueue(job);
      if (page.length < 500) break;
      after = page.at(-1)?.id;
    }
    this.#pump();
  }

  async add(job: NewJob): Promise<Job> {
    const added = await this.#store.addJob(job);
    await this.#enqueue(added);
    this.#publish(added);
    this.#pump();
    return this.live(added);
  }

  /** A job with its live progress. */
  live(job: Job): Job {
    return job.state === 'running' ? (this.#running.get(job.id)?.progress.on(job) ?? job) : job;
  }

  /** Stops a job that waits or runs; one that ended stays as it is. Returns when it has stopped. */
  async cancel(id: string): Promise<Job> {
    const job = await this.#store.job(id);
    if (this.#waiting.delete(id)) {
      const cancelled = await this.#store.updateJob(id, ended('cancelled'));
      this.#publish(cancelled);
      return cancelled;
    }
    const running = this.#running.get(id);
    if (running === undefined) return job;
    running.controller.abort();
    await running.finished;
    return await this.#store.job(id);
  }

  /** Stops everything of a session. */
  async cancelSession(sessionId: string): Promise<void> {
    const entries = [...this.#waiting.values(), ...this.#running.values()];
    for (const { job } of entries) if (job.sessionId === sessionId) await this.cancel(job.id);
  }

  /** Queues a job again that failed, was cancelled or was interrupted. */
  async retry(id: string): Promise<Job> {
    const job = await this.#store.job(id);
    if (!RETRIED.includes(job.state)) {
      throw new AudioError(
        'invalid-parameter',
        `The job is ${job.state}.`,
        `Only ${RETRIED.join(', ')} jobs run again.`,
      );
    }
    const fresh = { error: null, result: null, startedAt: null, endedAt: null, stage: '', fraction: 0 };
    const queued = await this.#store.updateJob(id, { state: 'queued', ...fresh });
    await this.#enqueue(queued);
    this.#publish(queued);
    this.#pump();
    return this.live(queued);
  }

  /** Moves a job in the queue. */
  async reorder(id: string, change: { readonly priority?: number; readonly position?: number }): Promise<Job> {
    const job = await this.#store.updateJob(id, change);
    const entry = this.#waiting.get(id);
    if (entry) this.#waiting.set(id, { ...entry, job });
    this.#publish(job);
    return this.live(job);
  }

  /** Stops what runs; it is offered again at the next start. */
  async close(): Promise<void> {
    this.#closed = true;
    const running = [...this.#running.values()];
    for (const { controller } of running) controller.abort();
    await Promise.all(running.map(({ finished }) => finished));
  }

  async #enqueue(job: Job): Promise<void> {
    const files = [await this.#store.source(job.sourceId), ...(await companionsOfJob(this.#store, job))];
    this.#waiting.set(job.id, { job, isLong: files.some(isLong) });
  }

  #pump(): void {
    while (!this.#closed) {
      const entry = nextEntry([...this.#waiting.values()], [...this.#running.values()], this.#places);
      if (entry === undefined) return;
      const { id } = entry.job;
      this.#waiting.delete(id);
      const controller = new AbortController();
      const progress = new JobProgress();
      const finished = this.#run(entry.job, progress, controller.signal)
        .catch((error: unknown) => this.#log(`job ${id}: ${error instanceof Error ? error.stack : String(error)}`))
        .finally(() => {
          this.#running.delete(id);
          this.#pump();
        });
      this.#running.set(id, { ...entry, progress, controller, finished });
    }
  }

  async #run({ id, sourceId }: Job, progress: JobProgress, signal: AbortSignal): Promise<void> {
    try {
      const source = await this.#store.source(sourceId);
      const job = await this.#store.updateJob(id, { state: 'running', startedAt: new Date().toISOString() });
      this.#publish(progress.on(job));
      const onProgress = (stage: string, fraction: number): void => {
        progress.update(stage, fraction);
        this.#publish(progress.on(job));
      };
      const done = await this.#runner.run(job, source, { signal, onProgress });
      this.#publish(done);
      if (done.kind === 'render') this.#events.session(done.sessionId, 'take');
    } catch (thrown) {
      if (signal.aborted) {
        this.#publish(await this.#store.updateJob(id, ended(this.#closed ? 'interrupted' : 'cancelled')));
        return;
      }
      const { code, message, hint, cause } = asAudioError(thrown);
      if (code === 'internal') this.#log(`job ${id}: ${cause instanceof Error ? cause.stack : message}`);
      this.#publish(await this.#store.updateJob(id, { ...ended('failed'), error: { code, message, hint } }));
    }
  }

  #publish(job: Job): void {
    this.#events.publish({ event: 'job', data: job });
  }
}
