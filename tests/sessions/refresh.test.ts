import { codes, type Tokens } from '../support/client.ts';
import { age } from '../support/time.ts';
import { decodeJwt, forgeRefreshToken } from '../support/tokens.ts';
import { World } from '../support/world.ts';

const world = await World.start();
afterAll(() => world.stop());

async function generationOf(token: string): Promise<unknown> {
  const rows = await world.sql('select generation from sessions where id = $1', [decodeJwt(token).sid]);
  return rows[0]?.generation;
}

async function refreshed(token: string): Promise<Tokens> {
  return (await world.refresh(token)).data.refresh;
}

test('returns new working tokens for the same session', async () => {
  const first = await world.openSession();
  const second = await refreshed(first.refreshToken);
  expect(second).toMatchObject({ tokenType: 'bearer', expiresIn: 86_400, refreshExpiresIn: 2_592_000 });
  expect(second.refreshToken).not.toBe(first.refreshToken);
  expect(decodeJwt(second.accessToken).sid).toBe(decodeJwt(first.accessToken).sid);
  expect((await world.me(second.accessToken)).data.me).not.toBeNull();
});

test('returns the same successor for a repeated token, without a write', async () => {
  const first = await world.openSession();
  const second = await refreshed(first.refreshToken);
  await age(world, first.accessToken, '5 seconds');
  const [before] = await world.sql('select * from sessions where id = $1', [
    decodeJwt(first.accessToken).sid,
  ]);
  const again = await refreshed(first.refreshToken);
  const [after] = await world.sql('select * from sessions where id = $1', [decodeJwt(first.accessToken).sid]);
  expect(decodeJwt(again.refreshToken).gen).toBe(decodeJwt(second.refreshToken).gen);
  expect(after).toEqual(before);
  expect((await world.me(again.accessToken)).data.me).not.toBeNull();
});

test('returns the same bytes to a racing client within the window', async () => {
  const { refreshToken } = await world.openSession();
  const [one, other] = [await refreshed(refreshToken), await refreshed(refreshToken)];
  expect(other.refreshToken).toBe(one.refreshToken);
  expect(other.accessToken).not.toBe(one.accessToken);
});

test('revokes the session when the previous token is sent after the window', async () => {
  const first = await world.openSession();
  const second = await refreshed(first.refreshToken);
  await age(world, first.accessToken, '11 seconds');
  expect(codes(await world.refresh(first.refreshToken))).toEqual(['INVALID_REFRESH_TOKEN']);
  expect(codes(await world.refresh(second.refreshToken))).toEqual(['INVALID_REFRESH_TOKEN']);
  expect((await world.me(second.accessToken)).errors?.[0]?.extensions.reason).toBe('SESSION_ENDED');
});

test('revokes the session when a token from two generations ago is sent, even within the window', async () => {
  const person = await world.addPerson();
  const other = await world.openSession(person);
  const first = await world.openSession(person);
  const second = await refreshed(first.refreshToken);
  const third = await refreshed(second.refreshToken);
  expect(codes(await world.refresh(first.refreshToken))).toEqual(['INVALID_REFRESH_TOKEN']);
  expect(codes(await world.refresh(third.refreshToken))).toEqual(['INVALID_REFRESH_TOKEN']);
  expect((await world.me(third.accessToken)).errors?.[0]?.extensions.reason).toBe('SESSION_ENDED');
  expect((await world.me(other.accessToken)).data.me).not.toBeNull();
  const rows = await world.sql('select revoked_reason from sessions where id = $1', [
    decodeJwt(first.accessToken).sid,
  ]);
  expect(rows).toEqual([{ revoked_reason: 'reuse' }]);
});

test('ends after REFRESH_TOKEN_TTL without a refresh', async () => {
  const { accessToken, refreshToken } = await world.openSession();
  await age(world, accessToken, '29 days 23 hours');
  const { data } = await world.refresh(refreshToken);
  expect(data.refresh.refreshExpiresIn).toBe(2_592_000);
  await age(world, accessToken, '30 days 1 second');
  expect(codes(await world.refresh(data.refresh.refreshToken))).toEqual(['INVALID_REFRESH_TOKEN']);
});

test('ends at SESSION_MAX_AGE, however often it was refreshed', async () => {
  let tokens = await world.openSession();
  for (let month = 1; month <= 3; month += 1) {
    await age(world, tokens.accessToken, '29 days 12 hours');
    tokens = await refreshed(tokens.refreshToken);
  }
  expect(tokens.refreshExpiresIn).toBeLessThanOrEqual(36 * 3600);
  await age(world, tokens.accessToken, '1 day 12 hours');
  expect(codes(await world.refresh(tokens.refreshToken))).toEqual(['INVALID_REFRESH_TOKEN']);
  expect((await world.me(tokens.accessToken)).errors?.[0]?.extensions.reason).toBe('SESSION_ENDED');
});

test('rejects tokens forged with a stolen key, without touching the session', async () => {
  const { refreshToken } = await world.openSession();
  const claims = decodeJwt(refreshToken);
  const refused = {
    'another secret': { sec: 'A'.repeat(22) },
    'a later generation under another secret': { sec: 'A'.repeat(22), gen: 7 },
    'no generation of ours': { gen: 2 ** 31 - 1 },
    "somebody else's session": { sub: '1000000' },
    'a session that does not exist': { sid: '01890a5d-ac96-774b-bcce-b302099a8057' },
    'an expiry too far away': { exp: claims.iat + 90 * 86_400 + 1 },
  };
  for (const [name, change] of Object.entries(refused)) {
    const answer = await world.refresh(forgeRefreshToken({ ...claims, ...change }));
    expect([name, codes(answer)]).toEqual([name, ['INVALID_REFRESH_TOKEN']]);
  }
  expect(codes(await world.refresh(refreshToken))).toEqual([]);
});

test('keeps the session when an old and expired token is sent', async () => {
  const first = await world.openSession();
  const claims = decodeJwt(first.refreshToken);
  const second = await refreshed(first.refreshToken);
  const third = await refreshed(second.refreshToken);
  const old = forgeRefreshToken({ ...claims, iat: claims.iat - 40 * 86_400, exp: claims.exp - 40 * 86_400 });
  expect(codes(await world.refresh(old))).toEqual(['INVALID_REFRESH_TOKEN']);
  expect((await world.logOut({ refreshToken: old, scope: 'ALL' })).data.logout.revokedSessions).toBe(0);
  expect((await world.me(third.accessToken)).data.me).not.toBeNull();
});

test('rejects tokens of a disabled account', async () => {
  const person = await world.addPerson();
  const { refreshToken } = await world.openSession(person);
  await world.sql('update users set is_active = false where id = $1', [person.id]);
  expect(codes(await world.refresh(refreshToken))).toEqual(['INVALID_REFRESH_TOKEN']);
});

test('survives a lost response: a retry of the same request gets working tokens', async () => {
  const { refreshToken } = await world.openSession();
  await refreshed(refreshToken);
  const retried = await refreshed(refreshToken);
  const next = await refreshed(retried.refreshToken);
  expect((await world.me(next.accessToken)).data.me).not.toBeNull();
  expect(await generationOf(next.accessToken)).toBe(2);
});

test('records the reason of a rejection, for the operator only', async () => {
  const { refreshToken } = await world.openSession();
  const second = await refreshed(refreshToken);
  await refreshed(second.refreshToken);
  const { text } = await world.refresh(refreshToken);
  expect(text).not.toContain('reuse');
  expect(
    world.log.some((line) => line.includes('refresh.refused') && line.includes('"reason":"reuse"')),
  ).toBe(true);
});
