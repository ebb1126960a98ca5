import { AuthError } from '../core/auth-error.ts';
import { codeOf } from './error-code.ts';
import type { Problem } from './problem-state.ts';
import { withOverrides } from './texts/overrides.ts';
import { type ProblemTexts, problemEnglish } from './texts/problems-en.ts';
import { timeText } from './time-text.ts';

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

/** @param given the texts of the app. @param names the fields of the form. */
export function problemOf(
  error: unknown,
  given: object,
  locale: string,
  names: readonly string[] = [],
): Problem {
  const texts = withOverrides(problemEnglish, given);
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
function messageOf(error: unknown, known: string, texts: ProblemTexts, locale: string): string {
  const codes: Readonly<Record<string, string>> = texts.codes;
  const { message = '', extensions = {}, requestId } = error as Partial<AuthError>;
  const text = codes[known] ?? (message || texts.codes.OTHER);
  return text
    .replace('{id}', String(extensions.requestId ?? requestId ?? known))
    .replace('{time}', () => timeText(String(extensions.availableAt ?? ''), locale));
}

/** `fetch` throws a TypeError or a DOMException if there was no response; the parser throws a SyntaxError for a proxy's page. */
function isLost(error: unknown): boolean {
  return error instanceof TypeError || error instanceof SyntaxError || error instanceof DOMException;
}
