import { codes } from '../support/client.ts';
import { until } from '../support/left-behind.ts';
import { sendTogether } from '../support/together.ts';
import { decodeJwt, forgeAccessToken } from '../support/tokens.ts';
import { World } from '../support/world.ts';

const world = await World.start();
afterAll(() => world.stop());

/** Counts the statements that look up sessions while a function runs. */
async function countLookUps(run: () => Promise<unknown>): Promise<number> {
  const { database } = world.app;
  const read = database.read;
  let count = 0;
  database.read = (...statement) => {
    if (statement[0] === 'viewers') count += 1;
    return read.apply(database, statement) as never;
  };
  await run();
  database.read = read;
  return count;
}

const reasonOf = async (token: string) => {
  const { data, errors } = await world.me(token);
  return data.me?.username ?? errors?.[0]?.extensions.reason;
};

test('gives each of many concurrent requests its own response', async () => {
  const people = await Promise.all(Array.from({ length: 5 }, () => world.addPerson()));
  const sessions = await Promise.all(people.map((person) => world.openSession(person)));
  const [ended, other] = [await world.openSession(people[0]), await world.openSession(people[1])];
  await world.logOut(null, ended.accessToken);
  const claims = decodeJwt(other.accessToken);
  const asked: [token: string, answer: string][] = [
    ...sessions.map(({ accessToken }, index): [string, string] => [
      accessToken,
      people[index]?.username ?? '',
    ]),
    [ended.accessToken, 'SESSION_ENDED'],
    [forgeAccessToken({ ...claims, sub: people[2]?.id ?? '' }), 'SESSION_ENDED'],
    [forgeAccessToken({ ...claims, iat: claims.iat - 90_000, exp: claims.exp - 90_000 }), 'TOKEN_EXPIRED'],
    ['nonsense', 'TOKEN_INVALID'],
  ];
  const many = Array.from({ length: 20 }, () => asked).flat();
  const answers = await Promise.all(many.map(([token]) => reasonOf(token)));
  expect(answers).toEqual(many.map(([, answer]) => answer));
});

test('looks up requests that arrive together in one statement', async () => {
  const person = await world.addPerson();
  const { accessToken: token } = await world.openSession(person);
  let answers: unknown[] = [];
  const operation = { query: '{ me { username } }', token };
  const statements = await countLookUps(async () => {
    answers = await sendTogether(world.url, Array(20).fill(operation));
  });
  expect(answers).toEqual(Array(20).fill({ data: { me: { username: person.username } } }));
  expect(statements).toBe(1);
});

test('sees every earlier logout, in 50 rounds under load', async () => {
  const { accessToken: busy } = await world.openSession();
  const person = await world.addPerson();
  const sessions = await Promise.all(Array.from({ length: 50 }, () => world.openSession(person)));
  let isOver = false;
  const load = Array.from({ length: 3 }, async () => {
    while (!isOver) expect(codes(await world.me(busy))).toEqual([]);
  });
  for (const { accessToken } of sessions) {
    expect(await reasonOf(accessToken)).toBe(person.username);
    const [racing] = await Promise.all([reasonOf(accessToken), world.logOut(null, accessToken)]);
    expect([person.username, 'SESSION_ENDED']).toContain(racing);
    expect(await reasonOf(accessToken)).toBe('SESSION_ENDED');
  }
  isOver = true;
  await Promise.all(load);
});

test('rejects a token as soon as it has expired', async () => {
  const { accessToken } = await world.openSession();
  const claims = decodeJwt(accessToken);
  const short = forgeAccessToken({ ...claims, exp: claims.iat + 4 });
  expect((await world.me(short)).data.me).not.toBeNull();
  await until('the token to expire', async () => (await reasonOf(short)) === 'TOKEN_EXPIRED');
  expect((await world.me(accessToken)).data.me).not.toBeNull();
});
