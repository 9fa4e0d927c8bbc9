/**
 * A ByteSource over a file. Reads are positional and synchronous: on local drives that is the cheapest way, and
 * several passes may read at once. Weakness: a slow network drive blocks the thread meanwhile.
 */
import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { basename } from 'node:path';
import { AudioError, type ByteSource } from '@studiohand/core/audio';
import { systemError } from './systemErrors.ts';

/** An open file. `close` may be called more than once. */
export interface FileSource extends ByteSource {
  readonly path: string;
  read(offset: number, target: Uint8Array): number;
  close(): void;
}

/** Opens `path` for reading. Throws AudioError 'not-found', 'not-a-file' or 'not-readable'. */
export function fileSource(path: string): FileSource {
  let descriptor = -1;
  let stats: Stats;
  try {
    // Non-blocking, so that opening a named pipe does not wait for a writer. Windows lacks the flag, and the pipes.
    descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    stats = fstatSync(descriptor);
  } catch (error) {
    if (descriptor >= 0) closeSync(descriptor);
    throw systemError(error, path, 'reading');
  }
  if (!stats.isFile()) {
    closeSync(descriptor);
    const what = stats.isDirectory() ? 'this is a folder, not a file' : 'this is a device or a pipe, not a file';
    const hint = stats.isDirectory() ? 'Give the files inside it.' : 'Save the data to a file first.';
    throw new AudioError('not-a-file', `${path}: ${what}`, hint);
  }
  return {
    path,
    name: basename(path),
    size: stats.size,
    read(offset: number, target: Uint8Array): number {
      if (descriptor < 0) throw new AudioError('internal', `${path}: read after close`, 'Open the file again.');
      let done = 0;
      try {
        while (done < target.length) {
          const got = readSync(descriptor, target, done, target.length - done, offset + done);
          if (got === 0) break;
          done += got;
        }
      } catch (error) {
        throw systemError(error, path, 'reading');
      }
      return done;
    },
    close(): void {
      if (descriptor >= 0) closeSync(descriptor);
      descriptor = -1;
    },
  };
}
