import { domainToASCII } from 'node:url';

/** Checks a stored email again: no part of it may parse as a list, a name, a comment or another line. */
const emailForm = /^([^\s,;:<>"()[\]\\@\p{Cc}]+)@([^\s,;:<>"()[\]\\@\p{Cc}]+)$/u;

export interface Recipient {
  /** With the domain in ASCII. */
  readonly email: string;
  /** Whether the mail server needs SMTPUTF8 (RFC 6531). */
  readonly needsUtf8: boolean;
}

/** @returns undefined if the text is not exactly one email. */
export function recipientOf(stored: string): Recipient | undefined {
  const [, local = '', host = ''] = emailForm.exec(stored) ?? [];
  const domain = domainToASCII(host);
  if (local === '' || domain === '') return undefined;
  return { email: `${local}@${domain}`, needsUtf8: /[^ -~]/.test(local) };
}
