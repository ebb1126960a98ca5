/** One broken rule of the input. `path` leads to the value from the root of the arguments. */
export interface FieldProblem {
  path: string[];
  reason: string;
  message: string;
}

/** An error of the auth service. Network failures keep the error of `fetch`. */
export class AuthError extends Error {
  /** Stable, unlike the message. The service's docs/errors.md lists all codes. */
  readonly code: string;
  /** The problems by field, for BAD_USER_INPUT, USERNAME_TAKEN and EMAIL_TAKEN. */
  readonly fields: readonly FieldProblem[];
  /** Set for RATE_LIMITED, OVERLOADED and TEMPORARILY_UNAVAILABLE. */
  readonly retryAfterSeconds: number | undefined;

  constructor(message: string, extensions: Record<string, unknown> = {}) {
    super(message);
    this.name = 'AuthError';
    this.code = String(extensions.code ?? 'UNKNOWN');
    this.fields = Array.isArray(extensions.fields) ? extensions.fields : [];
    const seconds = extensions.retryAfterSeconds;
    this.retryAfterSeconds = typeof seconds === 'number' ? seconds : undefined;
  }
}
