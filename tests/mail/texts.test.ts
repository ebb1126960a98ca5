import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { simpleParser } from 'mailparser';
import { createTransport } from 'nodemailer';
import type { MailKind } from '../../src/feature/mail-kinds.ts';
import { features } from '../../src/features.ts';
import { ConfigError } from '../../src/kernel/config.ts';
import { mailKinds, templatesOf } from '../../src/mail/declared-mails.ts';
import { locales } from '../../src/mail/locales.ts';
import { messageOf } from '../../src/mail/mail-server.ts';
import { lifetimeText, viewOf } from '../../src/mail/mail-view.ts';
import { makeFolder, removeFolders } from '../support/left-behind.ts';
import { World } from '../support/world.ts';

const link = { token: 'TOKEN', code: 'BCDFGHJK', flowId: null, linkSeconds: 1_800, codeSeconds: 600 };
const world = await World.start({
  env: { APP_URL: 'https://app.example.com', MAIL_FROM: 'Example <no-reply@example.com>' },
});
afterAll(async () => {
  await world.stop();
  removeFolders();
});

const cases = [...mailKinds(world.app).values()].flatMap((kind) =>
  locales.map((locale) => [kind.name, locale, kind] as const),
);

/** Sent to mailboxes that no account has proved yet, so a stranger may have chosen the username. */
const anonymous = ['complete-signup', 'confirm-email', 'verify-email', 'unknown-email'];

const hasCode = ({ link }: MailKind) => link !== undefined && link.purpose.codeLifetime > 0;

function rendered(kind: MailKind, locale: (typeof locales)[number], facts = kind.sample) {
  return templatesOf(world.app).render(kind.name, locale, viewOf(world.app, kind, { locale, facts, link }));
}

test('every kind of mail is tested in every language', () => {
  const names = [
    'account-renamed',
    'already-registered',
    'complete-signup',
    'password-changed',
    'reset-password',
    'unknown-email',
    'verify-email',
  ];
  expect([...mailKinds(world.app).keys()].toSorted()).toEqual(expect.arrayContaining(names));
  expect(cases.length).toBeGreaterThanOrEqual(names.length * locales.length);
});

test.each(cases)('%s in %s has a subject, a written text and a safe HTML form', (_name, locale, kind) => {
  const { subject, text, html } = rendered(kind, locale);
  expect(subject).toMatch(/^Example: \S.*\S$/);
  expect(text).not.toMatch(/<\/?\w|&\w+;|\{\{|undefined/);
  expect(html).toContain(`<html lang="${locale}">`);
  expect(html).not.toMatch(/\{\{|undefined|<script|<img|<link|@import|url\(/i);
  for (const form of [text, html]) {
    expect(form.includes(kind.sample.username ?? 'alice')).toBe(!anonymous.includes(kind.name));
    const urls = form.match(/https?:\/\/[^\s"<]+/g) ?? [];
    const expected = kind.link?.page ? [`https://app.example.com/${kind.link.page}#token=TOKEN`] : [];
    expect([...new Set(urls)]).toEqual(expected);
    expect(form.includes('BCDF-GHJK')).toBe(hasCode(kind));
    expect(form).toMatch(locale === 'de' ? /\bSie\b/ : /\byou\b/);
  }
  if (kind.link) {
    const lifetimes = locale === 'de' ? ['30 Minuten', '10 Minuten'] : ['30 minutes', '10 minutes'];
    const named = lifetimes.slice(kind.link.page ? 0 : 1, hasCode(kind) ? 2 : 1);
    for (const lifetime of named) expect(text).toContain(lifetime);
  }
});

test.each(
  cases,
)('%s in %s: hostile facts add neither HTML, nor lines, nor headers', (_name, locale, kind) => {
  const hostile = '<img src=x onerror=alert(1)>"\'&\r\nBcc: evil@example.com\u2028{{link}}';
  const facts = Object.fromEntries(Object.keys(kind.sample).map((name) => [name, hostile]));
  const { subject, text, html } = rendered(kind, locale, facts);
  expect(subject).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
  expect(html).not.toMatch(/<img|onerror=alert\(1\)>/);
  expect(text).not.toMatch(/^Bcc:/m);
  if (anonymous.includes(kind.name)) return;
  const escaped =
    '&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp; Bcc: evil@example<span>.</span>com {{link}}';
  expect(html).toContain(escaped);
  expect(text).toContain('{{link}}');
});

test.each(cases)('%s in %s: a username with dots becomes no link in HTML', (_name, locale, kind) => {
  const chosen = {
    username: 'www.evil.example',
    oldUsername: 'www.evil.example',
    newUsername: 'new.example',
  };
  const { html } = rendered(kind, locale, { ...kind.sample, ...chosen, email: 'b•••@other.example' });
  expect(html).not.toMatch(/(new|other)\.example/);
  expect(html).not.toContain('www.evil.example');
  const readable = html.replaceAll(/<\/?span>/g, '').includes('www.evil.example');
  expect(readable).toBe(!anonymous.includes(kind.name));
});

test.each(
  cases,
)('%s in %s travels as text and HTML, in lines that every mail server accepts', async (_name, locale, kind) => {
  const letter = { id: crypto.randomUUID(), recipient: { email: 'anna@x.test', needsUtf8: false } };
  const from = { name: 'Bücher', email: 'no-reply@mail.example', domain: 'mail.example' };
  const facts = Object.fromEntries(Object.keys(kind.sample).map((name) => [name, 'long'.repeat(500)]));
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  const { message } = await transport.sendMail(
    messageOf({ ...letter, ...rendered(kind, locale, facts) }, { from }),
  );
  const lines = message.toString().split('\r\n');
  // RFC 5322, 2.1.1 allows 998; this is the recommended length.
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(78);
  const mail = await simpleParser(message);
  expect(mail.attachments).toEqual([]);
  for (const form of [mail.text, mail.html])
    expect(String(form).includes('long'.repeat(500))).toBe(!anonymous.includes(kind.name));
  if (kind.link?.page) expect(mail.text).toContain('#token=TOKEN');
});

const notices = cases.filter(([, , { link }]) => link?.isOptional);

test.each(
  notices,
)('%s in %s is of use without its link, and with no more facts than a name', (_name, locale, kind) => {
  const { username = '' } = kind.sample;
  const view = viewOf(world.app, kind, { locale, facts: { username }, link: undefined });
  const { text, html } = templatesOf(world.app).render(kind.name, locale, view);
  for (const form of [text, html]) {
    expect(form).not.toMatch(/https?:|\{\{|undefined|192\.0\.2|Firefox|<br>|IP/);
    expect(form).toMatch(locale === 'de' ? /Passwort vergessen/ : /Forgot your password/);
  }
  expect(text).not.toMatch(/\n\n\n/);
});

test.each(notices)('%s in %s names the device and the IP address', (_name, locale, kind) => {
  const { text, html } = rendered(kind, locale, { ...kind.sample, device: 'www.evil.example' });
  expect(text).toMatch(/www\.evil\.example[\s\S]*192\.0\.2\.1/);
  expect(html).not.toContain('www.evil.example');
  expect(html.replaceAll(/<\/?span>/g, '')).toMatch(/www\.evil\.example[\s\S]*192\.0\.2\.1/);
  expect(text).not.toMatch(/\n\n\n/);
});

test('the link of a kind with a flow carries it behind a dot, in the one parameter', async () => {
  const kind = mailKinds(world.app).get('complete-signup') as MailKind;
  const flowId = crypto.randomUUID();
  const view = viewOf(world.app, kind, { locale: 'en', facts: kind.sample, link: { ...link, flowId } });
  expect(view.link).toBe(`https://app.example.com/complete-signup#token=TOKEN.${flowId}`);
});

test.each(
  locales,
)('in %s, the notice of a requested change promises an undo only if there is one', (locale) => {
  const kind = mailKinds(world.app).get('email-change-requested') as MailKind;
  for (const canUndo of ['yes', '']) {
    const { text, html } = rendered(kind, locale, { ...kind.sample, canUndo });
    for (const form of [text, html]) {
      expect(/\bundo\b|rückgängig/.test(form)).toBe(canUndo === 'yes');
      expect(form.includes('BCDF-GHJK')).toBe(canUndo === 'yes');
      expect(form).toContain('#token=TOKEN');
    }
    expect(text).not.toMatch(/\n\n\n/);
  }
});

test.each(
  locales,
)('in %s, the mail of a secured account does not say that the old password stays', (locale) => {
  const kind = mailKinds(world.app).get('reset-password') as MailKind;
  for (const isSecured of ['yes', '']) {
    const { text, html } = rendered(kind, locale, { ...kind.sample, isSecured });
    for (const form of [text, html]) {
      expect(/stays as it is|bleibt unverändert/.test(form)).toBe(isSecured === '');
      expect(/no longer works|gilt nicht mehr/.test(form)).toBe(isSecured === 'yes');
    }
  }
});

test.each([
  [29.9 * 60, '30 minutes'],
  [61, '1 minute'],
  [3, '1 minute'],
  [86_399, '24 hours'],
  [2 * 3_600, '2 hours'],
  [119 * 60, '119 minutes'],
])('%d seconds are %s', (seconds, text) => {
  expect(lifetimeText('en', seconds)).toBe(text);
});

function folderWith(files: Record<string, string>): string {
  const folder = makeFolder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.join(folder, path.dirname(name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  return folder;
}

test('MAIL_TEMPLATES replaces templates file by file', async () => {
  const MAIL_TEMPLATES = folderWith({
    'en/password-changed.text.mustache': 'Dear {{username}}, mine.\n',
    'layout.html.mustache': '<html><head></head><body>{{> body}}Mine</body></html>',
  });
  const other = await World.start({ env: { MAIL_TEMPLATES } });
  const kind = mailKinds(other.app).get('password-changed') as MailKind;
  const facts = { ...kind.sample, username: 'bob' };
  const view = viewOf(other.app, kind, { locale: 'en', facts, link: undefined });
  const { subject, text, html } = templatesOf(other.app).render(kind.name, 'en', view);
  expect(text).toMatch(/^Dear bob, mine\./);
  expect(html).toMatch(/^<html>.*<p>Hello bob,<\/p>.*Mine<\/body>/s);
  expect(subject).toContain('your password has changed');
  await other.stop();
});

test.each<[string, Record<string, string>, RegExp]>([
  [
    'an unknown variable',
    { 'de/verify-email.text.mustache': '{{link}} {{phone}}' },
    /de\/verify-email\.text .*\{\{phone\}\}, but the variables .* are code, codeLifetime, language, .*service/,
  ],
  [
    'an unknown section',
    { 'en/verify-email.html.mustache': '{{#phone}}x{{/phone}}' },
    /verify-email\.html .*\{\{phone\}\}/,
  ],
  [
    'a broken tag',
    { 'en/verify-email.subject.mustache': '{{username' },
    /en\/verify-email\.subject .*Unclosed tag/,
  ],
  [
    'an unknown partial',
    { 'en/verify-email.text.mustache': '{{> phone}}' },
    /there is no file en\/phone\.text\.mustache/,
  ],
  [
    'a half-closed tag',
    { 'en/verify-email.text.mustache': '{{link} and {{> code}}\n' },
    /en\/verify-email\.text .*unclosed tag: \{\{link\}$/,
  ],
  [
    'a text without a link and a code',
    { 'en/verify-email.text.mustache': '' },
    /^The template en\/verify-email\.text .*\{\{link\}\}.*\nThe template en\/verify-email\.text .*\{\{code\}\}[^\n]*$/,
  ],
  [
    'an HTML version without a link',
    { 'de/reset-password.html.mustache': '<p>{{code}}</p>' },
    /^The template de\/reset-password\.html .*\{\{link\}\}[^\n]*$/,
  ],
  [
    'a shared part without the code',
    { 'en/code.text.mustache': '{{link}}' },
    /The template en\/reset-password\.text .*\{\{code\}\}/,
  ],
  ['unescaped HTML', { 'en/verify-email.html.mustache': '{{{username}}}' }, /tag \{\{\{…\}\}\}/],
  [
    'unescaped HTML in a section',
    { 'en/verify-email.html.mustache': '{{#code}}{{& username}}{{/code}}' },
    /tag \{\{\{…\}\}\}/,
  ],
  [
    'unescaped HTML with other delimiters',
    { 'en/verify-email.html.mustache': '{{=<% %>=}}<%& username %>' },
    /tag \{\{\{…\}\}\}/,
  ],
  [
    'a misspelled file',
    { 'en/verify-emial.text.mustache': '' },
    /^MAIL_TEMPLATES .*en\/verify-emial\.text\.mustache/,
  ],
  ['a misspelled language', { 'fr/verify-email.text.mustache': '' }, /^MAIL_TEMPLATES .*fr\/verify-email/],
])('does not start with %s in MAIL_TEMPLATES', async (_what, files, problem) => {
  const MAIL_TEMPLATES = folderWith(files);
  const error: unknown = await World.start({ env: { MAIL_TEMPLATES } }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ConfigError);
  expect((error as ConfigError).problems.join('\n')).toMatch(problem);
});

test('does not start with a folder that does not exist, or with a kind of mail without templates', async () => {
  const missing: unknown = await World.start({ env: { MAIL_TEMPLATES: '/does/not/exist' } }).catch(
    (reason) => reason,
  );
  expect((missing as ConfigError).problems).toEqual([
    expect.stringMatching(/^MAIL_TEMPLATES must be a folder/),
  ]);
  const planted = { name: 'planted', mails: [{ name: 'planted-mail', sample: {} }] };
  const error: unknown = await World.start({ features: [...features, planted] }).catch((reason) => reason);
  expect((error as ConfigError).problems.join('\n')).toContain(
    'there is no file en/planted-mail.subject.mustache',
  );
});

// Links depend on settings alone.
test.each<[Record<string, string>, string]>([
  [{ APP_URL: 'https://app.example.com/' }, 'https://app.example.com/reset-password#token=TOKEN'],
  [{ APP_URL: 'https://example.com/app' }, 'https://example.com/app/reset-password#token=TOKEN'],
  [
    { APP_URL: 'https://example.com', APP_PATHS: 'reset-password=/reset, verify-email=/v' },
    'https://example.com/reset#token=TOKEN',
  ],
  [
    { APP_URL: '', JWT_ISSUER: 'https://auth.example.com/' },
    'https://auth.example.com/account/reset#token=TOKEN',
  ],
  [
    { APP_URL: '', JWT_ISSUER: 'https://example.com/auth' },
    'https://example.com/auth/account/reset#token=TOKEN',
  ],
  [
    { APP_URL: 'https://a.example', MAIL_LINK_TOKEN: 'query' },
    'https://a.example/reset-password?token=TOKEN',
  ],
])('with %j, the link of a reset is %s', async (env, expected) => {
  const other = await World.start({ env });
  const kind = mailKinds(other.app).get('reset-password') as MailKind;
  expect(viewOf(other.app, kind, { locale: 'en', facts: kind.sample, link }).link).toBe(expected);
  await other.stop();
});
