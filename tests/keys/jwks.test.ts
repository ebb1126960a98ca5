import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import { decodeHeader, fetchJwks, newKey } from '../support/signing-keys.ts';
import { decodeJwt } from '../support/tokens.ts';
import { World } from '../support/world.ts';

const ec = newKey('ES256');
const rsa = newKey('RS256');
const withEc = await World.start({ env: ec.env });
const withRsa = await World.start({ env: rsa.env });
const withSecret = await World.start();
afterAll(() => Promise.all([withEc.stop(), withRsa.stop(), withSecret.stop()]));

const expected = { issuer: 'http://localhost:4000', audience: 'auth-service', typ: 'at+jwt' };

describe.each([
  ['ES256', withEc, ec.key, ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']],
  ['RS256', withRsa, rsa.key, ['alg', 'e', 'kid', 'kty', 'n', 'use']],
] as const)('%s', (algorithm, world, key, members) => {
  test('publishes only the public members of the key, by its thumbprint', async () => {
    const response = await fetchJwks(world);
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      'application/json; charset=utf-8',
    ]);
    expect(response.headers.get('cache-control')).toBe('public, max-age=30');
    const { keys } = (await response.json()) as { keys: Record<string, string>[] };
    expect(keys).toHaveLength(1);
    expect(Object.keys(keys[0] ?? {}).toSorted()).toEqual(members);
    expect(keys[0]).toMatchObject({ alg: algorithm, use: 'sig', kid: key.kid });
  });

  test('lets any service verify an access token, but not change it', async () => {
    const { accessToken, refreshToken } = await world.openSession();
    expect(decodeHeader(accessToken)).toEqual({ alg: algorithm, typ: 'at+jwt', kid: key.kid });
    const jwks = createLocalJWKSet((await (await fetchJwks(world)).json()) as JSONWebKeySet);
    const { payload } = await jwtVerify(accessToken, jwks, expected);
    expect(payload).toEqual(decodeJwt(accessToken));

    const [head = '', , signature = ''] = accessToken.split('.');
    const claims = Buffer.from(JSON.stringify({ ...payload, sub: '2' })).toString('base64url');
    const changed = `${head}.${claims}.${signature}`;
    await expect(jwtVerify(changed, jwks, expected)).rejects.toThrow('signature verification failed');
    expect((await world.me(changed)).errors?.[0]?.extensions.reason).toBe('TOKEN_INVALID');
    expect((await world.me(accessToken)).data.me).not.toBeNull();
    // Only this service reads refresh tokens.
    expect(decodeHeader(refreshToken)).toEqual({ alg: 'HS256', typ: 'rt+jwt' });
  });

  test('refreshes, and ends a session at once, just as with a secret', async () => {
    const { refreshToken } = await world.openSession();
    const { data } = await world.refresh(refreshToken);
    expect((await world.me(data.refresh.accessToken)).data.me).not.toBeNull();
    await world.logOut(null, data.refresh.accessToken);
    expect((await world.me(data.refresh.accessToken)).errors?.[0]?.extensions.reason).toBe('SESSION_ENDED');
  });
});

test('names the missing setting instead of returning an empty list', async () => {
  const response = await fetchJwks(withSecret);
  expect(response.status).toBe(404);
  const { errors } = (await response.json()) as { errors: { message: string; extensions: object }[] };
  expect(errors[0]?.extensions).toEqual({ code: 'NO_PUBLIC_KEYS' });
  expect(errors[0]?.message).toContain('JWT_PRIVATE_KEY');
  expect(response.headers.get('cache-control')).toBe('no-store');
});

test('keeps private keys out of the database and the log', async () => {
  const [row] = await withEc.sql('select k::text as text from signing_keys as k');
  const secret = ec.key.signs.export({ format: 'jwk' }).d as string;
  expect(row?.text).toContain(ec.key.kid);
  expect(row?.text).not.toContain(secret);
  expect(withEc.log.join('')).not.toContain(secret);
});
