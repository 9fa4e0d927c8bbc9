/**
 * Operating system errors as AudioErrors: each with the path and what the user can do. Codes are those of POSIX as
 * Node reports them (errno(3)). Weakness: codes not listed here become 'not-readable' or 'not-writable' with the
 * system's own words.
 */
import { dirname } from 'node:path';
import { AudioError, type AudioErrorCode } from '@studiohand/core/audio';

type Row = readonly [code: AudioErrorCode, what: string, hint: string];

const READING: Readonly<Record<string, Row>> = {
  ENOENT: ['not-found', 'there is no such file', 'Check the spelling of the path and that its drive is connected.'],
  ENOTDIR: ['not-found', 'a part of the path is a file, not a folder', 'Check the spelling of the path.'],
  ENAMETOOLONG: ['not-found', 'the path is longer than the system allows', 'Use a shorter path.'],
  ELOOP: ['not-found', 'its symbolic links lead in a circle', 'Repair the links.'],
  EISDIR: ['not-a-file', 'this is a folder, not a file', 'Give the files inside it.'],
  EACCES: ['not-readable', 'reading is not permitted', 'Change the permissions of the file or of its folders.'],
  EPERM: ['not-readable', 'reading is not permitted', 'Change the permissions of the file or of its folders.'],
  EBUSY: ['not-readable', 'another program has locked the file', 'Close that program and try again.'],
  EMFILE: ['not-readable', 'too many files are open', 'Handle fewer files at a time.'],
  ENFILE: ['not-readable', 'too many files are open', 'Handle fewer files at a time.'],
  EIO: ['not-readable', 'the drive reports a read error', 'Copy the file from a backup and check the drive.'],
};

const SPACE = 'Free some space or write to another drive.';
const READ_ONLY = 'Choose a folder in which you may write, or change its permissions.';

const WRITING: Readonly<Record<string, Row>> = {
  EEXIST: ['output-exists', 'the file exists already and is never overwritten', 'Choose another name or remove it.'],
  EISDIR: ['output-exists', 'a folder of this name exists', 'Choose another name.'],
  ENOTEMPTY: ['output-exists', 'a folder of this name exists', 'Choose another name.'],
  ENOSPC: ['disk-full', 'the drive is full', SPACE],
  EDQUOT: ['disk-full', 'your quota on this drive is used up', SPACE],
  EFBIG: ['disk-full', 'the file is larger than this file system or limit allows', 'Write to another drive.'],
  EACCES: ['not-writable', 'writing is not permitted', READ_ONLY],
  EPERM: ['not-writable', 'writing is not permitted', READ_ONLY],
  EROFS: ['not-writable', 'the drive is read-only', 'Write to another drive.'],
  ENOENT: ['not-writable', 'its folder does not exist', 'Create the folder first.'],
  ENOTDIR: ['not-writable', 'a part of the path is a file, not a folder', 'Check the spelling of the path.'],
  ENAMETOOLONG: ['not-writable', 'the path is longer than the system allows', 'Use a shorter name.'],
  EINVAL: ['not-writable', 'the file system does not accept this name', 'Use a simpler name.'],
  EMFILE: ['not-writable', 'too many files are open', 'Handle fewer files at a time.'],
  EIO: ['not-writable', 'the drive reports a write error', 'Write to another drive and check this one.'],
};

/** The AudioError for an error of the file system met while reading or writing `path`; AudioErrors pass through. */
export function systemError(error: unknown, path: string, doing: 'reading' | 'writing'): AudioError {
  if (error instanceof AudioError) return error;
  const code = systemCode(error);
  const row = (doing === 'reading' ? READING : WRITING)[code];
  if (row) {
    const where = row[1].startsWith('its folder') ? ` (${dirname(path)})` : '';
    return new AudioError(row[0], `${path}: ${row[1]}${where}`, row[2], { cause: error });
  }
  const words = error instanceof Error ? error.message : String(error);
  const kind = doing === 'reading' ? 'not-readable' : 'not-writable';
  return new AudioError(kind, `${path}: ${words}`, 'Check the drive and the path.', { cause: error });
}

/** The POSIX code of an error, or ''. */
export function systemCode(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}
