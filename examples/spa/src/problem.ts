import { AuthError } from 'auth-service-client';

export interface Problem {
  code: string;
  message: string;
  /** Messages by field name. */
  fields: Readonly<Record<string, string>>;
  /** The service rejects the same request until then. Milliseconds of this device's clock. */
  retryAt: number;
}

export const noProblem: Problem = { code: '', message: '', fields: {}, retryAt: 0 };

const unreachable = 'The service is unreachable. Check your connection and try again.';

/** Tells the user what to do, with the service's own message if it fits. */
export function asProblem(error: unknown): Problem {
  if (!(error instanceof AuthError)) return { ...noProblem, message: unreachable };
  const { code, retryAfterSeconds = 0 } = error;
  const fields = Object.fromEntries(error.fields.map(({ path, message }) => [path.at(-1) ?? '', message]));
  const retryAt = retryAfterSeconds > 0 ? Date.now() + retryAfterSeconds * 1000 : 0;
  return { code, fields, retryAt, message: messageOf(error) };
}

function messageOf({ code, message, fields }: AuthError): string {
  // The submit button counts the seconds that the service's own message names.
  if (code === 'RATE_LIMITED') return 'Too many attempts.';
  return fields.length > 0 ? 'Please correct the marked fields.' : message;
}

/** In the unit that a person would use. */
export function durationText(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7_200 ? `${Math.ceil(seconds / 60)} min` : `${Math.ceil(seconds / 3_600)} h`;
}
