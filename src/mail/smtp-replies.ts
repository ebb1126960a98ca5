import { NotStarted, Unavailable } from '../feature/work-queue.ts';
import { reasonOf } from './no-session.ts';
import type { Recipient } from './recipient.ts';
import type { SmtpServer } from './smtp-url.ts';

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

interface Reason {
  readonly replyClass: ReplyClass;
  readonly replyCode?: number | undefined;
}

/** The mail server opened no session, so no mail can be sent now. */
export class NoSession extends Unavailable {
  constructor(
    message: string,
    readonly reason: Reason,
  ) {
    super(message);
    // The message names the cause. A stack would only show nodemailer's internals.
    delete this.stack;
  }
}

/** How far an attempt got. nodemailer's error does not say whether the connection broke early or late. */
export interface Progress {
  /** Undefined until a session is open. First read when the mail server asks for the mail. */
  body?: { readableDidRead: boolean; readableEnded: boolean };
}

export interface SmtpError {
  code?: string;
  command?: string;
  responseCode?: number;
  response?: string;
  message: string;
}

/** 5.7.x concerns the sender or the connection (RFC 3463), and 530 to 538 a missing or failed login (RFC 4954). */
const policyForm = /^\d{3}[ -]5\.7\.\d/;

/** @throws NoSession if none was open, since no other mail could be sent now either. @throws NotStarted */
export function failureOf(
  error: unknown,
  { body }: Progress,
  { needsUtf8 }: Recipient,
  server: Pick<SmtpServer, 'isSecure'>,
): Delivery {
  const failure = asSmtpError(error);
  const { code, command, responseCode: replyCode, response = '' } = failure;
  if (code === 'EABORT' && !body?.readableDidRead) throw new NotStarted('stopped before the mail was sent');
  if (!body) throw noSession(failure, server);
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

function noSession(error: SmtpError, server: Pick<SmtpServer, 'isSecure'>): NoSession {
  const { code, responseCode: replyCode } = error;
  const isLogin = code === 'EAUTH' && replyCode !== undefined;
  const message = isLogin
    ? reasonOf(error, server)
    : `no connection to the mail server: ${reasonOf(error, server)}`;
  return new NoSession(message, { replyClass: isLogin ? 'policy' : 'connection', replyCode });
}

export function asSmtpError(error: unknown): SmtpError {
  return error instanceof Error ? (error as Error & SmtpError) : { message: String(error) };
}
