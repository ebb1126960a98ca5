import { NotStarted, Unavailable } from '../feature/work-queue.ts';
import type { Recipient } from './recipient.ts';

/** Why a mail did not leave: what operators see, without any text of the mail server, since it may quote the email. */
export type ReplyClass =
  | 'recipient'
  | 'mailbox'
  | 'utf8'
  | 'content'
  | 'policy'
  | 'temporary'
  | 'connection'
  | 'uncertain';

export type Delivery =
  | { outcome: 'sent'; replyCode?: number | undefined }
  | {
      outcome: 'refused' | 'given-up' | 'retry' | 'uncertain';
      replyClass: ReplyClass;
      replyCode?: number | undefined;
    };

/** How far an attempt has come. nodemailer's error does not tell a connection that broke early from one that broke late. */
export interface Progress {
  /** Undefined until a session is open. Its reading begins once the mail server wants the mail. */
  body?: { readableDidRead: boolean; readableEnded: boolean };
}

interface SmtpError {
  code?: string;
  command?: string;
  responseCode?: number;
  response?: string;
  message: string;
}

/** RFC 3463: 5.7.x is about the sender or the connection. RFC 4954 uses 530 to 538 for a login that is missing. */
const policyForm = /^\d{3}[ -]5\.7\.\d/;

/** @throws Unavailable if no session was open: no other mail could leave now either. @throws NotStarted */
export function failureOf(error: unknown, { body }: Progress, { needsUtf8 }: Recipient): Delivery {
  const { code, message, command, responseCode: replyCode, response = '' } = asSmtpError(error);
  if (code === 'EABORT' && !body?.readableDidRead) throw new NotStarted('stopped before the mail was sent');
  if (!body) throw new Unavailable(`no connection to the mail server: ${message}`);
  if (replyCode === undefined) {
    if (body.readableEnded) return { outcome: 'uncertain', replyClass: 'uncertain' };
    return { outcome: 'retry', replyClass: 'connection' };
  }
  if (replyCode < 500 || replyCode === 503) return { outcome: 'retry', replyClass: 'temporary', replyCode };
  const isPolicy = policyForm.test(response) || (replyCode >= 530 && replyCode <= 538);
  if (command !== 'RCPT TO' && command !== 'DATA')
    return { outcome: 'retry', replyClass: 'policy', replyCode };
  if (isPolicy) return { outcome: 'retry', replyClass: 'policy', replyCode };
  if (command === 'DATA') return { outcome: 'given-up', replyClass: 'content', replyCode };
  return { outcome: 'refused', replyClass: needsUtf8 ? 'utf8' : 'mailbox', replyCode };
}

function asSmtpError(error: unknown): SmtpError {
  return error instanceof Error ? (error as Error & SmtpError) : { message: String(error) };
}
