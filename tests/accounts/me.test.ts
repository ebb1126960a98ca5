import { decodeJwt, forgeAccessToken } from '../support/tokens.ts';
import { World } from '../support/world.ts';

const world = await World.start();
afterAll(() => world.stop());

const query = '{ me { id username email isActive } }';

/** The reason given for rejecting the caller. The data must be null. */
async function refusal(authorization?: string): Promise<unknown> {
  const headers = authorization === undefined ? {} : { authorization };
  const { status, data, errors } = await world.ask(query, {}, { headers });
  expect([status, data, errors?.length]).toEqual([200, { me: null }, 1]);
  expect([errors?.[0]?.path, errors?.[0]?.extensions.code]).toEqual([['me'], 'UNAUTHENTICATED']);
  return errors?.[0]?.extensions.reason;
}

const person = await world.addPerson();
const { accessToken } = await world.openSession(person);
const other = await world.addPerson();
const claims = decodeJwt(accessToken);
const [head = ''] = accessToken.split('.');
const later = (seconds: number) => ({ ...claims, iat: claims.iat + seconds, exp: claims.exp + seconds });

test('returns the signed-in account, with the scheme in any letter case', async () => {
  const { password: _, ...account } = person;
  for (const scheme of ['Bearer', 'bearer', 'BEARER', 'bEaReR']) {
    const { data, errors } = await world.ask(
      query,
      {},
      { headers: { authorization: `${scheme} ${accessToken}` } },
    );
    expect([data, errors]).toEqual([{ me: { ...account, isActive: true } }, undefined]);
  }
});

test('says whether the email is verified', async () => {
  const ask = () => world.ask('{ me { emailVerified } }', {}, { token: accessToken });
  expect((await ask()).data).toEqual({ me: { emailVerified: false } });
  await world.sql('update users set email_verified_at = now() where id = $1', [person.id]);
  expect((await ask()).data).toEqual({ me: { emailVerified: true } });
});

const missing = {
  'no header': undefined,
  'an empty header': '',
  'a scheme alone': 'Bearer',
  'a scheme and a space': 'Bearer ',
  'the scheme Basic': 'Basic YTpi',
  'another scheme': `Token ${accessToken}`,
  'no space behind the scheme': `Bearer${accessToken}`,
  'no scheme': accessToken,
};

test.each(Object.entries(missing))('says TOKEN_MISSING to %s', async (_name, authorization) => {
  expect(await refusal(authorization)).toBe('TOKEN_MISSING');
});

test('returns TOKEN_EXPIRED for an expired token, regardless of the session', async () => {
  expect(await refusal(`Bearer ${forgeAccessToken(later(-86_401))}`)).toBe('TOKEN_EXPIRED');
  expect(await refusal(`Bearer ${forgeAccessToken({ ...claims, iat: 1, exp: 2 })}`)).toBe('TOKEN_EXPIRED');
});

const elsewhere = {
  'an account that does not own the session': { sub: other.id },
  'an account that does not exist': { sub: '2147483647' },
  'a session that does not exist': { sid: '01890a5d-ac96-774b-bcce-b302099a8057' },
};

test.each(
  Object.entries(elsewhere),
)('returns SESSION_ENDED for a token that names %s', async (_name, change) => {
  expect(await refusal(`Bearer ${forgeAccessToken({ ...claims, ...change })}`)).toBe('SESSION_ENDED');
});

test.each([
  ['disabled', 'update users set is_active = false where id = $1'],
  ['deleted', 'delete from users where id = $1'],
])('returns SESSION_ENDED at once when the account is %s', async (_name, statement) => {
  const gone = await world.addPerson();
  const tokens = await world.openSession(gone);
  expect((await world.me(tokens.accessToken)).data.me.id).toBe(gone.id);
  await world.sql(statement, [gone.id]);
  expect(await refusal(`Bearer ${tokens.accessToken}`)).toBe('SESSION_ENDED');
});

test('puts only the user, the session and its proof of identity into the access token', async () => {
  expect(JSON.parse(Buffer.from(head, 'base64url').toString())).toEqual({ alg: 'HS256', typ: 'at+jwt' });
  expect(claims).toEqual({
    iss: 'http://localhost:4000',
    aud: 'auth-service',
    sub: person.id,
    sid: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
    iat: expect.any(Number),
    exp: claims.iat + 86_400,
    jti: expect.stringMatching(/^[\w-]{22}$/),
    auth_time: claims.iat,
    amr: ['pwd'],
    acr: 'urn:auth-service:1',
  });
  expect(Math.abs(claims.iat - Date.now() / 1000)).toBeLessThan(60);
});
