import { recipientOf } from '../../src/mail/recipient.ts';
import { resetMail } from '../../src/password/password.mails.ts';
import { until } from '../support/left-behind.ts';
import { MailSink } from '../support/mail-sink.ts';
import { queue, rowOf } from '../support/outbox.ts';
import { World } from '../support/world.ts';

const sink = await MailSink.start();
const world = await World.start({
  env: {
    SMTP_URL: sink.url,
    MAIL_FROM: 'Example <no-reply@mail.example>',
    MAIL_ENVELOPE_FROM: 'bounces@mail.example',
    MAIL_WORKER: 'true',
    JWT_ISSUER: 'https://auth.example.com',
  },
});
afterAll(async () => {
  await world.stop();
  await sink.stop();
});
beforeEach(() => {
  sink.received.length = 0;
});

const settled = (id: string) =>
  until('the outcome', async () => {
    const { sent, givenUp } = await rowOf(world, id);
    return sent || givenUp;
  });

// Texts that a recipient parser would read as a different mailbox, or as two. No account can have such an email.
test.each([
  'a@x.test\r\nBcc: evil@x.test',
  'a@x.test\nRCPT TO:<evil@x.test>',
  'a@x.test,evil@x.test',
  'a@x.test;evil@x.test',
  'a@x.test evil@x.test',
  '<evil@x.test>a@x.test',
  'a@x.test<evil@x.test>',
  'Alice <evil@x.test>',
  '"evil@x.test"@x.test',
  '"a b"@x.test',
  'a(evil@x.test)@x.test',
  'a@x.test(comment)',
  'group:evil@x.test',
  'a@evil@x.test',
  'a\\@evil.test@x.test',
  'a@[127.0.0.1]',
  'a@x.test\u0007',
  'a@x.test\u2028evil@x.test',
  'a@',
  '@x.test',
  'a',
  '',
])('no mail leaves for the stored text %j', async (email) => {
  expect(recipientOf(email)).toBeUndefined();
  const id = await queue(world, { email });
  await settled(id);
  expect(await rowOf(world, id)).toMatchObject({ outcome: 'refused', replyClass: 'recipient' });
  expect(sink.received).toEqual([]);
});

test.each([
  ["anna.o'neil@x.test", "anna.o'neil@x.test"],
  ['user+tag=1@x.test', 'user+tag=1@x.test'],
  // The sink reports domains in Unicode.
  ['anna@bücher.example', 'anna@bücher.example'],
  ['!#$%&*/=?^_`{|}~-@x.test', '!#$%&*/=?^_`{|}~-@x.test'],
])('the mail for %s goes to exactly this mailbox, from the envelope sender', async (email, expected) => {
  const id = await queue(world, { email });
  await settled(id);
  expect(sink.received.map(({ from, to }) => [from, to])).toEqual([['bounces@mail.example', [expected]]]);
  const [mail] = await sink.parsed();
  expect(mail?.from?.value).toEqual([{ name: 'Example', address: 'no-reply@mail.example' }]);
  expect(mail?.to).toMatchObject({ value: [{ name: '' }] });
  expect(mail?.messageId).toBe(`<${id}@mail.example>`);
});

test('domains travel in ASCII', () => {
  expect(recipientOf('anna@bücher.example')).toEqual({
    email: 'anna@xn--bcher-kva.example',
    needsUtf8: false,
  });
});

test('a mailbox with letters outside ASCII needs SMTPUTF8, and counts as refused without it', async () => {
  const withUtf8 = await queue(world, { email: 'jürgen@x.test' });
  await settled(withUtf8);
  const speaks = sink.received.length === 1 && (await rowOf(world, withUtf8)).outcome === 'sent';
  const plain = await MailSink.start({ hideSMTPUTF8: true });
  const env = { SMTP_URL: plain.url, MAIL_WORKER: 'true' };
  const other = await World.start({ env });
  const id = await queue(other, { email: 'jürgen@x.test' });
  await until('the outcome', async () => (await rowOf(other, id)).givenUp);
  expect(speaks).toBe(true);
  expect(await rowOf(other, id)).toMatchObject({ outcome: 'refused', replyClass: 'utf8' });
  await other.stop();
  await plain.stop();
});

test('hostile facts add no header and no recipient', async () => {
  const person = await world.addPerson();
  const username = 'x\r\nBcc: evil@x.test\r\n\r\n<script>alert(1)</script>';
  const id = await queue(world, person, { kind: resetMail, facts: { username } });
  await settled(id);
  const [received] = sink.received;
  expect(received?.to).toEqual([person.email]);
  expect(received?.raw).not.toMatch(/^Bcc:/im);
  const [mail] = await sink.parsed();
  expect(String(mail?.html)).not.toContain('<script>');
  for (const line of received?.raw.split('\r\n') ?? []) expect(line.length).toBeLessThanOrEqual(998);
});

test('no header of a request changes a link', async () => {
  const person = await world.addPerson();
  const response = await fetch(world.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'http',
      'x-forwarded-prefix': '/evil',
      'x-original-url': 'https://evil.example/',
      forwarded: 'host=evil.example;proto=http',
      origin: 'https://evil.example',
      referer: 'https://evil.example/page',
    },
    body: JSON.stringify({
      query: 'mutation ($e: String!) { requestPasswordReset(input: { email: $e }) { flow } }',
      variables: { e: person.email },
    }),
  });
  expect(await response.json()).toEqual({ data: { requestPasswordReset: { flow: expect.any(String) } } });
  await until('the mail', () => sink.received.length === 1);
  const raw = sink.received[0]?.raw.replace(/=\r\n/g, '') ?? '';
  expect(raw).not.toContain('evil');
  const [mail] = await sink.parsed();
  const urls = `${mail?.text} ${mail?.html}`.match(/https?:\/\/[^\s"<]+/g) ?? [];
  expect(urls.length).toBeGreaterThan(1);
  for (const url of urls)
    expect(url).toMatch(/^https:\/\/auth\.example\.com\/account\/reset#token=[\w-]{64}$/);
});

test('with a hostile Host header, the link stays the same', async () => {
  const person = await world.addPerson();
  const { hostname, port } = new URL(world.url);
  const body = JSON.stringify({
    query: `mutation { requestPasswordReset(input: { email: "${person.email}" }) { flow } }`,
  });
  const { request } = await import('node:http');
  const status = await new Promise((resolve, reject) => {
    const headers = {
      host: 'evil.example',
      'content-type': 'application/json',
      'content-length': body.length,
    };
    const sending = request({ hostname, port, path: '/graphql', method: 'POST', headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    sending.on('error', reject);
    sending.end(body);
  });
  expect(status).toBe(200);
  await until('the mail', () => sink.received.length === 1);
  const [mail] = await sink.parsed();
  expect(mail?.text).toContain('https://auth.example.com/account/reset#token=');
  expect(mail?.text).not.toContain('evil');
});

test('no token and no code is in the log or in the database', async () => {
  const person = await world.addPerson();
  await settled(await queue(world, person, { kind: resetMail }));
  const [mail] = await sink.parsed();
  const [, token = ''] = /#token=([\w-]{64})/.exec(mail?.text ?? '') ?? [];
  const [, code = ''] = /\b([A-Z]{4}-[A-Z]{4})\b/.exec(mail?.text ?? '') ?? [];
  expect([token.length, code.length]).toEqual([64, 9]);
  const tables = await world.sql<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = 'public'`,
  );
  expect(tables.length).toBeGreaterThan(5);
  const dump: string[] = [];
  for (const { name } of tables)
    dump.push(JSON.stringify(await world.sql(`select t::text from "${name}" as t`)));
  const hex = Buffer.from(token, 'base64url').subarray(16).toString('hex');
  for (const secret of [token, code, code.replace('-', ''), hex]) {
    expect(world.log.join('')).not.toContain(secret);
    expect(dump.join('')).not.toContain(secret);
  }
  expect(dump.join('')).toContain(person.email);
});
