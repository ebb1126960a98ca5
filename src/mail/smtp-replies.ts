import { NotStarted, Unavailable } from '../feature/work-queue.ts';
import type { Recipient } from './recipient.ts';

/** Why a mail was not sent, for operators. Contains no text from the mail server, since that may quote the email. */
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

/** How far an attempt has got. nodemailer's error does not say whether the connection broke early or late. */
export interface Progress {
  /** Undefined until a session is open. Reading from it begins once the mail server asks for the mail. */
  body?: { readableDidRead: boolean; readableEnded: boolean };
}

interface SmtpError {
  code?: string;
  command?: string;
  responseCode?: number;
  response?: string;
  message: string;
}

/** 5.7.x is about the sender or the connection (RFC 3463). 530 to 538 are about a missing or failed login (RFC 4954). */
const policyForm = /^\d{3}[ -]5\.7\.\d/;

/** @throws Unavailable if no session was open, since no other mail could be sent now either. @throws NotStarted */
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
