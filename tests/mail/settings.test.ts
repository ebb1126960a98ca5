import { systemContext } from '../../src/feature/context.ts';
import { ConfigError, loadConfig } from '../../src/kernel/config.ts';
import { canMail, requireMail } from '../../src/mail/can-mail.ts';
import { mailSettings } from '../../src/mail/mail.settings.ts';
import { World } from '../support/world.ts';

const smtpOf = (SMTP_URL: string) => loadConfig({ SMTP_URL }, [mailSettings]).of(mailSettings).SMTP_URL;

test.each([
  [
    'smtps://user:p%40ss@smtp.example.com',
    { host: 'smtp.example.com', port: 465, isSecure: true, auth: { user: 'user', pass: 'p@ss' } },
  ],
  ['smtp://smtp.example.com', { port: 587, isSecure: false, isLoopback: false }],
  ['smtp://smtp.example.com:2525/', { port: 2525 }],
  ['smtp://localhost', { host: 'localhost', port: 25, isLoopback: true }],
  ['smtp://127.0.0.2', { port: 25, isLoopback: true }],
  ['smtp://[::1]:2525', { host: '::1', port: 2525, isLoopback: true }],
  ['smtp://127.0.0.1.example.com', { port: 587, isLoopback: false }],
])('reads SMTP_URL=%s', (url, expected) => {
  expect(smtpOf(url)).toMatchObject(expected);
});

test.each([
  'a#b',
  'a/b',
  'a?b',
  '1#b',
  '1/b',
  '100%',
  '%zz',
  '%ff',
])('names percent-encoding for the password %s, but not the password', (password) => {
  for (const SMTP_URL of [`smtps://user:${password}@h.example`, `smtp://user:planted${password}@h.example`]) {
    const read = () => loadConfig({ SMTP_URL }, [mailSettings]);
    expect(read).toThrow(/^(?!.*planted).*SMTP_URL must be a URL such as .*; percent-encode .* %23 for #/s);
  }
  expect(smtpOf(`smtp://user:${encodeURIComponent(password)}@h.example`)?.auth?.pass).toBe(password);
});

test.each([
  'smtp.example.com',
  'http://user:pw@h.example',
  'smtp://user:pw@h.example?tls=no',
  'smtp://a@h/path',
])('rejects SMTP_URL=%s without a word about encoding', (SMTP_URL) => {
  expect(() => smtpOf(SMTP_URL)).toThrow(/SMTP_URL must be a URL such as [^;]*$/);
});

test.each([
  ['no-reply@example.com', { name: '', email: 'no-reply@example.com', domain: 'example.com' }],
  ['Example, Inc. <no-reply@bücher.example>', { name: 'Example, Inc.', domain: 'xn--bcher-kva.example' }],
  ['"Example" <no-reply@example.com>', { name: 'Example', email: 'no-reply@example.com' }],
])('reads MAIL_FROM=%s', (MAIL_FROM, expected) => {
  expect(loadConfig({ MAIL_FROM }, [mailSettings]).of(mailSettings).MAIL_FROM).toMatchObject(expected);
});

const withoutMail = { SMTP_URL: '', MAIL_FROM: '' };

test('in production without SMTP_URL, starts, warns once, and answers MAIL_NOT_CONFIGURED', async () => {
  const world = await World.start({ env: withoutMail });
  expect(world.log.filter((line) => line.includes('SMTP_URL is not set'))).toHaveLength(1);
  expect(canMail(world.app)).toBe(false);
  expect(() => requireMail(systemContext(world.app, 'job:test'))).toThrow(
    expect.objectContaining({ code: 'MAIL_NOT_CONFIGURED' }),
  );
  await world.stop();
});

test('with SMTP_URL, and in development, it can always mail', async () => {
  for (const env of [{}, { ...withoutMail, NODE_ENV: 'development' }, { ...withoutMail, NODE_ENV: 'test' }]) {
    const world = await World.start({ env });
    expect(canMail(world.app)).toBe(true);
    requireMail(systemContext(world.app, 'job:test'));
    expect(world.log.join('')).not.toContain('SMTP_URL is not set');
    await world.stop();
  }
});

test.each<[string, Record<string, string>, RegExp]>([
  [
    'EMAIL_VERIFICATION without mail',
    { ...withoutMail, EMAIL_VERIFICATION: 'optional' },
    /^SMTP_URL must be set/,
  ],
  ['required verification', { ...withoutMail, EMAIL_VERIFICATION: 'required' }, /^SMTP_URL must be set/],
  ['mail without a sender', { MAIL_FROM: '' }, /^MAIL_FROM must be set/],
  ['links to nowhere', { JWT_ISSUER: 'auth' }, /^APP_URL must be set, since JWT_ISSUER/],
  [
    'links to pages that are switched off',
    { ACCOUNT_PAGES: 'false' },
    /^APP_URL must be set with ACCOUNT_PAGES=false/,
  ],
  ['links over HTTP', { APP_URL: 'http://app.example.com' }, /^APP_URL must be an https URL/],
  [
    'links over HTTP to own pages',
    { JWT_ISSUER: 'http://auth.example.com' },
    /^APP_URL, or else JWT_ISSUER, must/,
  ],
])('rejects %s at the start', async (_what, env, problem) => {
  const error: unknown = await World.start({ env }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ConfigError);
  expect((error as ConfigError).problems).toEqual([expect.stringMatching(problem)]);
});

test.each<Record<string, string>>([
  { JWT_ISSUER: 'auth', APP_URL: 'https://app.example.com' },
  { APP_URL: 'http://localhost:5173' },
  { APP_URL: 'https://app.example.com', ACCOUNT_PAGES: 'false' },
  { APP_URL: 'http://[::1]:5173' },
  { ...withoutMail, JWT_ISSUER: 'auth' },
])('starts with %j', async (env) => {
  const world = await World.start({ env });
  await world.stop();
});
