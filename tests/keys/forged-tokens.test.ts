import { codes } from '../support/client.ts';
import { decodeHeader, newKey, signWith } from '../support/signing-keys.ts';
import { decodeJwt, derivedKey, forgeAccessToken } from '../support/tokens.ts';
import { World } from '../support/world.ts';

const { key, env } = newKey();
const world = await World.start({ env });
afterAll(() => world.stop());

const { accessToken, refreshToken } = await world.openSession();
const claims = decodeJwt(accessToken);
const header = decodeHeader(accessToken);
const [head, body, signature = ''] = accessToken.split('.');
const stranger = newKey().key;
const rsa = newKey('RS256').key;
const spki = key.verifies.export({ type: 'spki', format: 'pem' });
const raw = Buffer.from(signature, 'base64url');

const forged = {
  'the public key as a secret (PEM)': signWith(Buffer.from(spki), { ...header, alg: 'HS256' }, claims),
  'the public key as a secret (DER)': signWith(
    key.verifies.export({ type: 'spki', format: 'der' }),
    { ...header, alg: 'HS256' },
    claims,
  ),
  'the key derived from SECRET_KEY under the name of the other': signWith(
    derivedKey('access-token/v1'),
    { ...header, alg: 'HS256' },
    claims,
  ),
  'the key derived from SECRET_KEY, which signs nothing here': forgeAccessToken(claims),
  'the key derived for refresh tokens': signWith(
    derivedKey('refresh-token/v1'),
    { alg: 'HS256', typ: 'at+jwt' },
    claims,
  ),
  'no signature': `${head}.${body}.`,
  'none as the algorithm': `${signWith(key.signs, { ...header, alg: 'none' }, claims)
    .split('.', 2)
    .join('.')}.`,
  'none, well signed': signWith(key.signs, { ...header, alg: 'none' }, claims),
  'r and s of zero (CVE-2022-21449)': `${head}.${body}.${Buffer.alloc(64).toString('base64url')}`,
  'half a signature': `${head}.${body}.${raw.subarray(0, 32).toString('base64url')}`,
  'a signature and a half': `${head}.${body}.${Buffer.concat([raw, raw.subarray(32)]).toString('base64url')}`,
  'a foreign key under our key id': signWith(stranger.signs, header, claims),
  'an unknown key id': signWith(key.signs, { ...header, kid: stranger.kid }, claims),
  'no name': signWith(key.signs, { alg: 'ES256', typ: 'at+jwt' }, claims),
  'an empty key id': signWith(key.signs, { ...header, kid: '' }, claims),
  'a number as the key id': signWith(key.signs, { ...header, kid: 1 }, claims),
  'null as the key id': signWith(key.signs, { ...header, kid: null }, claims),
  'a list as the key id': signWith(key.signs, { ...header, kid: [key.kid] }, claims),
  'a path as the key id': signWith(
    Buffer.alloc(0),
    { ...header, alg: 'HS256', kid: '../../dev/null' },
    claims,
  ),
  "the secret's row as the key id": signWith(
    derivedKey('access-token/v1'),
    { alg: 'HS256', typ: 'at+jwt', kid: 'SECRET_KEY' },
    claims,
  ),
  'a property of every object as the key id': signWith(key.signs, { ...header, kid: '__proto__' }, claims),
  'an RSA key under our key id': signWith(rsa.signs, { ...header, alg: 'RS256' }, claims),
  'an embedded key': signWith(stranger.signs, { ...header, jwk: stranger.publicJwk }, claims),
  'another algorithm of the same family': signWith(key.signs, { ...header, alg: 'ES384' }, claims),
  'another kind': signWith(key.signs, { ...header, typ: 'JWT' }, claims),
  'an additional name in the header': signWith(key.signs, { ...header, crit: ['b64'], b64: false }, claims),
  'the audience of refresh tokens': signWith(key.signs, header, { ...claims, aud: 'auth-service/refresh' }),
  'a lifetime beyond the maximum': signWith(key.signs, header, { ...claims, exp: claims.iat + 86_401 }),
  'a refresh token': refreshToken,
};

test.each(Object.entries(forged))('rejects as an access token: %s', async (_what, token) => {
  const { data, errors } = await world.me(token);
  expect(data).toEqual({ me: null });
  expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED', reason: 'TOKEN_INVALID' } }]);
});

test('an access token is never a refresh token, under any key', async () => {
  const refreshClaims = { ...decodeJwt(refreshToken) };
  for (const token of [
    accessToken,
    signWith(key.signs, header, refreshClaims),
    signWith(key.signs, { ...header, typ: 'rt+jwt' }, refreshClaims),
  ]) {
    expect(codes(await world.refresh(token))).toEqual(['INVALID_REFRESH_TOKEN']);
  }
});

test("valid tokens still work, and logout depends on the session, not on the token's text", async () => {
  expect((await world.me(accessToken)).data.me).not.toBeNull();
  const again = signWith(key.signs, header, claims);
  expect((await world.me(again)).data.me).not.toBeNull();
  await world.logOut(null, accessToken);
  expect((await world.me(again)).errors?.[0]?.extensions.reason).toBe('SESSION_ENDED');
});
