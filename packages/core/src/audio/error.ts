/** Why an operation could not be done. A closed list: exit codes and HTTP statuses follow from it. */
export type AudioErrorCode =
  | 'not-found'
  | 'not-a-file'
  | 'not-readable'
  | 'not-audio'
  | 'unsupported-format'
  | 'unsupported-codec'
  | 'corrupt'
  | 'truncated'
  | 'too-large'
  | 'invalid-samples'
  | 'invalid-parameter'
  | 'output-exists'
  | 'not-writable'
  | 'disk-full'
  | 'missing-program'
  | 'refused'
  | 'cancelled'
  | 'internal';

/**
 * The one error type of the project: what went wrong (`message`, with the place: file, byte, chunk, parameter) and
 * what the user can do about it (`hint`).
 */
export class AudioError extends Error {
  readonly code: AudioErrorCode;
  readonly hint: string;

  constructor(code: AudioErrorCode, message: string, hint: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'AudioError';
    this.code = code;
    this.hint = hint;
  }
}
