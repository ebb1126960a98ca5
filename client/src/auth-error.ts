/** One broken rule of what was sent; `path` leads to the value from the root of the arguments. */
export interface FieldProblem {
  path: string[];
  reason: string;
  message: string;
}

/** A refusal of the auth service. Failures of the network are whatever `fetch` throws. */
export class AuthError extends Error {
  /** Stable, unlike the message; the service's docs/errors.md lists them. */
  readonly code: string;
  /** For BAD_USER_INPUT, USERNAME_TAKEN and EMAIL_TAKEN: what is wrong, and where. */
  readonly fields: readonly FieldProblem[];
  /** For RATE_LIMITED, OVERLOADED and TEMPORARILY_UNAVAILABLE. */
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
