/** How usernames and email addresses are written, checked and compared. */

/** Longer texts are refused before any other look at them: normalising is quadratic for some (security advisories). */
const longestRawIdentifier = 320;

/** RFC 5321, 4.5.3.1: 64 octets before the @, 254 characters in all that fit into a mail command. */
const longestEmail = 254;
const longestLocalPart = 64;

const username = /^[A-Za-z0-9][A-Za-z0-9._-]{2,31}$/;

/** Letters, marks and digits of any script and the symbols of RFC 5322 atoms: no @ in disguise, no separators. */
const atom = "[\\p{L}\\p{M}\\p{N}!#$%&'*+/=?^_`{|}~-]+";
const label = '[\\p{L}\\p{N}](?:[\\p{L}\\p{M}\\p{N}-]{0,61}[\\p{L}\\p{M}\\p{N}])?';
const email = new RegExp(`^${atom}(?:\\.${atom})*@(?:${label}\\.)+${label}$`, 'u');

export function isUsername(text: string): boolean {
  return username.test(text);
}

/** The form in which usernames are compared. A username has ASCII letters only, so case folding is this simple. */
export function foldUsername(text: string): string {
  return text.toLowerCase();
}

/** What was given as usernames or email addresses, as they are compared, without those that can be neither. */
export function canonicalIdentifiers(texts: readonly string[]): string[] {
  const canonical = texts.map((text) => {
    if (text.includes('@')) return canonicalEmail(text);
    const username = text.trim();
    return isUsername(username) ? foldUsername(username) : undefined;
  });
  return canonical.filter((text) => text !== undefined);
}

/**
 * The one form in which an email address is checked, stored and compared: trimmed, lower case, NFC. Lower-casing comes
 * first, since it takes some letters apart.
 *
 * @returns nothing when the text is too long to be looked at or is not an address.
 */
export function canonicalEmail(text: string): string | undefined {
  if (text.length > longestRawIdentifier || !text.isWellFormed()) return undefined;
  const canonical = text.trim().toLowerCase().normalize('NFC');
  const fits = canonical.length <= longestEmail && canonical.indexOf('@') <= longestLocalPart;
  return fits && email.test(canonical) ? canonical : undefined;
}
