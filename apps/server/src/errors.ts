/** Errors as HTTP answers: `{error: {code, message, hint}}` with the status that fits the code. */
import { AudioError, type AudioErrorCode } from '@studiohand/core/audio';
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';

/** Statuses this server answers with when something is wrong. */
export type ErrorStatus = 400 | 401 | 403 | 404 | 409 | 413 | 415 | 416 | 421 | 422 | 500 | 501 | 507;

const STATUS: Readonly<Record<AudioErrorCode, ErrorStatus>> = {
  'not-found': 404,
  'not-a-file': 400,
  'not-readable': 500,
  'not-audio': 415,
  'unsupported-format': 415,
  'unsupported-codec': 415,
  corrupt: 422,
  truncated: 422,
  'too-large': 413,
  'invalid-samples': 422,
  'invalid-parameter': 400,
  'output-exists': 409,
  'not-writable': 500,
  'disk-full': 507,
  'missing-program': 501,
  refused: 422,
  cancelled: 409,
  internal: 500,
};

/** A request turned away by the guard; `status` says by which rule. */
export class Refusal extends AudioError {
  readonly status: ErrorStatus;

  constructor(status: ErrorStatus, message: string, hint: string) {
    super('refused', message, hint);
    this.name = 'Refusal';
    this.status = status;
  }
}

/** What an error looks like to a client. */
export interface ErrorBody {
  readonly error: { readonly code: AudioErrorCode; readonly message: string; readonly hint: string };
}

/** Any thrown value as an AudioError. Texts of unexpected errors stay in the log: they may hold paths. */
export function asAudioError(error: unknown): AudioError {
  if (error instanceof AudioError) return error;
  if (error instanceof HTTPException) {
    return new AudioError('invalid-parameter', error.message || 'The request cannot be read.', 'Send valid JSON.');
  }
  return new AudioError(
    'internal',
    'Something went wrong inside Studiohand.',
    'Try again. If it happens again, please report it with the log.',
    { cause: error },
  );
}

/** The HTTP status of an error. */
export function statusOf(error: AudioError): ErrorStatus {
  return error instanceof Refusal ? error.status : STATUS[error.code];
}

/** The JSON answer for an error. */
export function errorResponse(c: Context, error: AudioError): Response {
  const { code, message, hint } = error;
  // What is left of a refused body is not read, so the connection cannot be used again.
  if (c.req.header('content-length') ?? c.req.header('transfer-encoding')) c.header('Connection', 'close');
  return c.json({ error: { code, message, hint } } satisfies ErrorBody, statusOf(error));
}
