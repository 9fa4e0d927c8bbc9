/**
 * One Studiohand at a time on a data folder: a second one would take the first one's unfinished files and running jobs
 * for those of a crash. The lock is SQLite's own, held on `<data>/studio.lock`, which the system lets go of when the
 * process ends in whatever way. Weakness: network drives that do not lock files.
 */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { AudioError } from '@studiohand/core/audio';
import { databaseError } from './databaseErrors.ts';

export interface FolderLock {
  /** Lets go. May be called more than once. */
  release(): void;
}

/** Takes the lock. Throws AudioError 'not-writable' when another process, or another store of this one, has it. */
export function lockFolder(folder: string): FolderLock {
  const path = join(folder, 'studio.lock');
  let connection: DatabaseSync | undefined;
  try {
    connection = new DatabaseSync(path, { timeout: 0 });
    connection.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    connection?.close();
    // SQLITE_BUSY, https://sqlite.org/rescode.html#busy
    const busy = error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === 5;
    if (!busy) throw databaseError(error, path);
    throw new AudioError(
      'not-writable',
      `${folder} is in use by another Studiohand`,
      'Use the one that is open, or close it first. To look only, open the folder for reading.',
      { cause: error },
    );
  }
  const held = connection;
  return {
    release(): void {
      if (held.isOpen) held.close();
    },
  };
}
