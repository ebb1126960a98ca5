import { randomUUID } from 'node:crypto';
import { type Answer, codes, from, type Person } from '../support/client.ts';
import { age } from '../support/time.ts';
import { decodeJwt } from '../support/tokens.ts';
import { World } from '../support/world.ts';

const world = await World.start({ env: { TRUST_PROXY: '127.0.0.1' } });
const cookies = await World.start({ database: world.database, env: { REFRESH_TOKEN_COOKIE: 'true' } });
afterAll(async () => {
  await cookies.stop();
  await world.stop();
});

const fields = `id isCurrent device kind createdAt lastRefreshedAt lastUsedAt expiresAt methods ipAddress`;

const firefox = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0';

interface Listed {
  id: string;
  isCurrent: boolean;
  [field: string]: unknown;
}

async function sessionsOf(token: string, where = world): Promise<Listed[]> {
  const answer = await where.ask(`{ me { sessions { ${fields} } } }`, {}, { token });
  expect(codes(answer)).toEqual([]);
  return answer.data.me.sessions;
}

const sidOf = ({ accessToken }: { accessToken: string }) => decodeJwt(accessToken).sid;

function end(
  id: string,
  token?: string,
  where = world,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const query =
    'mutation ($input: EndSessionInput!) { endSession(input: $input) { message revokedSessions } }';
  return where.ask(query, { input: { id } }, { headers, ...(token !== undefined && { token }) });
}

const endedBy = async (...call: Parameters<typeof end>) =>
  (await end(...call)).data.endSession.revokedSessions;

const isLive = async (token: string) => codes(await world.me(token)).length === 0;

async function reasonOf(id: string): Promise<unknown> {
  const [row] = await world.sql('select revoked_reason as reason from sessions where id = $1', [id]);
  return row?.reason;
}

async function logIn(person: Person, headers: Record<string, string> = {}) {
  return (await world.logIn(person, { headers })).data.login;
}

test('lists the live sessions of the owner, last used first', async () => {
  const person = await world.addPerson();
  const [first, ended, expired] = [await logIn(person), await logIn(person), await logIn(person)];
  const last = await logIn(person, { 'user-agent': firefox, ...from('203.0.113.7').headers });
  await world.logOut(null, ended.accessToken);
  await age(world, first.accessToken, '1 hour');
  await age(world, expired.accessToken, '31 days');
  const listed = await sessionsOf(last.accessToken);
  expect(listed.map(({ id, isCurrent }) => [id, isCurrent])).toEqual([
    [sidOf(last), true],
    [sidOf(first), false],
  ]);
  const [{ createdAt, lastRefreshedAt, lastUsedAt, expiresAt, ...rest }] = listed as [Listed, Listed];
  expect(rest).toEqual({
    id: sidOf(last),
    isCurrent: true,
    device: 'Firefox on Windows',
    kind: 'DESKTOP',
    methods: ['pwd'],
    ipAddress: '203.0.113.7',
  });
  expect([lastRefreshedAt, lastUsedAt]).toEqual([createdAt, createdAt]);
  const seconds = (time: unknown) => Date.parse(String(time)) / 1000;
  expect(seconds(expiresAt) - seconds(createdAt)).toBeCloseTo(30 * 86_400, 1);
  expect(String(createdAt)).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
});

test('lists sessions of the account that a login or a refresh in the same request has proved', async () => {
  const person = await world.addPerson();
  const older = await logIn(person);
  const document =
    'mutation ($input: LoginInput!) { login(input: $input) { accessToken user { sessions { id isCurrent } } } }';
  const { username, password } = person;
  // The token of the older session comes along, but the new session is the current one.
  const answer = await world.ask(document, { input: { username, password } }, { token: older.accessToken });
  const { accessToken, user } = answer.data.login;
  expect(user.sessions).toEqual([
    { id: sidOf({ accessToken }), isCurrent: true },
    { id: sidOf(older), isCurrent: false },
  ]);
  const refresh =
    'mutation ($input: RefreshInput!) { refresh(input: $input) { user { sessions { id isCurrent } } } }';
  const refreshed = await world.ask(refresh, { input: { refreshToken: older.refreshToken } });
  expect(refreshed.data.refresh.user.sessions).toEqual([
    { id: sidOf(older), isCurrent: true },
    { id: sidOf({ accessToken }), isCurrent: false },
  ]);
});

test('shows sessions to no one but the owner, through _entities too', async () => {
  const [owner, stranger] = [await world.addPerson(), await world.addPerson()];
  const [own, other] = [await logIn(owner), await logIn(stranger)];
  const query =
    'query ($r: [_Any!]!) { _entities(representations: $r) { ... on User { username sessions { id } } } }';
  const representations = [owner, stranger].map(({ id }) => ({ __typename: 'User', id }));
  const seenWith = async (token?: string) => {
    const options = token === undefined ? {} : { token };
    const { data } = await world.ask(query, { r: representations }, options);
    return data._entities.map(({ sessions }: { sessions: unknown }) => sessions);
  };
  expect(await seenWith(own.accessToken)).toEqual([[{ id: sidOf(own) }], null]);
  expect(await seenWith(other.accessToken)).toEqual([null, [{ id: sidOf(other) }]]);
  expect(await seenWith()).toEqual([null, null]);
  await world.logOut(null, own.accessToken);
  expect(await seenWith(own.accessToken)).toEqual([null, null]);
});

test('ends one session at once, for its owner only', async () => {
  const person = await world.addPerson();
  const [current, lost, kept] = [await logIn(person), await logIn(person), await logIn(person)];
  const stranger = await world.openSession();
  expect(await endedBy(sidOf(lost), stranger.accessToken)).toBe(0);
  expect(codes(await end(sidOf(lost)))).toEqual(['UNAUTHENTICATED']);
  expect(await isLive(lost.accessToken)).toBe(true);
  expect(await endedBy(sidOf(lost).toUpperCase(), current.accessToken)).toBe(1);
  expect(await isLive(lost.accessToken)).toBe(false);
  expect(codes(await world.refresh(lost.refreshToken))).toEqual(['INVALID_REFRESH_TOKEN']);
  expect(await reasonOf(sidOf(lost))).toBe('owner');
  expect((await sessionsOf(current.accessToken)).map(({ id }) => id).toSorted()).toEqual(
    [sidOf(current), sidOf(kept)].toSorted(),
  );
  const log = world.log.filter((line) => line.includes('"session.revoked"') && line.includes(sidOf(lost)));
  expect(log.map((line) => JSON.parse(line).event)).toEqual([
    expect.objectContaining({ reason: 'owner', actor: `user:${person.id}` }),
  ]);
});

test.each([
  '',
  'x',
  '0',
  `${'9'.repeat(4_000)}`,
  randomUUID(),
  `{${randomUUID()}}`,
  "' or true --",
  '\u0000',
])('answers 0 for the id %p', async (id) => {
  const { accessToken } = await world.openSession();
  const answer = await end(id, accessToken);
  expect([codes(answer), answer.data?.endSession]).toEqual([
    [],
    { message: 'The session has ended', revokedSessions: 0 },
  ]);
});

test('answers the same for an ended session and for a stranger', async () => {
  const person = await world.addPerson();
  const [current, ended] = [await logIn(person), await logIn(person)];
  await world.logOut(null, ended.accessToken);
  const stranger = await world.openSession();
  const answers = await Promise.all(
    [sidOf(ended), sidOf(stranger), randomUUID()].map((id) => end(id, current.accessToken)),
  );
  expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
});

test('counts the end of a session once, of 20 calls at once', async () => {
  const person = await world.addPerson();
  const [current, lost] = [await logIn(person), await logIn(person)];
  const ended = await Promise.all(
    Array.from({ length: 20 }, () => endedBy(sidOf(lost), current.accessToken)),
  );
  expect(ended.toSorted()).toEqual([...Array(19).fill(0), 1]);
});

test('logs out when it ends the current session', async () => {
  const person = await world.addPerson();
  const { accessToken } = await logIn(person);
  expect(await endedBy(sidOf({ accessToken }), accessToken)).toBe(1);
  expect(await reasonOf(sidOf({ accessToken }))).toBe('logout');
  expect(codes(await end(sidOf({ accessToken }), accessToken))).toEqual(['UNAUTHENTICATED']);
});

test('clears the cookie for the current session only', async () => {
  const person = await world.addPerson();
  const logInHere = async () => {
    const { data, headers } = await cookies.logIn(person);
    const [cookie = ''] = headers.get('set-cookie')?.split('; ') ?? [];
    return { accessToken: data.login.accessToken as string, cookie };
  };
  const [current, other] = [await logInHere(), await logInHere()];
  const { accessToken: token, cookie } = current;
  const ofOther = await end(sidOf(other), token, cookies, { cookie });
  expect([ofOther.data.endSession.revokedSessions, ofOther.headers.get('set-cookie')]).toEqual([1, null]);
  const ofCurrent = await end(sidOf(current), token, cookies, { cookie });
  expect(ofCurrent.data.endSession.revokedSessions).toBe(1);
  expect(ofCurrent.headers.get('set-cookie')).toMatch(/^__Host-refresh_token=; Max-Age=0; /);
});

test('tells when a session was refreshed last', async () => {
  const { accessToken, refreshToken } = await world.openSession();
  await age(world, accessToken, '1 hour');
  const before = (await sessionsOf(accessToken))[0];
  await world.refresh(refreshToken);
  const after = (await sessionsOf(accessToken))[0];
  expect(after?.createdAt).toBe(before?.createdAt);
  const moved = Date.parse(String(after?.lastRefreshedAt)) - Date.parse(String(before?.lastRefreshedAt));
  expect(moved).toBeGreaterThan(3_500_000);
});
