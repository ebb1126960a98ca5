import { AuthError } from 'graphql-auth-service-client';
import { PasskeyError } from 'graphql-auth-service-client/passkeys';

export interface Problem {
  code: string;
  message: string;
  /** Messages by field name. */
  fields: Readonly<Record<string, string>>;
  /** When the service stops rejecting the same request, in milliseconds of this device's clock. */
  retryAt: number;
}

export const noProblem: Problem = { code: '', message: '', fields: {}, retryAt: 0 };

const unreachable = 'The service is unreachable. Check your connection and try again.';

/** Tells the user what to do, in the service's own words if they fit. */
export function asProblem(error: unknown): Problem {
  if (error instanceof PasskeyError) return { ...noProblem, code: error.code, message: passkeyText(error) };
  if (!(error instanceof AuthError)) return { ...noProblem, message: unreachable };
  const { code, retryAfterSeconds = 0 } = error;
  const fields = Object.fromEntries(error.fields.map(({ path, message }) => [path.at(-1) ?? '', message]));
  const retryAt = retryAfterSeconds > 0 ? Date.now() + retryAfterSeconds * 1000 : 0;
  return { code, fields, retryAt, message: messageOf(error) };
}

/** Browsers do not tell these causes apart, so that pages learn nothing about the user's passkeys. */
function passkeyText({ code, message }: PasskeyError): string {
  return code === 'PASSKEY_CANCELLED'
    ? 'No passkey was used: the dialog was closed, there is no passkey, or your device could not check that it is you.'
    : message;
}

function messageOf({ code, message, fields }: AuthError): string {
  // The service's own message names the seconds, but the submit button already counts them down.
  if (code === 'RATE_LIMITED') return 'Too many attempts.';
  return fields.length > 0 ? 'Please correct the marked fields.' : message;
}

/** Formats a duration in the unit a person would use. */
export function durationText(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7_200 ? `${Math.ceil(seconds / 60)} min` : `${Math.ceil(seconds / 3_600)} h`;
}
