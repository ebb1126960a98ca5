import type { Recipient } from './recipient.ts';
import type { Sender } from './sender.ts';
import { type Delivery, failureOf, type Progress } from './smtp-replies.ts';
import type { SmtpServer } from './smtp-url.ts';
import type { MailText } from './templates.ts';

export interface Letter extends MailText {
  readonly id: string;
  readonly recipient: Recipient;
}

/** Where mails are sent: a mail server or, in development, a folder. */
export interface Post {
  /** @throws Unavailable while the mail server cannot be used. */
  deliver(letter: Letter, signal: AbortSignal): Promise<Delivery>;
  close(): Promise<void>;
}

export interface Senders {
  readonly from: Sender;
  readonly envelopeFrom?: Sender | undefined;
}

const connections = 2;

const second = 1_000;

/** Shorter than the row's lease, so that a mail still waiting for a connection does not use up a try. */
const sendLimitMs = 105 * second;

export function transportOptions({ host, port, isSecure, isLoopback, auth }: SmtpServer) {
  return {
    pool: true as const,
    host,
    port,
    secure: isSecure,
    ...(auth && { auth }),
    requireTLS: !isSecure && !isLoopback,
    // Local mail servers often have a self-signed certificate, and only this machine can read the connection.
    tls: { rejectUnauthorized: !isLoopback },
    maxConnections: connections,
    maxMessages: 1_000,
    connectionTimeout: 10 * second,
    greetingTimeout: 10 * second,
    dnsTimeout: 10 * second,
    socketTimeout: 60 * second,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** The headers and bodies. Every email is an object, since nodemailer would parse a string as a list of recipients. */
export function messageOf(
  { id, recipient, subject, text, html }: Letter,
  { from, envelopeFrom = from }: Senders,
) {
  const to = { name: '', address: recipient.email };
  return {
    from: { name: from.name, address: from.email },
    to,
    envelope: { from: { name: '', address: envelopeFrom.email }, to },
    messageId: `<${id}@${from.domain}>`,
    date: new Date(),
    subject,
    text,
    html,
    headers: {
      // Prevents out-of-office replies (RFC 3834).
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
    },
  };
}

/** Loading nodemailer takes a tenth of a second, so a process loads it only when it has a mail to send. */
export async function loadNodemailer() {
  return import('nodemailer');
}

/** Sends over a few open connections. */
export function openMailServer(server: SmtpServer, senders: Senders): Post {
  const progresses = new WeakMap<object, Progress>();
  let opening: ReturnType<typeof openTransport> | undefined;
  return {
    async deliver(letter, signal) {
      opening ??= openTransport(server, progresses);
      const transport = await opening;
      const message = messageOf(letter, senders);
      const progress: Progress = {};
      progresses.set(message.envelope, progress);
      try {
        const limit = AbortSignal.any([signal, AbortSignal.timeout(sendLimitMs)]);
        const info = await transport.sendMail({ ...message, signal: limit });
        const speaksUtf8 = (info.ehlo ?? []).some((line) => /^SMTPUTF8\b/i.test(line));
        if (letter.recipient.needsUtf8 && !speaksUtf8) return { outcome: 'refused', replyClass: 'utf8' };
        return { outcome: 'sent', replyCode: Number(/^\d{3}/.exec(info.response)?.[0]) || undefined };
      } catch (error) {
        return failureOf(error, progress, letter.recipient, server);
      }
    },
    async close() {
      (await opening)?.close({ force: true } as never);
    },
  };
}

/** @param progresses the progress of each mail, by envelope. */
async function openTransport(server: SmtpServer, progresses: WeakMap<object, Progress>) {
  const { createTransport } = await loadNodemailer();
  const transport = createTransport(transportOptions(server));
  transport.use('stream', (mail, done) => {
    const progress = progresses.get(mail.data.envelope as object);
    const { message } = mail;
    const makeStream = message.createReadStream.bind(message);
    message.createReadStream = (...options) => {
      const stream = makeStream(...options);
      if (progress) progress.body = stream;
      return stream;
    };
    done();
  });
  return transport;
}
