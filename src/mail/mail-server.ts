import type { Recipient } from './recipient.ts';
import type { Sender } from './sender.ts';
import { type Delivery, failureOf, type Progress } from './smtp-replies.ts';
import type { SmtpServer } from './smtp-url.ts';
import type { MailText } from './templates.ts';

export interface Letter extends MailText {
  readonly id: string;
  readonly recipient: Recipient;
}

/** Takes mails for their recipients: a mail server, or the folder of development. */
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

/** Ends before the lease of the row, so that a mail that still waits for a connection keeps its tries. */
const sendLimitMs = 105 * second;

export function transportOptions({ host, port, isSecure, isLoopback, auth }: SmtpServer) {
  return {
    pool: true as const,
    host,
    port,
    secure: isSecure,
    ...(auth && { auth }),
    requireTLS: !isSecure && !isLoopback,
    // Mail servers make a certificate of their own when they are installed, and nobody on the way could read the connection.
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

/** The headers and the bodies. nodemailer reads a text as a list of recipients, so every email is an object. */
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
      // RFC 3834: keeps away the answers of absent readers.
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
    },
  };
}

/** nodemailer takes a tenth of a second to load, so only a process that has a mail to send loads it. */
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
        return failureOf(error, progress, letter.recipient);
      }
    },
    async close() {
      (await opening)?.close({ force: true } as never);
    },
  };
}

/** @param progresses by the envelope of each mail. */
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
