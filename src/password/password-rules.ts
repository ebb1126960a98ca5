import commonPasswords from './common-passwords.json' with { type: 'json' };

/** Normalising takes quadratic time for some texts, so what is longer than this is refused unseen. */
export const longestRawPassword = 256;

const common: ReadonlySet<string> = new Set(commonPasswords);

/**
 * The form in which passwords are hashed and compared: NFC, so that the same keys on two devices make the same password
 * (RFC 8265, 4.2), and nothing else is touched.
 *
 * @returns nothing for what no account can have: overlong or ill-formed text, control characters.
 */
export function canonicalPassword(text: string): string | undefined {
  const isAcceptable = text.length <= longestRawPassword && text.isWellFormed() && !/\p{Cc}/u.test(text);
  return isAcceptable ? text.normalize('NFC') : undefined;
}

/** Whether it is one of the commonest passwords, in any letter case. */
export function isCommonPassword(password: string): boolean {
  return common.has(password.toLowerCase());
}

/** Whether it is a name of the user's or of this service, perhaps with digits and signs around it. */
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

/** Letters in the middle of a text, so that "Alice2024!" is recognised as "alice". All digits stay all digits. */
function core(text: string): string {
  const lower = text.toLowerCase();
  return lower.replace(/^[^\p{L}]+/u, '').replace(/[^\p{L}]+$/u, '') || lower;
}
