import commonPasswords from './common-passwords.json' with { type: 'json' };

/** Reject longer texts before normalizing them: Unicode normalization takes quadratic time for some texts. */
export const maxRawPasswordLength = 256;

const common: ReadonlySet<string> = new Set(commonPasswords);

/** NFC makes the same keys produce the same password on every device (RFC 8265, 4.2). @returns undefined if invalid. */
export function canonicalPassword(text: string): string | undefined {
  const isAcceptable = text.length <= maxRawPasswordLength && text.isWellFormed() && !/\p{Cc}/u.test(text);
  return isAcceptable ? text.normalize('NFC') : undefined;
}

export function isCommonPassword(password: string): boolean {
  return common.has(password.toLowerCase());
}

/** Whether the password is one of the user's names or this service's, ignoring digits and symbols around it. */
export function isNamedAfter(password: string, username: string, email: string): boolean {
  const [localPart = '', domain = ''] = email.split('@');
  const names = [
    username,
    email,
    localPart,
    ...localPart.split(/[._+-]/),
    domain,
    ...domain.split('.'),
    'auth-service',
  ];
  return names.some((name) => name !== '' && core(name) === core(password));
}

/** Turns "Alice2024!" into "alice". Text without letters is unchanged. */
function core(text: string): string {
  const lower = text.toLowerCase();
  return lower.replace(/^[^\p{L}]+/u, '').replace(/[^\p{L}]+$/u, '') || lower;
}
