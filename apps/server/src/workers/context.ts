/** What a task runs with in its thread: progress at most ten times a second, and a stop that works between blocks. */
import type { AudioSource } from '@studiohand/core/audio';
import type { Tool, ToolContext } from '@studiohand/core/tool';
import { wasmKernels } from '@studiohand/kernels';
import { codecPreview, openAudio } from '@studiohand/node';
import { cancelledError } from './cancelled.ts';
import type { FileRef, ToolInputs, WorkerMessage } from './tasks.ts';

const REPORTS_PER_SECOND = 10;

/** Progress of one task, made of parts that each take a share of the whole. */
export class TaskRun {
  readonly #flag: Int32Array;
  readonly #send: (message: WorkerMessage) => void;
  readonly #controller = new AbortController();
  #lastSent = Number.NEGATIVE_INFINITY;
  #lastStage = '';
  #reached = 0;

  constructor(cancelled: SharedArrayBuffer, send: (message: WorkerMessage) => void) {
    this.#flag = new Int32Array(cancelled);
    this.#send = send;
  }

  /** A context whose progress 0..1 is `from`..`to` of the task. */
  part(from: number, to: number): ToolContext {
    return {
      kernels: wasmKernels,
      signal: this.#controller.signal,
      progress: (stage, fraction): void => this.#progress(stage, from + (to - from) * fraction),
    };
  }

  /** Throws AudioError 'cancelled' once the task is to stop: messages do not arrive while a thread is busy. */
  checkCancelled(): void {
    if (Atomics.load(this.#flag, 0) === 0) return;
    const error = cancelledError();
    this.#controller.abort(error);
    throw error;
  }

  #progress(stage: string, fraction: number): void {
    this.checkCancelled();
    // Parts of a tool may count from 0 again; what is shown never goes back.
    this.#reached = Math.min(1, Math.max(this.#reached, fraction));
    const now = performance.now();
    if (stage === this.#lastStage && now - this.#lastSent < 1000 / REPORTS_PER_SECOND) return;
    this.#lastSent = now;
    this.#lastStage = stage;
    this.#send({ type: 'progress', stage, fraction: this.#reached });
  }
}

/** Opens a stored file under the name its owner gave it; stops between blocks when the task is cancelled. */
export async function openNamed({ path, name }: FileRef, run: TaskRun): Promise<AudioSource> {
  return checked(await openAudio(path), name, run);
}

/** An opened file under another name, which stops between blocks when the task is cancelled. */
export function checked(source: AudioSource, name: string, run: TaskRun): AudioSource {
  return {
    info: { ...source.info, name },
    async *blocks(options) {
      for await (const block of source.blocks(options)) {
        run.checkCancelled();
        yield block;
      }
    },
    close: () => source.close(),
  };
}

/**
 * Opens what a tool reads, hands source and context to `use`, and closes everything. `share` is what the tool's own
 * progress 0..1 is of the task.
 */
export async function withInputs<T>(
  { file, companions, scratchFolder }: ToolInputs,
  tool: Tool,
  run: TaskRun,
  share: number,
  use: (source: AudioSource, context: ToolContext) => Promise<T>,
): Promise<T> {
  const opened: AudioSource[] = [];
  try {
    for (const ref of [file, ...companions]) opened.push(await openNamed(ref, run));
    const [source, ...further] = opened as [AudioSource, ...AudioSource[]];
    const context = { ...run.part(0, share), codecs: codecPreview(scratchFolder) };
    return await use(source, tool.companions ? { ...context, companions: further } : context);
  } finally {
    for (const source of opened) await source.close();
  }
}
