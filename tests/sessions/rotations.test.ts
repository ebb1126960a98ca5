import { codes } from '../support/client.ts';
import { connect } from '../support/databases.ts';
import { sendTogether } from '../support/together.ts';
import { decodeJwt, forgeRefreshToken } from '../support/tokens.ts';
import { World } from '../support/world.ts';

const world = await World.start();
afterAll(() => world.stop());

const refresh = (refreshToken: string) => ({
  query: 'mutation ($input: RefreshInput!) { refresh(input: $input) { refreshToken user { username } } }',
  variables: { input: { refreshToken } },
});

interface Outcome {
  refreshToken?: string;
  username?: string;
  code?: string;
}

// biome-ignore lint/suspicious/noExplicitAny: any response
const outcomeOf = ({ data, errors }: any): Outcome => ({
  refreshToken: data?.refresh.refreshToken,
  username: data?.refresh.user.username,
  code: errors?.[0].extensions.code,
});

const refreshTogether = async (tokens: string[], { url } = world) =>
  (await sendTogether(url, tokens.map(refresh))).map(outcomeOf);

const generationOf = (token: string | undefined) => decodeJwt(token ?? '').gen;

test('rotates many sessions at once, each for its own owner', async () => {
  const people = await Promise.all(Array.from({ length: 6 }, () => world.addPerson()));
  const sessions = await Promise.all(people.map((person) => world.openSession(person)));
  const tokens = sessions.map(({ refreshToken }) => refreshToken);
  const claims = decodeJwt(tokens[0] ?? '');
  const wrong = [
    'nonsense',
    forgeRefreshToken({ ...claims, sec: 'A'.repeat(22) }),
    forgeRefreshToken({ ...claims, sub: people[1]?.id }),
    forgeRefreshToken({ ...claims, gen: 7, sec: 'A'.repeat(22) }),
  ];
  const outcomes = await refreshTogether([...wrong, ...tokens]);
  expect(outcomes.map(({ code }) => code)).toEqual([
    ...wrong.map(() => 'INVALID_REFRESH_TOKEN'),
    ...tokens.map(() => undefined),
  ]);
  const good = outcomes.slice(wrong.length);
  expect(good.map(({ username }) => username)).toEqual(people.map(({ username }) => username));
  for (const { refreshToken } of good) expect(codes(await world.refresh(refreshToken ?? ''))).toEqual([]);
});

test('rotates once for concurrent refreshes with one token, and returns the same successor', async () => {
  const { refreshToken } = await world.openSession();
  const outcomes = await refreshTogether(Array(10).fill(refreshToken));
  expect(new Set(outcomes.map((outcome) => outcome.refreshToken)).size).toBe(1);
  expect(generationOf(outcomes[0]?.refreshToken)).toBe(1);
});

test('treats the second of two concurrent refreshes as reuse if no repetition is allowed', async () => {
  const strict = await World.start({ env: { REFRESH_REUSE_WINDOW: '0s' } });
  const { refreshToken, accessToken } = await strict.openSession();
  const outcomes = await refreshTogether([refreshToken, refreshToken], strict);
  expect(outcomes.map(({ code }) => code).toSorted()).toEqual(['INVALID_REFRESH_TOKEN', undefined]);
  expect((await strict.me(accessToken)).errors?.[0]?.extensions.reason).toBe('SESSION_ENDED');
  await strict.stop();
});

test('lets no refresh wait for the session of another user', async () => {
  const [held, free] = [await world.openSession(), await world.openSession()];
  const blocker = await connect(world.database);
  await blocker.query('begin isolation level read committed');
  await blocker.query('update sessions set user_agent = $1 where id = $2', [
    'another statement',
    decodeJwt(held.refreshToken).sid,
  ]);
  let isHeld = true;
  const waiting = refreshTogether([held.refreshToken]).finally(() => {
    isHeld = false;
  });
  for (let time = 0; time < 3; time += 1) {
    const [first] = await refreshTogether([free.refreshToken, free.refreshToken]);
    expect(first?.code).toBeUndefined();
  }
  expect(isHeld).toBe(true);
  await blocker.query('commit');
  await blocker.end();
  expect((await waiting).map(({ code, refreshToken }) => [code, generationOf(refreshToken)])).toEqual([
    [undefined, 1],
  ]);
});
