import { AuthError } from '../core/auth-error.ts';
import type { AuthTexts } from './texts/en.ts';

/** Why a form failed, in the user's language. */
export interface Problem {
  /** A code of the service or of a passkey, or `UNREACHABLE`. */
  code: string;
  heading: string;
  items: readonly {
    message: string;
    /** The name of the field, if the form has one with this problem. */
    field: string | undefined;
  }[];
  /** When the service stops rejecting the same request, in milliseconds of this device's clock. */
  retryAt: number;
}

/** Codes whose fields come with more specific reasons. */
const aboutFields = ['BAD_USER_INPUT', 'USERNAME_TAKEN', 'EMAIL_TAKEN', 'INVALID_CREDENTIALS'];

/** The fields that a code may be about, since the service does not name them. */
const fieldsOfCodes: Readonly<Record<string, readonly string[]>> = {
  CODE_INVALID: ['code', 'emailCode'],
  SECOND_FACTOR_INVALID: ['totp', 'recoveryCode'],
  INVALID_CREDENTIALS: ['password'],
  EMAIL_TAKEN: ['email'],
};

/** Codes of other parts that mean the same to the user. */
const sameAs: Readonly<Record<string, string>> = {
  SESSION_ENDED: 'UNAUTHENTICATED',
  INVALID_REFRESH_TOKEN: 'UNAUTHENTICATED',
  INTERNAL_SERVER_ERROR: 'OTHER',
  PASSKEY_TIMEOUT: 'PASSKEY_INVALID',
  PASSKEY_FAILED: 'PASSKEY_INVALID',
  PASSKEY_NOT_SUPPORTED: 'PASSKEY_UNSUPPORTED',
  PASSKEY_ALREADY_REGISTERED: 'PASSKEY_EXISTS',
  PASSKEY_WRONG_ORIGIN: 'PASSKEY_ELSEWHERE',
};

/** @returns an empty text unless it is an error of the service or of a passkey. */
export function codeOf(error: unknown): string {
  const { code } = (error ?? {}) as { code?: unknown };
  return error instanceof Error && typeof code === 'string' ? code : '';
}

/** @param names the fields of the form. */
export function problemOf(
  error: unknown,
  texts: AuthTexts,
  locale: string,
  names: readonly string[] = [],
): Problem {
  const code = codeOf(error) || (isLost(error) ? 'UNREACHABLE' : 'OTHER');
  const known = sameAs[code] ?? code;
  const summaries: Readonly<Record<string, string>> = texts.summaries;
  const reasons: Readonly<Record<string, string>> = texts.reasons;
  const retryAfter = error instanceof AuthError ? (error.retryAfterSeconds ?? 0) : 0;
  const nameOf = (candidates: readonly string[]) => candidates.find((name) => names.includes(name));
  const fields = error instanceof AuthError && aboutFields.includes(code) ? error.fields : [];
  const items = fields.map(({ path, reason, message }) => ({
    message: reasons[reason] ?? message,
    field: nameOf([path.at(-1) ?? '']),
  }));
  return {
    code,
    heading: summaries[known] ?? texts.summary,
    items:
      items.length > 0
        ? items
        : [{ message: messageOf(error, known, texts, locale), field: nameOf(fieldsOfCodes[code] ?? []) }],
    retryAt: retryAfter > 0 ? Date.now() + retryAfter * 1_000 : 0,
  };
}

/** What an error means, in the user's language. The service's own message if the texts do not know its code. */
export function messageOf(error: unknown, known: string, texts: AuthTexts, locale: string): string {
  const codes: Readonly<Record<string, string>> = texts.codes;
  const { message = '', extensions = {}, requestId } = error as Partial<AuthError>;
  const text = codes[known] ?? (message || texts.codes.OTHER);
  return text
    .replace('{id}', String(extensions.requestId ?? requestId ?? known))
    .replace('{time}', () => timeText(String(extensions.availableAt ?? ''), locale));
}

/** @param time in ISO 8601 or in milliseconds. */
export function timeText(time: string | number, locale: string): string {
  return new Date(time).toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short' });
}

/** `fetch` throws a TypeError or a DOMException if there was no response; the parser throws a SyntaxError for a proxy's page. */
function isLost(error: unknown): boolean {
  return error instanceof TypeError || error instanceof SyntaxError || error instanceof DOMException;
}

export function durationText(seconds: number, texts: AuthTexts): string {
  const fill = (text: string, count: number) => text.replace('{count}', String(Math.ceil(count)));
  if (seconds < 120) return fill(texts.seconds, seconds);
  return seconds < 7_200 ? fill(texts.minutes, seconds / 60) : fill(texts.hours, seconds / 3_600);
}
