import { type Answer, codes } from '../support/client.ts';
import { age } from '../support/time.ts';
import { decodeJwt, forgeAccessToken } from '../support/tokens.ts';
import { World } from '../support/world.ts';

const world = await World.start();
afterAll(() => world.stop());

const reason = ({ errors }: Answer) => errors?.[0]?.extensions.reason;
const ended = (count: number) => ({ logout: { message: 'Logout successful', revokedSessions: count } });

/** The same token, but issued two days ago and long expired. */
function expired(accessToken: string): string {
  const claims = decodeJwt(accessToken);
  return forgeAccessToken({ ...claims, iat: claims.iat - 172_800, exp: claims.exp - 172_800 });
}

test('ends the session at once: both its access token and its refresh token stop working', async () => {
  const { accessToken, refreshToken } = await world.openSession();
  expect((await world.logOut(null, accessToken)).data).toEqual(ended(1));
  const me = await world.me(accessToken);
  expect([me.data, codes(me), reason(me)]).toEqual([{ me: null }, ['UNAUTHENTICATED'], 'SESSION_ENDED']);
  expect(codes(await world.refresh(refreshToken))).toEqual(['INVALID_REFRESH_TOKEN']);
});

test('succeeds if no session is left', async () => {
  const { accessToken } = await world.openSession();
  await world.logOut(null, accessToken);
  expect((await world.logOut(null, accessToken)).data).toEqual(ended(0));
  expect((await world.logOut()).data).toEqual(ended(0));
  expect((await world.logOut({ refreshToken: 'nonsense' }, 'nonsense')).data).toEqual(ended(0));
});

test('works with only the refresh token, also with an expired access token in the header', async () => {
  const one = await world.openSession();
  expect((await world.logOut({ refreshToken: one.refreshToken })).data).toEqual(ended(1));
  const other = await world.openSession();
  const stale = expired(other.accessToken);
  expect(reason(await world.me(stale))).toBe('TOKEN_EXPIRED');
  expect((await world.logOut({ refreshToken: other.refreshToken }, stale)).data).toEqual(ended(1));
});

test('works with the previous refresh token', async () => {
  const { refreshToken } = await world.openSession();
  const { data } = await world.refresh(refreshToken);
  expect((await world.logOut({ refreshToken })).data).toEqual(ended(1));
  expect((await world.me(data.refresh.accessToken)).data.me).toBeNull();
});

test('with OTHERS, ends all other sessions and keeps this one', async () => {
  const person = await world.addPerson();
  const [mine, phone, tablet] = [
    await world.openSession(person),
    await world.openSession(person),
    await world.openSession(person),
  ];
  const stranger = await world.openSession();
  expect((await world.logOut({ scope: 'OTHERS' }, mine.accessToken)).data).toEqual(ended(2));
  expect((await world.me(mine.accessToken)).data.me).not.toBeNull();
  expect((await world.me(stranger.accessToken)).data.me).not.toBeNull();
  for (const { accessToken } of [phone, tablet]) expect((await world.me(accessToken)).data.me).toBeNull();
});

test('with ALL, ends every session of this user, and no others', async () => {
  const person = await world.addPerson();
  const [one, other] = [await world.openSession(person), await world.openSession(person)];
  const stranger = await world.openSession();
  expect((await world.logOut({ refreshToken: one.refreshToken, scope: 'ALL' })).data).toEqual(ended(2));
  for (const { accessToken } of [one, other]) expect((await world.me(accessToken)).data.me).toBeNull();
  expect((await world.me(stranger.accessToken)).data.me).not.toBeNull();
});

test.each([
  ['replaced twice', 2, '0 seconds'],
  ['replaced a while ago', 1, '11 seconds'],
])('lets a refresh token that was %s end only its own session', async (_what, rotations, interval) => {
  const person = await world.addPerson();
  const bystander = await world.openSession(person);
  const first = await world.openSession(person);
  let { refreshToken } = first;
  for (let time = 0; time < rotations; time += 1) {
    refreshToken = (await world.refresh(refreshToken)).data.refresh.refreshToken;
  }
  await age(world, first.accessToken, interval);
  expect((await world.logOut({ refreshToken: first.refreshToken, scope: 'ALL' })).data).toEqual(ended(1));
  expect((await world.me(bystander.accessToken)).data.me).not.toBeNull();
});

test('does not count sessions that have expired', async () => {
  const person = await world.addPerson();
  const [old, fresh] = [await world.openSession(person), await world.openSession(person)];
  await age(world, old.accessToken, '31 days');
  expect((await world.logOut({ scope: 'ALL' }, fresh.accessToken)).data).toEqual(ended(1));
});
