import { readFileSync } from 'node:fs';
import path from 'node:path';
import tls from 'node:tls';
import type { SMTPServerOptions } from 'smtp-server';
import { Unavailable } from '../../src/feature/work-queue.ts';
import { openMailServer } from '../../src/mail/mail-server.ts';
import type { SmtpServer } from '../../src/mail/smtp-url.ts';
import { findOpenssl, issueCertificate, makeAuthority } from '../support/certificates.ts';
import { makeFolder, removeFolders } from '../support/left-behind.ts';
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

const withOpenssl = findOpenssl() || process.env.CI ? describe : describe.skip;

withOpenssl('with a certificate from an authority that this machine trusts', () => {
  const trusted = tls.getCACertificates('default');
  let folder: string;
  beforeAll(() => {
    folder = makeFolder();
    makeAuthority(folder);
    // The service reads such an authority from NODE_EXTRA_CA_CERTS.
    tls.setDefaultCACertificates([...trusted, readFileSync(path.join(folder, 'ca.pem'), 'utf8')]);
  });
  afterAll(() => {
    tls.setDefaultCACertificates(trusted);
    removeFolders();
  });

  const certificateFor = (name: string) => {
    issueCertificate(folder, name);
    const read = (file: string) => readFileSync(path.join(folder, file));
    return { key: read('server.key'), cert: read('server.pem') };
  };
  // Checked like every other name, since `isLoopback` is false.
  const host = 'localhost';

  test.each([false, true])('mail leaves if it names the host (smtps: %s)', async (secure) => {
    const certificate = certificateFor(`DNS:${host}`);
    const { outcome, received } = await deliver({ ...certificate, secure }, { host, isSecure: secure });
    expect([outcome, received]).toMatchObject([{ outcome: 'sent' }, 1]);
  });

  test.each([false, true])('no mail leaves if it names another host (smtps: %s)', async (secure) => {
    const certificate = certificateFor('DNS:mail.example.com');
    const { outcome, received } = await deliver({ ...certificate, secure }, { host, isSecure: secure });
    expect(outcome).toBeInstanceOf(Unavailable);
    expect((outcome as Error).message).toMatch(/does not match certificate's altnames/);
    expect(received).toBe(0);
  });
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
