import { AsyncLocalStorage } from 'node:async_hooks';
import type { Worker } from 'node:worker_threads';

const owner = new AsyncLocalStorage<OwnWorker>();

/**
 * Watches over a worker thread that a library starts for itself and asks without listening for its end: what waits for
 * an answer fails when the thread dies, instead of waiting for ever. Node tells of every new thread; the one started in
 * the course of a `run` is ours.
 */
export class OwnWorker {
  readonly #death: PromiseWithResolvers<never> = Promise.withResolvers();
  readonly #adopt = (worker: Worker): void => {
    if (owner.getStore() !== this) return;
    worker.on('error', (error) => this.#death.reject(error));
    worker.on('exit', (status) => this.#death.reject(new Error(`its thread ended with status ${status}`)));
  };

  constructor() {
    this.#death.promise.catch(() => {});
    process.on('worker', this.#adopt);
  }

  /** Waits for `work`; rejects once the thread has died. */
  run<T>(work: () => Promise<T>): Promise<T> {
    return Promise.race([owner.run(this, work), this.#death.promise]);
  }

  /** No more threads will be started. */
  release(): void {
    process.off('worker', this.#adopt);
  }
}
