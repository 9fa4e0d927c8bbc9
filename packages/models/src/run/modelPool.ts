/** Several processes with the same model, each on one chunk at a time. */
import type { ModelDescriptor } from '../descriptor.ts';
import type { ModelFile } from './messages.ts';
import { ModelProcess } from './modelProcess.ts';

interface Job {
  readonly mix: Float32Array;
  readonly batch: number;
  readonly path: string;
  readonly resolve: (result: { inferenceMs: number }) => void;
  readonly reject: (error: unknown) => void;
}

export interface PoolSettings {
  readonly processes: number;
  /** Threads of each process. */
  readonly threads: number;
  /** Memory that all of them together may take. */
  readonly memoryBytes: number;
}

export class ModelPool {
  readonly size: number;
  readonly #processes: readonly ModelProcess[];
  readonly #idle: ModelProcess[] = [];
  readonly #queue: Job[] = [];

  private constructor(processes: readonly ModelProcess[]) {
    this.#processes = processes;
    this.size = processes.length;
    this.#idle.push(...processes);
  }

  /** Starts and loads all processes. Throws AudioError of whichever fails first. */
  static async start(
    descriptor: ModelDescriptor,
    files: readonly ModelFile[],
    { processes: count, threads, memoryBytes }: PoolSettings,
    signal?: AbortSignal,
  ): Promise<{ pool: ModelPool; freeBatch: boolean }> {
    const processes = Array.from({ length: count }, () => new ModelProcess(memoryBytes / count));
    const stop = (): void => {
      for (const process of processes) process.kill();
    };
    signal?.addEventListener('abort', stop, { once: true });
    try {
      const loads = await Promise.all(processes.map((process) => process.load(descriptor, files, threads)));
      return { pool: new ModelPool(processes), freeBatch: loads.every(({ freeBatch }) => freeBatch) };
    } catch (error) {
      stop();
      throw error;
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  run(mix: Float32Array, batch: number, path: string): Promise<{ inferenceMs: number }> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ mix, batch, path, resolve, reject });
      this.#next();
    });
  }

  close(): void {
    for (const process of this.#processes) process.kill();
  }

  #next(): void {
    const process = this.#idle[0];
    const job = this.#queue[0];
    if (!process || !job) return;
    this.#idle.shift();
    this.#queue.shift();
    process
      .run(job.mix, job.batch, job.path)
      .then(job.resolve, job.reject)
      .finally(() => {
        this.#idle.push(process);
        this.#next();
      });
  }
}
