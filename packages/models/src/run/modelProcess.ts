/**
 * A process with one model, seen from outside: what it answers, and an AudioError when it falls over, hangs, or takes
 * more memory than it may. Memory is watched on Linux (/proc); elsewhere only the limits of the system hold.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { AudioError } from '@studiohand/core/audio';
import type { ModelDescriptor } from '../descriptor.ts';
import type { Answer, ModelFile, Request } from './messages.ts';

/** Longest silence of a process at work: a chunk of a large model on a slow machine takes minutes at most. */
const STALL_MS = 15 * 60_000;
const WATCH_MS = 100;
/** Pages of Linux on every machine that Node 24 runs on, except some ARM builds, where this errs to the safe side. */
const PAGE_BYTES = 4096;

interface Waiting {
  readonly resolve: (answer: Extract<Answer, { ok: true }>) => void;
  readonly reject: (error: Error) => void;
}

/** A request before it gets its number. */
type Unnumbered<T> = T extends unknown ? Omit<T, 'id'> : never;

export class ModelProcess {
  readonly #child: ChildProcess;
  readonly #maxBytes: number;
  readonly #waiting = new Map<number, Waiting>();
  readonly #watch: NodeJS.Timeout;
  #next = 1;
  #heard: number = performance.now();
  #ended: AudioError | undefined;

  /** Starts a process that may take up to `maxBytes` of memory. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
    const fromSource = import.meta.url.endsWith('.ts');
    const script = new URL(fromSource ? './inferenceProcess.ts' : './inferenceProcess.js', import.meta.url);
    this.#child = fork(script, {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      execArgv: fromSource ? ['--conditions=source', '--no-warnings'] : [],
    });
    this.#child.on('message', (answer: Answer) => this.#hear(answer));
    this.#child.on('error', (error) =>
      this.#end(new AudioError('internal', error.message, 'Try again.', { cause: error })),
    );
    this.#child.on('exit', (status, signal) => this.#end(crashed(status, signal)));
    this.#watch = setInterval(() => this.#look(), WATCH_MS);
    this.#watch.unref();
  }

  /** Loads a model; says whether several chunks may be run at once. */
  async load(
    descriptor: ModelDescriptor,
    files: readonly ModelFile[],
    threads: number,
  ): Promise<{ freeBatch: boolean }> {
    const { freeBatch = false } = await this.#ask({ kind: 'load', descriptor, files, threads });
    return { freeBatch };
  }

  /** Runs `batch` chunks; their stems are in the file `path` afterwards. */
  async run(mix: Float32Array, batch: number, path: string): Promise<{ inferenceMs: number }> {
    const { inferenceMs = 0 } = await this.#ask({ kind: 'run', mix, batch, path });
    return { inferenceMs };
  }

  kill(): void {
    this.#end(new AudioError('cancelled', 'Cancelled.', 'Run it again when you like.'));
  }

  #ask(request: Unnumbered<Request>): Promise<Extract<Answer, { ok: true }>> {
    if (this.#ended) return Promise.reject(this.#ended);
    const id = this.#next++;
    this.#heard = performance.now();
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#child.send({ ...request, id } as Request);
    });
  }

  #hear(answer: Answer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    this.#heard = performance.now();
    if (answer.ok) waiting?.resolve(answer);
    else waiting?.reject(new AudioError(answer.code, answer.message, answer.hint));
  }

  #look(): void {
    if (this.#residentBytes() > this.#maxBytes)
      this.#end(
        new AudioError(
          'too-large',
          `The model takes more than ${Math.round(this.#maxBytes / 2 ** 20)} MiB of memory`,
          'Allow it more memory, use shorter chunks in its descriptor, or take a smaller model.',
        ),
      );
    else if (this.#waiting.size > 0 && performance.now() - this.#heard > STALL_MS)
      this.#end(new AudioError('corrupt', 'The model gave no answer for 15 minutes', 'Use another model.'));
  }

  #residentBytes(): number {
    if (process.platform !== 'linux' || this.#child.pid === undefined) return 0;
    try {
      return Number(readFileSync(`/proc/${this.#child.pid}/statm`, 'latin1').split(' ')[1]) * PAGE_BYTES;
    } catch {
      return 0;
    }
  }

  #end(reason: AudioError): void {
    if (this.#ended) return;
    this.#ended = reason;
    clearInterval(this.#watch);
    this.#child.kill('SIGKILL');
    for (const { reject } of this.#waiting.values()) reject(reason);
    this.#waiting.clear();
  }
}

function crashed(status: number | null, signal: NodeJS.Signals | null): AudioError {
  return new AudioError(
    'corrupt',
    `The model's process ended by itself (${signal ?? `status ${status}`})`,
    'The model file may be damaged or hostile, or memory ran out. Nothing else was affected.',
  );
}
