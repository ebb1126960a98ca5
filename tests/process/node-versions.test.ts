import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { makePerson } from '../support/client.ts';
import { dropDatabase, makeDatabase } from '../support/databases.ts';
import { makeFolder } from '../support/left-behind.ts';
import { leaveNothingBehind, start } from '../support/service-process.ts';
import { testSecretKey } from '../support/tokens.ts';

leaveNothingBehind();

const database = await makeDatabase();
afterAll(() => dropDatabase(database));

const { engines } = JSON.parse(readFileSync('package.json', 'utf8'));
const oldest: string = engines.node.replace('>=', '');

/** @returns the program of this version, from npm. */
async function install(version: string): Promise<string> {
  const folder = makeFolder();
  const name = `node-${process.platform}-${process.arch}`;
  const options = ['--no-save', '--no-audit', '--no-fund', '--prefix', folder];
  await promisify(execFile)('npm', ['install', ...options, `${name}@${version}`]);
  return path.join(folder, 'node_modules', name, 'bin/node');
}

test.each([oldest, '26.10.0'])('runs on Node.js %s', async (version) => {
  const node = await install(version);
  const { stdout } = await promisify(execFile)(node, ['--version']);
  expect(stdout.trim()).toBe(`v${version}`);
  const env = {
    NODE_ENV: 'production',
    JWT_ISSUER: 'http://localhost:4000',
    SECRET_KEY: testSecretKey,
    DATABASE_URL: database,
  };
  const service = await start({ folder: makeFolder(), env, node });
  const person = makePerson();
  expect((await service.signUp(person)).errors).toBeUndefined();
  const { refreshToken } = (await service.logIn(person)).data.login;
  const { accessToken } = (await service.refresh(refreshToken)).data.refresh;
  expect((await service.me(accessToken)).data.me.username).toBe(person.username);
  expect((await service.logOut(null, accessToken)).data.logout.revokedSessions).toBe(1);
  expect((await service.me(accessToken)).errors?.[0]?.extensions.reason).toBe('SESSION_ENDED');
  expect([await service.end('SIGTERM'), service.stderr]).toEqual([{ code: 0, signal: null }, '']);
});
