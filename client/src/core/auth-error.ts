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
    this.name = 'AuthError';
    this.code = String(extensions.code ?? 'UNKNOWN');
    this.fields = Array.isArray(extensions.fields) ? extensions.fields : [];
    const seconds = extensions.retryAfterSeconds;
    this.retryAfterSeconds = typeof seconds === 'number' ? seconds : undefined;
  }
}

export function hasCode(error: unknown, code: string): error is AuthError {
  return error instanceof AuthError && error.code === code;
}

export function sessionEnded(): AuthError {
  return new AuthError('The session has ended.', { code: 'SESSION_ENDED' });
}
