import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import path from 'node:path';
import { simpleParser } from 'mailparser';
import { resetMail } from '../../src/password/password.mails.ts';
import { makeFolder, removeFolders, until } from '../support/left-behind.ts';
import { queue, rowOf } from '../support/outbox.ts';
import { World } from '../support/world.ts';

const DATA_DIR = makeFolder();
const development = {
  NODE_ENV: 'development',
  SMTP_URL: '',
  MAIL_FROM: '',
  MAIL_WORKER: 'true',
  JWT_ISSUER: 'http://localhost:4000',
};
const world = await World.start({ env: { ...development, DATA_DIR } });
afterAll(async () => {
  await world.stop();
  removeFolders();
});

const get = (place: string, { url } = world) => fetch(new URL(place, url));
const sent = (id: string) => until('the mail', async () => (await rowOf(world, id)).sent);

test('without mails, the page says so', async () => {
  expect(await (await get('/mails')).text()).toContain('No mails yet.');
});

test('in development, a mail is kept as a file and shown with a clickable link, and the log names only the page', async () => {
  const person = await world.addPerson();
  const id = await queue(world, person, { kind: resetMail, facts: { username: '<b>bold</b>' } });
  await sent(id);
  const page = await (await get('/mails')).text();
  expect(page).toMatch(/ \d\d:\d\d:\d\d UTC<\/time>\n<b>[^<]+<\/b>\n<span>To: /);
  expect(page).toContain(`<span>To: ${person.email}</span>`);
  expect(page).toMatch(
    /<a href="http:\/\/localhost:4000\/account\/reset#token=[\w-]{64}" target="_blank" rel="noopener">/,
  );
  expect(page).toContain('&lt;b&gt;bold&lt;/b&gt;');
  expect(page).not.toContain('<b>bold');
  expect(page).toContain(`src="./mails/html?id=${id}"`);
  const eml = path.join(DATA_DIR, 'mails', `${id}.eml`);
  const mail = await simpleParser(readFileSync(eml));
  expect(mail.to).toMatchObject({ text: person.email });
  expect(mail.text).toContain('#token=');
  const log = world.log.join('');
  expect(log).toContain('a mail was kept: http://localhost:4000/mails');
  const [, token = ''] = /#token=([\w-]{64})/.exec(page) ?? [];
  expect(log).not.toContain(token);
});

test('the newest mail comes first, and an odd file in the folder does no harm', async () => {
  writeFileSync(path.join(DATA_DIR, 'mails', 'notes.json'), '{');
  const people = [await world.addPerson(), await world.addPerson()];
  for (const person of people) await sent(await queue(world, person));
  const page = await (await get('/mails')).text();
  const [first, second] = people.map(({ email }) => page.indexOf(email));
  expect(second).toBeLessThan(first ?? 0);
});

test('neither page loads anything or runs a script; the frame of a mail is sandboxed, and its links open a new tab', async () => {
  const id =
    readdirSync(path.join(DATA_DIR, 'mails'))
      .toSorted()[0]
      ?.replace(/\.\w+$/, '') ?? '';
  const list = await get('/mails');
  const policy = list.headers.get('content-security-policy') ?? '';
  expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; img-src data:; frame-src 'self'; /);
  expect(list.headers.get('cache-control')).toBe('no-store');
  const html = await get(`/mails/html?id=${id}`);
  expect(html.headers.get('content-security-policy')).toMatch(
    /^sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; /,
  );
  const text = await html.text();
  expect(text).toContain('<base target="_blank">');
  for (const each of [await list.text(), text])
    expect(each).not.toMatch(/<script|<img|(src|href)="https?:\/\/(?!localhost:4000\/)/);
});

/** `fetch` sets its own Host. @returns the status. */
function getAs(host: string, place: string, { url } = world): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sending = request(new URL(place, url), { headers: { host } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    sending.on('error', reject).end();
  });
}

test.each([
  'evil.example',
  'evil.example:4000',
  'localhost.evil.example',
  '127.0.0.1.evil.example',
  'localhost@evil.example',
  '192.0.2.1',
])('a page of a stranger, whose name %j leads to this machine, reads no mails', async (host) => {
  for (const place of ['/mails', '/mails/html?id=x']) expect(await getAs(host, place)).toBe(403);
});

test.each([
  'localhost',
  'localhost:4000',
  'LOCALHOST:8080',
  'auth.localhost:4000',
  '127.0.0.1:4000',
  '127.0.0.2',
  '[::1]:4000',
])('the owner of this machine reads them at %j', async (host) => {
  expect(await getAs(host, '/mails')).toBe(200);
});

test('they can be read under the host of the issuer', async () => {
  const other = await World.start({
    env: { ...development, DATA_DIR, MAIL_WORKER: 'false', JWT_ISSUER: 'http://auth.internal:4000/base' },
  });
  expect(await getAs('auth.internal', '/mails', other)).toBe(200);
  expect(await getAs('other.internal', '/mails', other)).toBe(403);
  await other.stop();
});

test.each(['../secret-key', '', 'x', '%2e%2e%2fsecret-key'])('an unknown id %j is not found', async (id) => {
  expect((await get(`/mails/html?id=${id}`)).status).toBe(404);
});

test.each<[string, Record<string, string>]>([
  ['in production', {}],
  ['with a mail server', { ...development, SMTP_URL: 'smtp://127.0.0.1:9', MAIL_FROM: 'a@b.example' }],
  ['without DEBUG', { ...development, DEBUG: 'false' }],
])('%s, the pages do not exist', async (_when, env) => {
  const other = await World.start({ env: { ...env, MAIL_WORKER: 'false', DATA_DIR } });
  for (const place of ['/mails', '/mails/html?id=x']) {
    const answer = await get(place, other);
    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain('NOT_FOUND');
  }
  expect(existsSync(path.join(DATA_DIR, 'mails'))).toBe(true);
  await other.stop();
});
