import type { SmtpServer } from './smtp-url.ts';

/** OpenSSL's reasons for an answer that is not TLS. */
const notTls = /wrong version number|packet length too long|http request/i;

/** Why the mail server opened no session, in words that tell the operator what to change. */
export function reasonOf(
  { code, message, responseCode }: { code?: string; message: string; responseCode?: number },
  { isSecure }: Pick<SmtpServer, 'isSecure'>,
): string {
  if (code === 'EAUTH' && responseCode !== undefined)
    return `the mail server rejected the login (${responseCode})`;
  if (isSecure && notTls.test(message))
    return 'this port does not expect TLS at once: use smtp:// in SMTP_URL';
  if (!isSecure && /^Greeting never received/.test(message))
    return 'the mail server sent no greeting. If this port expects TLS at once, as port 465 does, use smtps:// in SMTP_URL';
  return message;
}
