/** One broken input rule. `path` leads from the root of the arguments to the value. */
export interface FieldProblem {
  path: string[];
  reason: string;
  message: string;
}

/** An error from the auth service. Network failures surface as `fetch`'s own error. */
export class AuthError extends Error {
  /** Stable, unlike the message. All codes are listed in the service's docs/errors.md. */
  readonly code: string;
  /** Narrows the code, for example `EXPIRED` for LINK_INVALID. As stable as the code. */
  readonly reason: string | undefined;
  /** Problems per field, for BAD_USER_INPUT, USERNAME_TAKEN and EMAIL_TAKEN. */
  readonly fields: readonly FieldProblem[];
  /** Set for RATE_LIMITED, OVERLOADED and TEMPORARILY_UNAVAILABLE. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    message: string,
    readonly extensions: Readonly<Record<string, unknown>> = {},
    /** The response's `x-request-id`. The service's log contains the request with this id. */
    readonly requestId?: string | null,
  ) {
    super(message);
    const { code = 'UNKNOWN', reason, fields, retryAfterSeconds } = extensions;
    this.name = 'AuthError';
    this.code = String(code);
    this.reason = typeof reason === 'string' ? reason : undefined;
    this.fields = Array.isArray(fields) ? fields : [];
    this.retryAfterSeconds = typeof retryAfterSeconds === 'number' ? retryAfterSeconds : undefined;
  }
}

export function hasCode(error: unknown, code: string): error is AuthError {
  return error instanceof AuthError && error.code === code;
}

export function sessionEnded(): AuthError {
  return new AuthError('The session has ended.', { code: 'SESSION_ENDED' });
}
