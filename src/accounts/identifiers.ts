import { domainToASCII, domainToUnicode } from 'node:url';

/** Longer texts are rejected unread: Unicode normalization takes quadratic time for some of them. */
const maxRawLength = 320;

/** RFC 5321, 4.5.3.1: 64 octets before the @, and 254 in all, which is what fits into a mail command. */
const maxEmailLength = 254;
const maxLocalPartLength = 64;

const username = /^[A-Za-z0-9][A-Za-z0-9._-]{2,31}$/;

/**
 * Letters, marks and digits of any script, and the symbols of RFC 5322 atoms. zod's `unicodeEmail` also accepts commas, angle
 * brackets, control characters and look-alikes of the @.
 */
const atom = "[\\p{L}\\p{M}\\p{N}!#$%&'*+/=?^_`{|}~-]+";
const label = '[\\p{L}\\p{N}](?:[\\p{L}\\p{M}\\p{N}-]{0,61}[\\p{L}\\p{M}\\p{N}])?';
const email = new RegExp(`^${atom}(?:\\.${atom})*@(?:${label}\\.)+${label}$`, 'u');

export function isUsername(text: string): boolean {
  return username.test(text);
}

/** The form in which usernames are compared. They hold ASCII letters only, so lower case is enough. */
export function foldUsername(text: string): string {
  return text.toLowerCase();
}

/** Usernames and email addresses in the form in which they are compared, without the texts that can be neither. */
export function canonicalIdentifiers(texts: readonly string[]): string[] {
  const canonical = texts.map((text) => {
    if (text.includes('@')) return canonicalEmail(text);
    const username = text.trim();
    return isUsername(username) ? foldUsername(username) : undefined;
  });
  return canonical.filter((text) => text !== undefined);
}

/**
 * The form in which an email is checked, stored and compared: trimmed, lower case, NFC, and the domain in Unicode as
 * UTS 46 maps it. Lower-casing comes first, since it decomposes some letters.
 *
 * @returns undefined when the text is too long or is not an email.
 */
export function canonicalEmail(text: string): string | undefined {
  if (text.length > maxRawLength || !text.isWellFormed()) return undefined;
  const given = text.trim();
  const at = given.lastIndexOf('@');
  if (at < 0) return undefined;
  const localPart = given.slice(0, at).toLowerCase().normalize('NFC');
  const domain = given.slice(at + 1).normalize('NFC');
  // Before the mapping too, which would turn look-alikes of the dot into dots.
  if (!email.test(`${localPart}@${domain}`)) return undefined;
  const canonical = `${localPart}@${canonicalDomain(domain)}`;
  const fits = canonical.length <= maxEmailLength && localPart.length <= maxLocalPartLength;
  return fits && email.test(canonical) ? canonical : undefined;
}

const encodedLabel = /(^|\.)xn--/i;

/** `XN--BCHER-KVA.example` and `BÜCHER.example` become `bücher.example`. @returns '' for a domain that cannot exist. */
function canonicalDomain(domain: string): string {
  if (/^[ -~]*$/.test(domain) && !encodedLabel.test(domain)) return domain.toLowerCase();
  const unicode = domainToUnicode(domain);
  // Some versions of Node.js keep a label that cannot be decoded, and others decode it to a domain of someone else.
  const isSame = domainToASCII(unicode) === domainToASCII(domain);
  return isSame && !encodedLabel.test(unicode) ? unicode : '';
}
