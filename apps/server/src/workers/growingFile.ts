import { AudioError } from '@studiohand/core/audio';
import { type FileSource, fileSource } from '@studiohand/node';
import type { FileRef, Growing } from './tasks.ts';

/** How long to sleep before looking again whether the task is to stop. */
const WAIT_MS = 100;
/** Reads further ahead of what has arrived get nothing: readers look at the end of a file for what is not needed yet. */
const AHEAD_BYTES = 2 ** 20;

/** A file that is being written by another thread. */
export interface GrowingFile {
  /** Reads wait for bytes that are about to come. */
  readonly arriving: FileSource;
  /** Reads wait until all has come. */
  readonly whole: FileSource;
  close(): void;
}

/**
 * Opens a file that is still arriving. Waiting blocks the thread, so this is for worker threads; `check` is called
 * while waiting and may throw. Reads throw AudioError 'truncated' when no more will come.
 */
export function growingFile({ path }: FileRef, { bytes, received }: Growing, check: () => void): GrowingFile {
  const file = fileSource(path);
  const counter = new BigInt64Array(received);
  const waitFor = (needed: number): void => {
    for (;;) {
      const count = Atomics.load(counter, 0);
      if (count < 0n) throw new AudioError('truncated', 'The file stopped arriving.', 'Send it again.');
      if (count >= needed) return;
      check();
      Atomics.wait(counter, 0, count, WAIT_MS);
    }
  };
  const source = (read: FileSource['read']): FileSource => ({ path, name: file.name, size: bytes, read, close() {} });
  return {
    arriving: source((offset, target) => {
      if (offset > Number(Atomics.load(counter, 0)) + AHEAD_BYTES) return 0;
      waitFor(Math.min(bytes, offset + target.length));
      return file.read(offset, target);
    }),
    whole: source((offset, target) => {
      waitFor(bytes);
      return file.read(offset, target);
    }),
    close: () => file.close(),
  };
}
