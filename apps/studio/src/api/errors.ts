/** A refused or failed request: what the server said, and what the person can do about it. */
export class ApiError extends Error {
  /** AudioErrorCode, or 'offline' when the server did not answer, 'locked' when the token is not valid. */
  readonly code: string;
  readonly hint: string;
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;

  constructor(code: string, message: string, hint: string, status: number) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
    this.hint = hint;
    this.status = status;
  }
}

/** Turns an answer that is not 2xx into an ApiError, whatever its body is. */
export function errorFromAnswer(status: number, body: string): ApiError {
  if (status === 401) {
    return new ApiError(
      'locked',
      'The studio was started anew, or this tab was opened without its link.',
      'Open the address that the start command prints; it works once. What you did is kept.',
      status,
    );
  }
  try {
    const { error } = JSON.parse(body) as { error?: { code?: string; message?: string; hint?: string } };
    if (error?.message) return new ApiError(error.code ?? 'internal', error.message, error.hint ?? '', status);
  } catch {
    // Not JSON: a proxy or a crash answered.
  }
  return new ApiError('internal', `The studio answered with status ${status}.`, 'Try again; see its log.', status);
}

/** The error of a request that got no answer. */
export function offline(): ApiError {
  return new ApiError('offline', 'The studio does not answer.', 'Is it still running? Start it with "npm start".', 0);
}

/** Anything thrown as an ApiError, so that every message has a hint. */
export function asApiError(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new ApiError('internal', message, '', 0);
}
