import type { SMTPServerOptions } from 'smtp-server';
import { Unavailable } from '../../src/feature/work-queue.ts';
import { openMailServer } from '../../src/mail/mail-server.ts';
import type { SmtpServer } from '../../src/mail/smtp-url.ts';
import { MailSink } from '../support/mail-sink.ts';

const from = { name: 'Example', email: 'no-reply@mail.example', domain: 'mail.example' };
const letter = {
  id: '018f0000-0000-7000-8000-000000000000',
  recipient: { email: 'anna@x.test', needsUtf8: false },
  subject: 'Subject',
  text: 'Text\n',
  html: '<p>Text</p>\n',
};

/** The sink's certificate is for another host and has no known authority. */
async function deliver(options: SMTPServerOptions, server: Partial<SmtpServer>) {
  const secured: boolean[] = [];
  const sink = await MailSink.start({
    ...options,
    onSecure: (_socket, _session, done) => {
      secured.push(true);
      done();
    },
  });
  const usual = { host: '127.0.0.1', port: sink.port, isSecure: false, isLoopback: false };
  const post = openMailServer({ ...usual, ...server }, { from });
  try {
    const outcome = await post.deliver(letter, new AbortController().signal).catch((error: unknown) => error);
    return { outcome, received: sink.received.length, isSecured: secured.length > 0 };
  } finally {
    await post.close();
    await sink.stop();
  }
}

test.each<[string, SMTPServerOptions, Partial<SmtpServer>, RegExp]>([
  [
    'without STARTTLS',
    { hideSTARTTLS: true, disabledCommands: ['STARTTLS'] },
    {},
    /no connection to the mail server/,
  ],
  ['with a bad certificate', {}, {}, /certificate/],
  ['with a bad certificate for smtps', { secure: true }, { isSecure: true }, /certificate/],
  [
    'that speaks no TLS, for smtps',
    {},
    { isSecure: true },
    /this port does not expect TLS at once: use smtp:\/\//,
  ],
  [
    'that expects TLS at once, for smtp',
    { secure: true },
    {},
    /sent no greeting.* use smtps:\/\/ in SMTP_URL/,
  ],
])('no mail leaves through a mail server %s', async (_what, options, server, message) => {
  const { outcome, received } = await deliver(options, server);
  expect(outcome).toBeInstanceOf(Unavailable);
  expect((outcome as Error).message).toMatch(message);
  expect(received).toBe(0);
});

test.each<[string, SMTPServerOptions, Partial<SmtpServer>, boolean]>([
  ['a self-signed certificate', {}, {}, true],
  ['no TLS', { hideSTARTTLS: true, disabledCommands: ['STARTTLS'] }, {}, false],
  ['a self-signed certificate for smtps', { secure: true }, { isSecure: true }, true],
])('on the same machine, a mail server may have %s', async (_what, options, server, isSecured) => {
  const result = await deliver(options, { ...server, isLoopback: true });
  expect(result).toMatchObject({ outcome: { outcome: 'sent' }, received: 1 });
  if (!server.isSecure) expect(result.isSecured).toBe(isSecured);
});

test('a refused login pauses the queue, and its message has no password', async () => {
  const { outcome, received } = await deliver(
    { onAuth: (_auth, _session, done) => done(new Error('Wrong password')) },
    { isLoopback: true, auth: { user: 'auth', pass: 'planted-password' } },
  );
  expect(outcome).toBeInstanceOf(Unavailable);
  expect((outcome as Error).message).toMatch(/^the mail server rejected the login \(535\)$/);
  expect((outcome as Error).message).not.toContain('planted-password');
  expect(received).toBe(0);
});
