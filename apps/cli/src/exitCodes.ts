import { AudioError, type AudioErrorCode } from '@studiohand/core/audio';

/** Exit statuses, a public contract (DESIGN section 6). */
export const EXIT: { done: 0; failed: 1; usage: 2; input: 3; refused: 4; cancelled: 5 } = {
  done: 0,
  failed: 1,
  usage: 2,
  input: 3,
  refused: 4,
  cancelled: 5,
};

const BY_CODE: Readonly<Partial<Record<AudioErrorCode, number>>> = {
  'not-found': EXIT.input,
  'not-a-file': EXIT.input,
  'not-readable': EXIT.input,
  'not-audio': EXIT.input,
  'unsupported-format': EXIT.input,
  'unsupported-codec': EXIT.input,
  corrupt: EXIT.input,
  truncated: EXIT.input,
  'too-large': EXIT.input,
  'invalid-samples': EXIT.input,
  'invalid-parameter': EXIT.usage,
  refused: EXIT.refused,
  cancelled: EXIT.cancelled,
};

/** Exit status of an error. */
export function exitCode(error: unknown): number {
  return error instanceof AudioError ? (BY_CODE[error.code] ?? EXIT.failed) : EXIT.failed;
}

/** Any thrown value as an AudioError, so that every message has a code and a remedy. */
export function asAudioError(error: unknown): AudioError {
  if (error instanceof AudioError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new AudioError(
    'internal',
    message,
    'This is a fault of Studiohand. Please report it with the command you ran.',
    { cause: error },
  );
}
