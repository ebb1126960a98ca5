import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { makePerson } from '../support/client.ts';
import { databaseUrl, dropDatabase, makeDatabase } from '../support/databases.ts';
import { freePort } from '../support/free-port.ts';
import { makeFolder } from '../support/left-behind.ts';
import { within } from '../support/patience.ts';
import { leaveNothingBehind, run, start } from '../support/service-process.ts';
import { testSecretKey } from '../support/tokens.ts';

leaveNothingBehind();

const folder = makeFolder();
const inFile = (name: string, text: string) => {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
};

/** Starts with invalid settings. @returns the message, and the variables it names. */
async function refused(env: Record<string, string>): Promise<{ text: string; named: string[] }> {
  const { code, stdout, stderr: text } = await run({ folder: makeFolder(), env });
  expect([code, stdout]).toEqual([1, '']);
  expect(text).not.toMatch(/^\s+at /m);
  return { text, named: [...text.matchAll(/^ {2}- (\w+)/gm)].map(([, name]) => name as string) };
}

test('lists everything that production needs in one message', async () => {
  const { text, named } = await refused({ NODE_ENV: 'production' });
  expect(named).toEqual(['SECRET_KEY', 'JWT_ISSUER', 'DATABASE_URL']);
  expect(text).toMatch(/^The configuration has 3 problems:\n/);
});

test('names every bad setting at once, without the values of secrets, and before creating anything', async () => {
  const empty = makeFolder();
  const bad = {
    PORT: 'abc',
    BCRYPT_COST: '9',
    ACCESS_TOKEN_TTL: '24',
    SECRET_KEY: 'Zq7-Zq8-Zq9-Za1-Za2-Za3-Za4-Za5',
    GATEWAY_SECRET: 'too-short-words',
    JWT_ISSUER: ' ',
    CORS_ORIGINS: 'https://app.example.com/path',
    DATABASE_URL: 'mysql://root:correct-horse@db.example.com/auth',
    DATA_DIR: empty,
  };
  const { DATA_DIR, ...settings } = bad;
  const before = Date.now();
  const { text, named } = await refused(bad);
  expect(Date.now() - before).toBeLessThan(within(5_000));
  expect(named.sort()).toEqual(Object.keys(settings).sort());
  for (const value of ['Zq7', 'too-short-words', 'correct-horse', 'mysql']) expect(text).not.toContain(value);
  expect(readdirSync(empty)).toEqual([]);
});

test('rejects a placeholder as the secret key, without repeating it', async () => {
  const SECRET_KEY = 'please-change-me-please-change-me-please';
  const { text, named } = await refused({ SECRET_KEY });
  expect(named).toEqual(['SECRET_KEY']);
  expect(text).not.toContain(SECRET_KEY);
});

test('rejects a variable together with its _FILE', async () => {
  const SECRET_KEY_FILE = inFile('secret-key.txt', testSecretKey);
  const { text, named } = await refused({ SECRET_KEY: testSecretKey, SECRET_KEY_FILE });
  expect(named).toEqual(['SECRET_KEY']);
  expect(text).toContain('SECRET_KEY_FILE');
  expect(text).not.toContain(testSecretKey);
});

test('names the variables whose files cannot be read', async () => {
  const missing = path.join(folder, 'missing');
  const { named } = await refused({ SECRET_KEY_FILE: missing, DATABASE_URL_FILE: missing });
  expect(named).toEqual(['SECRET_KEY_FILE', 'DATABASE_URL_FILE']);
});

test('reads .env in the working folder, but the environment takes precedence', async () => {
  const home = makeFolder();
  writeFileSync(path.join(home, '.env'), 'PORT=abc\nREFRESH_TOKEN_TTL=30\nSESSION_MAX_AGE=90\n');
  const { stderr } = await run({ folder: home, env: { PORT: '0', SESSION_MAX_AGE: '90d' } });
  expect(stderr).toContain('- REFRESH_TOKEN_TTL ');
  expect(stderr).not.toMatch(/PORT|SESSION_MAX_AGE/);
});

/*
 * Cases considered: byte order marks, Windows and old Mac line endings, `export NAME=`, quotes, spaces around `=`; UTF-16 in
 * both byte orders, with and without a mark, and ANSI code pages; lower-case names, and YAML. The same for secrets in files.
 */
const dotenv = 'REFRESH_TOKEN_TTL=30\nSESSION_MAX_AGE=90\n';

async function startWith(content: string | Buffer, program: 'main' | 'admin' = 'main') {
  const home = makeFolder();
  writeFileSync(path.join(home, '.env'), content);
  const { code, stderr } = await run({ folder: home, program, args: program === 'admin' ? ['check'] : [] });
  expect([code, stderr]).toEqual([1, expect.not.stringMatching(/^\s+at /m)]);
  return stderr;
}

test.each([
  ['a byte order mark', `\uFEFF${dotenv}`],
  ['Windows line ends', dotenv.replaceAll('\n', '\r\n')],
  ['both', `\uFEFF${dotenv.replaceAll('\n', '\r\n')}`],
  ['line ends of old editors', dotenv.replaceAll('\n', '\r')],
  ['export', dotenv.replaceAll(/^/gm, 'export ').trimEnd()],
  ['quotes and spaces', 'REFRESH_TOKEN_TTL = "30"\nSESSION_MAX_AGE = \'90\'\n'],
])('reads a .env with %s', async (_what, content) => {
  const stderr = await startWith(content);
  for (const name of ['REFRESH_TOKEN_TTL', 'SESSION_MAX_AGE'])
    expect(stderr).toContain(`${name} must be a whole number with a unit`);
});

test.each([
  ['UTF-16 with a mark', Buffer.from(`\uFEFF${dotenv}`, 'utf16le')],
  ['UTF-16 without a mark', Buffer.from(dotenv, 'utf16le')],
  ['UTF-16 in the other order', Buffer.from(`\uFEFF${dotenv}`, 'utf16le').swap16()],
  ['an ANSI code page', Buffer.from(`# für\n${dotenv}`, 'latin1')],
])('names the encoding of a .env in %s', async (_what, content) => {
  expect(await startWith(content)).toMatch(/^\.env is not in UTF-8\. .*\n$/);
  expect(await startWith(content, 'admin')).toMatch(/^\.env is not in UTF-8\. .*\n$/);
});

test.each([
  'refresh_token_ttl=30\n',
  'REFRESH_TOKEN_TTL: 30\n',
  'OTHER=1\n',
  '# nothing\n',
])('warns that a .env of %j names no setting', async (content) => {
  const home = makeFolder();
  writeFileSync(path.join(home, '.env'), content);
  const { stderr } = await run({ folder: home, env: { PORT: 'abc' } });
  expect(stderr).toMatch(/^\.env names no setting of this service; /);
});

test('does not treat the byte order mark of a file as part of the secret', async () => {
  const SECRET_KEY_FILE = inFile('marked.txt', '\uFEFFplease-change-me-please-change-me-please\r\n');
  expect((await refused({ SECRET_KEY_FILE })).named).toEqual(['SECRET_KEY']);
});

test('reports that the database is unreachable, without its password', async () => {
  const { text } = await refused({ DATABASE_URL: 'postgresql://auth:correct-horse@127.0.0.1:1/auth' });
  expect(text).toMatch(/^The database in DATABASE_URL cannot be used: .*127\.0\.0\.1:1\n$/);
  expect(text).not.toContain('correct-horse');
});

test('asks for the password that DATABASE_URL lacks', async () => {
  const withoutPassword = new URL(databaseUrl('postgres'));
  withoutPassword.password = '';
  const { text } = await refused({ DATABASE_URL: withoutPassword.href });
  expect(text).toBe(
    'The database requires a password, and DATABASE_URL has none. Add it: postgresql://user:password@host:5432/database\n',
  );
});

test('rejects a misspelled database name, and does not create the database', async () => {
  const misspelt = new URL(databaseUrl(`misspelt_${Date.now()}`));
  const { text } = await refused({ DATABASE_URL: misspelt.href });
  expect(text).toBe('The database in DATABASE_URL does not exist. Create it, or correct its name.\n');
  expect((await refused({ DATABASE_URL: misspelt.href })).text).toBe(text);
});

test('names HOST if the service cannot listen on it', async () => {
  const database = await makeDatabase();
  // Without a domain for passkeys, which an IP address is not, the log would begin with a warning.
  const passkeys = { PASSKEY_RP_ID: 'example.com', PASSKEY_ORIGINS: 'https://example.com' };
  const { text } = await refused({ DATABASE_URL: database, HOST: '203.0.113.1', ...passkeys });
  expect(text).toMatch(/^Cannot listen on 203\.0\.113\.1:\d+; check HOST and PORT: /);
  await dropDatabase(database);
});

test('starts in production on an empty database, with its secrets from files', async () => {
  const database = await makeDatabase({ empty: true });
  const service = await start({
    folder,
    env: {
      NODE_ENV: 'production',
      JWT_ISSUER: 'http://localhost:4000',
      SECRET_KEY_FILE: inFile('secret-key.txt', `${testSecretKey}\n`),
      DATABASE_URL_FILE: inFile('database-url.txt', `${database}\n`),
    },
  });
  const person = makePerson();
  expect((await service.signUp(person)).data.signup.username).toBe(person.username);
  expect((await service.logIn(person)).errors).toBeUndefined();
  expect(await service.end('SIGTERM')).toEqual({ code: 0, signal: null });
  const lines = service.stdout.trimEnd().split('\n');
  expect(lines.length).toBeGreaterThan(3);
  for (const line of lines) {
    expect(JSON.parse(line).time).toMatch(/^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  }
  expect(service.stdout).not.toContain(testSecretKey);
  expect(service.stdout).not.toContain(new URL(database).password);
  expect(readdirSync(folder).filter((name) => !name.endsWith('.txt'))).toEqual([]);
  await dropDatabase(database);
});

test.each(['[::1]', '::1', '127.0.0.1', '[127.0.0.1]'])('listens on HOST=%s', async (HOST) => {
  const database = await makeDatabase();
  const env = { DATABASE_URL: database, SECRET_KEY: testSecretKey, METRICS_HOST: HOST };
  const METRICS_PORT = String(await freePort());
  const service = await start({ folder, env: { ...env, HOST, METRICS_PORT } });
  const ip = HOST.includes(':') ? '[::1]' : '127.0.0.1';
  const port = new URL(service.url).port;
  expect((await fetch(`http://${ip}:${port}/healthz`)).status).toBe(200);
  expect((await fetch(`http://${ip}:${METRICS_PORT}/metrics`)).status).toBe(200);
  await service.end('SIGTERM');
  await dropDatabase(database);
});
