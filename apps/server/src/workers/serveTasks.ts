import { parentPort } from 'node:worker_threads';
import { AudioError } from '@studiohand/core/audio';
import type { Tool } from '@studiohand/core/tool';
import { asAudioError } from '../errors.ts';
import { TaskRun } from './context.ts';
import { runTask } from './runTask.ts';
import type { Task, TaskMessage, WorkerMessage } from './tasks.ts';

/** Names inside the store mean nothing to people: the file's own name takes their place. */
function inOwnWords(text: string, task: Task): string {
  if (task.kind === 'demo') return text;
  const files = [task.file, ...('companions' in task ? task.companions : [])];
  return files.reduce((words, { path, name }) => {
    const stored = path.split(/[\\/]/).at(-1) ?? path;
    return words.replaceAll(path, name).replaceAll(stored, name);
  }, text);
}

/** Makes this thread a worker: does one task after the other for the thread that started it. */
export function serveTasks(tools: readonly Tool[]): void {
  const port = parentPort;
  if (port === null) throw new AudioError('internal', 'This file only runs as a worker thread.', 'Start the server.');
  const send = (message: WorkerMessage): void => port.postMessage(message);
  port.on('message', async ({ task, cancelled }: TaskMessage) => {
    try {
      send({ type: 'done', result: await runTask(task, tools, new TaskRun(cancelled, send), send) });
    } catch (thrown) {
      const { code, message, hint, cause } = asAudioError(thrown);
      const words = code === 'internal' && cause instanceof Error ? `${message} (${cause.message})` : message;
      send({ type: 'failed', error: { code, message: inOwnWords(words, task), hint } });
    }
  });
}
