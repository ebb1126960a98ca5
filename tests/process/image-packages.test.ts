import { cpSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { dropDatabase, makeDatabase } from '../support/databases.ts';
import { makeFolder } from '../support/left-behind.ts';
import { leaveNothingBehind, start } from '../support/service-process.ts';
import { testSecretKey } from '../support/tokens.ts';

leaveNothingBehind();

const database = await makeDatabase();
afterAll(() => dropDatabase(database));

test('the packages that the image keeps are all that the service and its pages need', async () => {
  const [, kept = ''] = / cp -r (.+) kept$/m.exec(readFileSync('Dockerfile', 'utf8')) ?? [];
  const image = makeFolder();
  for (const name of ['package.json', 'dist', ...kept.split(' ')])
    cpSync(name, path.join(image, name), { recursive: true });
  const env = {
    NODE_ENV: 'production',
    JWT_ISSUER: 'http://localhost:4000',
    SECRET_KEY: testSecretKey,
    DATABASE_URL: database,
  };
  const service = await start({ folder: makeFolder(), env, build: path.join(image, 'dist') });
  for (const page of ['login', 'settings', 'signup', 'forgot'])
    expect((await fetch(new URL(`/account/${page}`, service.url))).status).toBe(200);
  expect([await service.end('SIGTERM'), service.stderr]).toEqual([{ code: 0, signal: null }, '']);
});
