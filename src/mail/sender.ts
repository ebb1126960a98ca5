import { domainToASCII } from 'node:url';
import { z } from 'zod';

export interface Sender {
  readonly name: string;
  readonly email: string;
  /** In ASCII. */
  readonly domain: string;
}

const message = 'must be an email, or a name and an email: Example <no-reply@example.com>';

/** The characters that every mail server accepts in an unquoted local part (RFC 5321, 4.1.2). */
const emailForm = /^([\w!#$%&'*+/=?^`{|}~.-]{1,64})@([^\s@<>"(),;:]{1,255})$/;

/** `Example <no-reply@example.com>`, or just the email. */
export const sender = z.string().transform((text, context): Sender => {
  const [, name = '', inBrackets] = /^([^<>\p{Cc}]*?)\s*<([^<>]*)>$/u.exec(text.trim()) ?? [];
  const found = parse(name.replace(/^"(.*)"$/, '$1'), inBrackets ?? text.trim());
  if (found) return found;
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});

function parse(name: string, text: string): Sender | undefined {
  const [, local, host = ''] = emailForm.exec(text) ?? [];
  const domain = domainToASCII(host);
  if (local === undefined || domain === '' || name.length > 100) return undefined;
  return { name, email: `${local}@${domain}`, domain };
}
