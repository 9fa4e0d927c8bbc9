/**
 * Removes unfinished output files when the process ends: at exit, and at SIGINT, SIGTERM and SIGHUP where nobody else
 * listens (a program with its own handler is expected to abort its writers and then exit). SIGKILL and a power cut
 * cannot be helped: the name of such a remainder says what it is.
 */
import { rmSync } from 'node:fs';

const SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const partialPaths = new Set<string>();

/** Registers an unfinished file. */
export function addPartialFile(path: string): void {
  if (partialPaths.size === 0) {
    process.on('exit', removePartialFiles);
    for (const signal of SIGNALS) process.on(signal, endBySignal);
  }
  partialPaths.add(path);
}

/** Forgets a file that was finished or removed. */
export function forgetPartialFile(path: string): void {
  if (!partialPaths.delete(path) || partialPaths.size > 0) return;
  process.off('exit', removePartialFiles);
  for (const signal of SIGNALS) process.off(signal, endBySignal);
}

function removePartialFiles(): void {
  for (const path of [...partialPaths]) {
    rmSync(path, { force: true });
    forgetPartialFile(path);
  }
}

function endBySignal(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return;
  removePartialFiles();
  process.kill(process.pid, signal);
}
