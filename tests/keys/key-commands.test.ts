import { chmodSync, chownSync, existsSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { parsePrivateKeys, printPrivateKeys } from '../../src/keys/private-keys.ts';
import { makePerson } from '../support/client.ts';
import { printed, runCommand } from '../support/command-line.ts';
import { dropDatabase, makeDatabase } from '../support/databases.ts';
import { makeFolder, noPostgres, until } from '../support/left-behind.ts';
import { leaveNothingBehind, run, start } from '../support/service-process.ts';
import { decodeHeader, fetchJwks, newKey } from '../support/signing-keys.ts';

leaveNothingBehind();

const folder = makeFolder();
const keys = (args: readonly string[], env: Record<string, string> = {}) =>
  runCommand(['keys', ...args], { env: { DATA_DIR: path.join(folder, '.data'), ...env } });
const spawnKeys = (args: readonly string[]) => run({ folder, program: 'admin', args: ['keys', ...args] });
const inFolder = (file: string) => path.join(folder, file);
const kidsIn = (text: string) => parsePrivateKeys(text).map(({ kid }) => kid);
const read = (file: string) => readFileSync(inFolder(file), 'utf8');

test('creates a key in a file that only its owner can read, and never overwrites a file', async () => {
  expect(await spawnKeys(['new', 'one.json'])).toMatchObject({
    code: 0,
    stderr: 'Set JWT_PRIVATE_KEY_FILE to one.json.\n',
  });
  expect(statSync(inFolder('one.json')).mode & 0o777).toBe(0o600);
  const before = read('one.json');
  expect(kidsIn(before)).toHaveLength(1);
  const file = inFolder('one.json');
  expect(await keys(['new', file])).toMatchObject({
    code: 1,
    stdout: '',
    stderr: `${file} already exists and was not changed.\n`,
  });
  expect(read('one.json')).toBe(before);
});

test('prints a key, including RSA', async () => {
  const { stdout } = await keys(['new', '--rsa']);
  expect(parsePrivateKeys(stdout)[0]?.algorithm).toBe('RS256');
});

test('rotates a file: the new key first, followed by the last four keys', async () => {
  const file = inFolder('rotated.json');
  await keys(['new', file]);
  const kids: string[][] = [kidsIn(read('rotated.json'))];
  for (const args of [['rotate', file], ['rotate'], ['rotate'], ['rotate'], ['rotate']]) {
    expect(await keys(args, { JWT_PRIVATE_KEY_FILE: file })).toMatchObject({ code: 0 });
    kids.push(kidsIn(read('rotated.json')));
  }
  expect(kids.map(({ length }) => length)).toEqual([1, 2, 3, 4, 5, 5]);
  for (const [index, before] of kids.slice(0, 5).entries()) {
    expect(kids[index + 1]?.slice(1)).toEqual(before.slice(0, 4));
  }
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('keeps owner, mode and links of a file, and leaves no other file behind', async () => {
  const inner = makeFolder();
  const file = path.join(inner, 'keys.json');
  await keys(['new', file]);
  chmodSync(file, 0o640);
  const isRoot = process.getuid?.() === 0;
  if (isRoot) chownSync(file, 65534, 65534);
  symlinkSync(file, path.join(inner, 'link.json'));
  const before = statSync(file);
  expect(await keys(['rotate', path.join(inner, 'link.json')])).toMatchObject({ code: 0 });
  const { mode, uid, gid } = statSync(file);
  expect([mode, uid, gid]).toEqual([before.mode, before.uid, before.gid]);
  expect(kidsIn(readFileSync(file, 'utf8'))).toHaveLength(2);
  expect(readdirSync(inner).toSorted()).toEqual(['keys.json', 'link.json']);
});

test('requires a file in production, but no other settings', async () => {
  const done = await keys(['rotate'], { NODE_ENV: 'production' });
  expect(done).toMatchObject({
    code: 2,
    stderr: 'Name the file with the keys, or set JWT_PRIVATE_KEY_FILE.\n',
  });
});

test('rotates a variable by printing its new value', async () => {
  const { key, env } = newKey();
  const { code, stdout } = await keys(['rotate'], env);
  const [line = ''] = stdout.split('\n');
  expect([code, kidsIn(line)[1]]).toEqual([0, key.kid]);
});

test.each([
  [
    ['rotate', '/nowhere.json'],
    1,
    /^\/nowhere\.json cannot be rotated: the file or its folder does not exist/,
  ],
  [['rotate', '/proc/version'], 1, /cannot be rotated: the file must hold/],
  [['new', '/nowhere/keys.json'], 1, /^\/nowhere\/keys\.json or its folder does not exist/],
  [['new', '--RSA'], 2, /^Unknown option '--RSA'\n/],
  [['new', 'a.json', 'b.json'], 2, /^Too many arguments .*: a\.json, b\.json\.\n/],
  [['list', 'x'], 2, /^Too many arguments .*: x\.\n/],
  [['revoke', 'SECRET_KEY'], 1, /cannot be revoked\. Replace it: set another SECRET_KEY/],
  [['revoke'], 2, /^Missing required argument 'KID'\nSee .* keys revoke --help\n/],
])('explains why %p cannot be done', async (args, code, message) => {
  const done = await keys(args);
  expect([done.code, done.stdout]).toEqual([code, '']);
  expect(done.stderr).toMatch(message);
});

test.each([[['revoke', 'unknown']], [['list']]])('requires the migrations before %p', async (args) => {
  const database = await makeDatabase({ empty: true });
  const done = await keys(args, { DATABASE_URL: database });
  await dropDatabase(database);
  expect(done).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/npm run migrate/) });
});

test('generates a lasting key in development, and works next to the running service on its embedded PostgreSQL', async () => {
  const service = await start({ folder, env: { JWKS_POLL_INTERVAL: '1s' } });
  const file = path.join('.data', 'jwt-private-keys.json');
  expect(existsSync(path.join(folder, file))).toBe(true);
  expect(statSync(path.join(folder, file)).mode & 0o777).toBe(0o600);
  const [kid] = kidsIn(read(file));
  const person = makePerson();
  await service.signUp(person);
  expect(decodeHeader((await service.logIn(person)).data.login.accessToken).kid).toBe(kid);
  expect((await fetchJwks(service)).status).toBe(200);

  const rotated = await keys(['rotate']);
  const [next] = kidsIn(read(file));
  expect(rotated.stdout).toContain(next as string);
  const signer = async () => decodeHeader((await service.logIn(person)).data.login.accessToken).kid;
  await until('the next key to sign', async () => (await signer()) === next);
  const { stdout } = await spawnKeys(['list']);
  const time = expect.stringMatching(/^20\d\d-\d\d-\d\dT[\d:]{8}Z$/);
  const times = { publishedAt: time, activatesAt: time, goodUntil: time };
  expect(printed(stdout)).toEqual([
    { kid, algorithm: 'ES256', state: 'previous', ...times },
    { kid: next, algorithm: 'ES256', state: 'current', ...times },
  ]);
  expect((await keys(['revoke', 'unknown'])).stderr).toMatch(/This key does not exist/);
  expect((await service.logIn(person)).errors).toBeUndefined();
  await service.end('SIGTERM');
  // If no service is running, the command starts the embedded PostgreSQL itself.
  expect(printed((await keys(['list'])).stdout)).toHaveLength(2);
  await noPostgres(folder);
  const again = await start({ folder });
  expect(decodeHeader((await again.logIn(person)).data.login.accessToken).kid).toBe(next);
  expect(printPrivateKeys(parsePrivateKeys(read(file)))).toBe(read(file).trim());
});
