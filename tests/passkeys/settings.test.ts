import type { App } from '../../src/feature/context.ts';
import { ConfigError, loadConfig } from '../../src/kernel/config.ts';
import { findRelyingParty } from '../../src/passkeys/relying-party.ts';
import { settingGroups } from '../../src/startup/own-declarations.ts';
import { Authenticator } from '../support/authenticator.ts';
import { codes } from '../support/client.ts';
import { addPasskey, finishLogin, logInWith, startLogin } from '../support/passkeys.ts';
import { testSecretKey } from '../support/tokens.ts';
import { World } from '../support/world.ts';

const production = {
  NODE_ENV: 'production',
  SECRET_KEY: testSecretKey,
  DATABASE_URL: 'postgresql://localhost/auth',
};

function partyOf(environment: Record<string, string>) {
  const config = loadConfig(environment, settingGroups());
  const issuer = environment.JWT_ISSUER ?? 'http://localhost:4000';
  return findRelyingParty({ config, accessTokens: { issuer } } as unknown as App);
}

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    partyOf(environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

test.each([
  ['a newcomer', {}, 'localhost', ['http://localhost:4000', 'http://localhost:5173']],
  [
    'an app in development',
    { APP_URL: 'http://localhost:3000' },
    'localhost',
    ['http://localhost:3000', 'http://localhost:4000', 'http://localhost:5173'],
  ],
  [
    'a service without an app',
    { ...production, JWT_ISSUER: 'https://auth.example.com' },
    'auth.example.com',
    ['https://auth.example.com'],
  ],
  [
    'an app on another domain',
    { ...production, JWT_ISSUER: 'https://auth.example.com', APP_URL: 'https://example.com/app' },
    'example.com',
    ['https://example.com', 'https://auth.example.com'],
  ],
  [
    'an app beside the service',
    { ...production, JWT_ISSUER: 'https://auth.example.com', APP_URL: 'https://app.example.com' },
    'app.example.com',
    ['https://app.example.com'],
  ],
  [
    'a domain above both',
    {
      ...production,
      JWT_ISSUER: 'https://auth.example.com',
      APP_URL: 'https://app.example.com',
      PASSKEY_RP_ID: 'example.com',
    },
    'example.com',
    ['https://app.example.com', 'https://auth.example.com'],
  ],
  [
    'a list of origins',
    {
      ...production,
      JWT_ISSUER: 'auth',
      PASSKEY_ORIGINS:
        'https://example.com, android:apk-key-hash:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
    },
    'example.com',
    ['https://example.com', 'android:apk-key-hash:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'],
  ],
])('%s needs no or few settings', (_name, environment, id, origins) => {
  expect(partyOf(environment as Record<string, string>)).toMatchObject({ id, origins });
});

test.each([
  ['no URL', { ...production, JWT_ISSUER: 'auth' }],
  ['an IP address', { ...production, JWT_ISSUER: 'https://192.0.2.1' }],
  ['HTTP', { ...production, JWT_ISSUER: 'http://auth.example.com' }],
])('an issuer that is %s leaves passkeys off', (_name, environment) => {
  expect(partyOf(environment)).toBeUndefined();
});

test.each([
  [{ PASSKEY_RP_ID: 'https://example.com' }, /^PASSKEY_RP_ID must be a domain/],
  [{ PASSKEY_RP_ID: '192.0.2.1' }, /^PASSKEY_RP_ID must be a domain/],
  [{ PASSKEY_RP_ID: 'com' }, /^PASSKEY_RP_ID must be a domain/],
  [{ PASSKEY_RP_ID: 'Example.com' }, /^PASSKEY_RP_ID must be a domain/],
  [{ PASSKEY_ORIGINS: 'http://example.com' }, /^PASSKEY_ORIGINS must be a list of https origins/],
  [{ PASSKEY_ORIGINS: 'https://example.com/' }, /^PASSKEY_ORIGINS must be a list of https origins/],
  [{ PASSKEY_ORIGINS: 'https://*.example.com' }, /^PASSKEY_ORIGINS must be a list of https origins/],
  [{ PASSKEY_ORIGINS: 'http://localhost.example.com' }, /^PASSKEY_ORIGINS must be a list of https origins/],
  [{ PASSKEY_ORIGINS: 'https://192.0.2.1' }, /^PASSKEY_RP_ID must be set/],
  [{ PASSKEY_RP_ID: 'example.com' }, /^PASSKEY_ORIGINS must be set/],
  [
    { PASSKEY_RP_ID: 'example.com', PASSKEY_ORIGINS: 'https://example.com,https://badexample.com' },
    /^PASSKEY_ORIGINS must be under PASSKEY_RP_ID \(example.com\), but https:\/\/badexample.com is not/,
  ],
  [
    { PASSKEY_RP_ID: 'example.com', PASSKEY_ORIGINS: 'http://localhost:5173' },
    /http:\/\/localhost:5173 is not/,
  ],
  [
    {
      PASSKEY_RP_ID: 'example.com',
      PASSKEY_ORIGINS: 'https://example.com,http://localhost:5173',
      PASSKEY_RELATED_ORIGINS: 'true',
    },
    /^PASSKEY_ORIGINS must not contain http:\/\/localhost:5173, since browsers accept only https/,
  ],
])('refuses %j', (environment, problem) => {
  expect(problemsOf({ ...production, JWT_ISSUER: 'https://auth.test', ...environment })).toEqual([
    expect.stringMatching(problem),
  ]);
});

test('a service whose settings do not fit does not start', async () => {
  const starting = World.start({
    env: { PASSKEY_RP_ID: 'example.com', PASSKEY_ORIGINS: 'https://other.test' },
  });
  await expect(starting).rejects.toThrow('set PASSKEY_RELATED_ORIGINS=true');
});

test('lists related origins for browsers, and accepts passkeys on them', async () => {
  const env = {
    PASSKEY_RP_ID: 'example.com',
    PASSKEY_ORIGINS: 'https://example.com,https://example.de',
    PASSKEY_RELATED_ORIGINS: 'true',
  };
  const world = await World.start({ env });
  const response = await fetch(new URL('/.well-known/webauthn', world.url));
  expect(response.headers.get('content-type')).toMatch(/^application\/json/);
  expect(await response.json()).toEqual({ origins: ['https://example.com', 'https://example.de'] });
  const authenticator = new Authenticator({ origin: 'https://example.de' });
  const { accessToken } = await world.openSession();
  expect(codes(await addPasskey(world, accessToken, authenticator))).toEqual([]);
  expect(codes(await logInWith(world, authenticator))).toEqual([]);
  await world.stop();
});

test('lists no related origins without the setting', async () => {
  const world = await World.start();
  expect((await fetch(new URL('/.well-known/webauthn', world.url))).status).toBe(404);
  await world.stop();
});

test('without a domain, passkeys are off, and everything else works', async () => {
  const world = await World.start({ env: { JWT_ISSUER: 'auth', APP_URL: 'https://192.0.2.1' } });
  expect(world.log.join('')).toContain('passkeys are off');
  expect(codes(await startLogin(world))).toEqual(['PASSKEYS_NOT_CONFIGURED']);
  const { accessToken } = await world.openSession();
  expect(codes(await addPasskey(world, accessToken, new Authenticator()))).toEqual([
    'PASSKEYS_NOT_CONFIGURED',
  ]);
  const { data } = await world.ask('{ me { passkeys { id } } }', {}, { token: accessToken });
  expect(data.me.passkeys).toEqual([]);
  await world.stop();
});

test('a start warns about passkeys of another domain', async () => {
  const first = await World.start();
  await addPasskey(first, (await first.openSession()).accessToken, new Authenticator());
  const env = { PASSKEY_RP_ID: 'example.com', PASSKEY_ORIGINS: 'https://example.com' };
  const second = await World.start({ env, database: first.database });
  expect(second.log.join('')).toContain('some passkeys belong to another domain and no longer work');
  const third = await World.start({ database: first.database });
  expect(third.log.join('')).not.toContain('another domain');
  for (const world of [third, second, first]) await world.stop();
});

test('challenges survive a change of SECRET_KEY', async () => {
  const first = await World.start();
  const authenticator = new Authenticator();
  await addPasskey(first, (await first.openSession()).accessToken, authenticator);
  const { ceremony, options } = (await startLogin(first)).data.startPasskeyLogin;
  const input = { ceremony, credential: authenticator.get(options) };
  const SECRET_KEY = 'another secret key of at least 32 bytes 987654';
  const { database } = first;
  const stranger = await World.start({ database, env: { SECRET_KEY } });
  expect(codes(await finishLogin(stranger, input))).toEqual(['PASSKEY_INVALID']);
  const next = await World.start({ database, env: { SECRET_KEY, SECRET_KEY_PREVIOUS: testSecretKey } });
  expect(codes(await finishLogin(next, input))).toEqual([]);
  for (const world of [next, stranger, first]) await world.stop();
});
