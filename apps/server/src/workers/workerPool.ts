import { getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { AudioError } from '@studiohand/core/audio';
import { cancelledError } from './cancelled.ts';
import type { GrowingPeaks, Task, TaskMessage, TaskResults, WorkerMessage } from './tasks.ts';

/** How long a cancelled task may take to stop by itself. */
const GRACE_MS = 400;
/** Threads kept ready between tasks; each takes some 50 MB. */
const IDLE_WORKERS = 1;
/**
 * Room for short-lived objects of a thread. Tasks work in buffers that they use again; V8's own choice of 48 MB would
 * only fill with what is read from files and forgotten.
 */
const YOUNG_GENERATION_MB = 6;

/** How to follow and stop a task. */
export interface TaskOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (stage: string, fraction: number) => void;
  readonly onPeaks?: (peaks: GrowingPeaks) => void;
}

/**
 * Runs each task in a thread of its own; threads are used again. A thread that dies fails its task only. A cancelled
 * task that does not stop by itself has its thread ended.
 */
export class WorkerPool {
  readonly #script: URL;
  readonly #idle: Worker[] = [];
  readonly #busy = new Set<Worker>();
  #closed = false;

  /** `script` calls serveTasks; by default the one with every tool of the registry. */
  constructor(script: URL = ownScript()) {
    this.#script = script;
  }

  async run<T extends Task>(task: T, options: TaskOptions = {}): Promise<TaskResults[T['kind']]> {
    const { signal } = options;
    if (this.#closed || signal?.aborted) throw cancelledError();
    const worker = this.#idle.pop() ?? this.#start();
    this.#busy.add(worker);
    let grace: NodeJS.Timeout | undefined;
    const flag = new SharedArrayBuffer(4);
    const cancel = (): void => {
      Atomics.store(new Int32Array(flag), 0, 1);
      grace = setTimeout(() => void worker.terminate(), GRACE_MS);
    };
    signal?.addEventListener('abort', cancel, { once: true });
    let healthy = false;
    try {
      const result = await this.#answer(worker, { task, cancelled: flag }, options);
      healthy = true;
      return result as TaskResults[T['kind']];
    } catch (error) {
      healthy = error instanceof TaskFailure;
      if (signal?.aborted) throw cancelledError();
      throw error instanceof TaskFailure ? error.reason : error;
    } finally {
      clearTimeout(grace);
      signal?.removeEventListener('abort', cancel);
      this.#release(worker, healthy);
    }
  }

  /** Starts a thread ahead of the first task, so that it does not have to wait for one. */
  warm(): void {
    if (this.#idle.length > 0 || this.#closed) return;
    const worker = this.#start();
    worker.unref();
    this.#idle.push(worker);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#idle.splice(0), ...this.#busy].map((worker) => worker.terminate()));
  }

  #start(): Worker {
    // TypeScript runs as it is only with the packages' sources; the built server has no such condition.
    const execArgv = this.#script.pathname.endsWith('.ts') ? ['--conditions=source', '--no-warnings'] : [];
    const worker = new Worker(this.#script, {
      execArgv,
      env: workerEnv(),
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
    });
    // A thread may also die between tasks; the one that replaces it is started when it is needed.
    worker.on('error', () => {});
    worker.on('exit', () => {
      const at = this.#idle.indexOf(worker);
      if (at >= 0) this.#idle.splice(at, 1);
    });
    return worker;
  }

  #release(worker: Worker, healthy: boolean): void {
    this.#busy.delete(worker);
    if (healthy && !this.#closed && this.#idle.length < IDLE_WORKERS) {
      worker.unref();
      this.#idle.push(worker);
    } else void worker.terminate();
  }

  #answer(worker: Worker, message: TaskMessage, { onProgress, onPeaks }: TaskOptions): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const settle = (end: () => void): void => {
        worker.off('message', hear).off('error', crash).off('exit', exit);
        end();
      };
      const crash = (error: Error): void => settle(() => reject(crashed(error.message)));
      const exit = (code: number): void => settle(() => reject(crashed(`it ended with status ${code}`)));
      const hear = (answer: WorkerMessage): void => {
        if (answer.type === 'progress') onProgress?.(answer.stage, answer.fraction);
        else if (answer.type === 'peaks') onPeaks?.(answer.peaks);
        else if (answer.type === 'done') settle(() => resolve(answer.result));
        else {
          const { code, message: text, hint } = answer.error;
          settle(() => reject(new TaskFailure(new AudioError(code, text, hint))));
        }
      };
      worker.ref();
      worker.on('message', hear).on('error', crash).on('exit', exit);
      worker.postMessage(message);
    });
  }
}

/** An error that a task reported: its thread is well. */
class TaskFailure extends Error {
  readonly reason: AudioError;

  constructor(reason: AudioError) {
    super(reason.message);
    this.reason = reason;
  }
}

function crashed(why: string): AudioError {
  return new AudioError(
    'internal',
    `The work stopped unexpectedly: ${why}.`,
    'Try again. If it happens again, please report it.',
  );
}

/** With the cache on from its first file a thread never loads the compiler of TypeScript: 10 MB and some time. */
function workerEnv(): NodeJS.ProcessEnv {
  const folder = getCompileCacheDir();
  return folder === undefined ? process.env : { ...process.env, NODE_COMPILE_CACHE: dirname(folder) };
}

function ownScript(): URL {
  return new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url);
}
