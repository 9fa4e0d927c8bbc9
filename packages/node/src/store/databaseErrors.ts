/**
 * Errors of SQLite as AudioErrors. Codes are the primary result codes of https://sqlite.org/rescode.html, the low byte
 * of the extended ones that node:sqlite reports as `errcode`.
 */
import { AudioError, type AudioErrorCode } from '@studiohand/core/audio';

type Row = readonly [code: AudioErrorCode, what: string, hint: string];

const PERMISSION = 'Choose a data folder in which you may write, or change its permissions.';
const DAMAGED = 'Keep the folder as it is and restore the file from a backup.';
const CALLER = 'Check the values; nothing was changed.';

const ROWS: Readonly<Record<number, Row>> = {
  3: ['not-writable', 'access is not permitted', PERMISSION],
  5: [
    'not-writable',
    'another program keeps it locked',
    'Close other Studiohand windows on this folder and try again.',
  ],
  6: [
    'not-writable',
    'another program keeps it locked',
    'Close other Studiohand windows on this folder and try again.',
  ],
  8: ['not-writable', 'it is read-only', PERMISSION],
  10: ['not-writable', 'the drive reports an error', 'Check the drive and the free space on it.'],
  11: ['corrupt', 'the database is damaged', DAMAGED],
  13: ['disk-full', 'the drive is full', 'Free some space; nothing was changed.'],
  14: ['not-writable', 'it cannot be opened', PERMISSION],
  18: ['too-large', 'a value is larger than the database takes', CALLER],
  19: ['invalid-parameter', 'the values do not fit what is stored', CALLER],
  26: ['corrupt', 'it is not a database', DAMAGED],
};

/** The AudioError for an error met in the database at `path`; AudioErrors pass through. */
export function databaseError(error: unknown, path: string): AudioError {
  if (error instanceof AudioError) return error;
  const words = error instanceof Error ? error.message : String(error);
  const number = typeof error === 'object' && error !== null && 'errcode' in error ? Number(error.errcode) & 0xff : 0;
  const row = ROWS[number];
  if (row) return new AudioError(row[0], `${path}: ${row[1]} (${words})`, row[2], { cause: error });
  return new AudioError('internal', `${path}: ${words}`, 'This is a fault of Studiohand. Please report it.', {
    cause: error,
  });
}
