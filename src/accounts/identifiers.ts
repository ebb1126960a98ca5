import { domainToASCII, domainToUnicode } from 'node:url';

/** Longer texts are rejected before Unicode normalization, which takes quadratic time for some texts. */
const maxRawLength = 320;

/** RFC 5321, 4.5.3.1: an SMTP command has room for 254 octets, of which at most 64 precede the @. */
const maxEmailLength = 254;
const maxLocalPartLength = 64;

const username = /^[A-Za-z0-9][A-Za-z0-9._-]{2,31}$/;

/**
 * Letters, marks and digits in any script, and the symbols allowed in RFC 5322 atoms. zod's `unicodeEmail` also accepts
 * commas, angle brackets, control characters and look-alikes of the @.
 */
const atom = "[\\p{L}\\p{M}\\p{N}!#$%&'*+/=?^_`{|}~-]+";
const label = '[\\p{L}\\p{N}](?:[\\p{L}\\p{M}\\p{N}-]{0,61}[\\p{L}\\p{M}\\p{N}])?';
const email = new RegExp(`^${atom}(?:\\.${atom})*@(?:${label}\\.)+${label}$`, 'u');

export function isUsername(text: string): boolean {
  return username.test(text);
}

/** The form for comparing usernames. Usernames have only ASCII letters, so lower case is enough. */
export function foldUsername(text: string): string {
  return text.toLowerCase();
}

/** Converts usernames and emails to canonical form, and drops texts that can be neither. */
export function canonicalIdentifiers(texts: readonly string[]): string[] {
  const canonical = texts.map((text) => {
    if (text.includes('@')) return canonicalEmail(text);
    const username = text.trim();
    return isUsername(username) ? foldUsername(username) : undefined;
  });
  return canonical.filter((text) => text !== undefined);
}

/**
 * The form for validating, storing and comparing an email: trimmed, lower case, NFC, and the domain in Unicode as mapped
 * by UTS 46. Lower case comes before NFC because lower-casing decomposes some letters.
 *
 * @returns undefined if the text is too long or is not an email.
 */
export function canonicalEmail(text: string): string | undefined {
  if (text.length > maxRawLength || !text.isWellFormed()) return undefined;
  const given = text.trim();
  const at = given.lastIndexOf('@');
  if (at < 0) return undefined;
  const localPart = given.slice(0, at).toLowerCase().normalize('NFC');
  const domain = given.slice(at + 1).normalize('NFC');
  // Check before the mapping too, since the mapping turns dot look-alikes into dots.
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
  // Some versions of Node.js keep an undecodable label, and others decode it to a different domain.
  const isSame = domainToASCII(unicode) === domainToASCII(domain);
  return isSame && !encodedLabel.test(unicode) ? unicode : '';
}
