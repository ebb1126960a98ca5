import { domainToASCII } from 'node:url';

/** A second look at the stored email: nothing in it may be read as a list, a name, a comment or another line. */
const emailForm = /^([^\s,;:<>"()[\]\\@\p{Cc}]+)@([^\s,;:<>"()[\]\\@\p{Cc}]+)$/u;

export interface Recipient {
  /** With the domain in ASCII. */
  readonly email: string;
  /** Whether the mail server needs SMTPUTF8 (RFC 6531). */
  readonly needsUtf8: boolean;
}

/** @returns undefined for a text that is not exactly one email. */
export function recipientOf(stored: string): Recipient | undefined {
  const [, local = '', host = ''] = emailForm.exec(stored) ?? [];
  const domain = domainToASCII(host);
  if (local === '' || domain === '') return undefined;
  return { email: `${local}@${domain}`, needsUtf8: /[^ -~]/.test(local) };
}
