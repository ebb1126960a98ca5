import { randomUUID } from 'node:crypto';
import { codes } from '../support/client.ts';
import { printed } from '../support/command-line.ts';
import {
  admin,
  behindProxy,
  explain,
  explainJson,
  on,
  requestIdOf,
  sessionIdOf,
} from '../support/stories.ts';
import { age } from '../support/time.ts';
import { World } from '../support/world.ts';

const world = await World.start({ env: behindProxy });
afterAll(() => world.stop());

const phone = on('203.0.113.7');

test('tells where a session was opened, how often it was refreshed, and that it is live', async () => {
  const person = await world.addPerson();
  const login = await world.logIn(person, phone);
  const { refreshToken } = login.data.login;
  await age(world, refreshToken, '50 hours 5 seconds');
  const second = (await world.refresh(refreshToken, phone)).data.refresh;
  const refresh = await world.refresh(second.refreshToken, on('203.0.113.8'));
  const id = sessionIdOf(login.data.login);
  const time = '\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d UTC';
  expect((await explain(world, id.toUpperCase())).split('\n')).toEqual([
    `Session ${id} of ${person.username} (id:${person.id})`,
    expect.stringMatching(
      new RegExp(
        `^ {2}Opened ${time}, 2 days 2 hours ago by password \\(from 203.0.113.7, with Phone, request ${requestIdOf(login)}\\)\\.$`,
      ),
    ),
    expect.stringMatching(
      new RegExp(
        `^ {2}Refreshed 2 times, last ${time}, .* ago \\(from 203.0.113.8, request ${requestIdOf(refresh)}\\)\\.$`,
      ),
    ),
    expect.stringMatching(new RegExp(`^ {2}It is live\\. Without a refresh it expires ${time}\\.$`)),
    '',
  ]);
});

test('tells that the tokens of a live session are refused because the account is disabled', async () => {
  const person = await world.addPerson();
  const session = await world.openSession(person);
  await world.sql('update users set is_active = false where id = $1', [person.id]);
  expect(await explain(world, sessionIdOf(session))).toContain(
    'the account is disabled, so its tokens are refused',
  );
});

test('tells that the tokens of a live session are refused because the account is closing', async () => {
  const person = await world.addPerson();
  const session = await world.openSession(person);
  await world.sql('update users set is_active = false where id = $1', [person.id]);
  await world.sql("insert into account_closings (user_id, due_at) values ($1, '2999-01-01')", [person.id]);
  expect(await explain(world, sessionIdOf(session))).toMatch(
    /the account waits for its deletion on \d{4}-\S+ \S+ UTC, so its tokens are refused/,
  );
});

test('lists the sessions of an account, the newest first, with why each ended', async () => {
  const person = await world.addPerson();
  const [first, second, third] = [
    await world.openSession(person),
    await world.openSession(person),
    await world.openSession(person),
  ];
  await world.logOut({ refreshToken: second.refreshToken });
  await age(world, first.refreshToken, '40 days');
  for (const name of [person.username, person.email, `id:${person.id}`]) {
    expect((await explain(world, name)).split('\n')).toEqual([
      expect.stringMatching(/^\S+ \(id:\d+\) was created .* not verified: 3 sessions, newest first\.$/),
      expect.stringMatching(new RegExp(`^ {2}${sessionIdOf(third)} {2}live; opened .*127.0.0.1`)),
      expect.stringMatching(new RegExp(`^ {2}${sessionIdOf(second)} {2}ended .* UTC: logout; opened`)),
      expect.stringMatching(new RegExp(`^ {2}${sessionIdOf(first)} {2}ended .* UTC: expired-idle; opened`)),
      '',
    ]);
  }
});

test('finds what a request did: opened, refreshed, ended and displaced sessions', async () => {
  const person = await world.addPerson();
  const login = await world.logIn(person, phone);
  const id = sessionIdOf(login.data.login);
  const other = sessionIdOf(await world.openSession(person));
  const refresh = await world.refresh(login.data.login.refreshToken);
  const logout = await world.logOut({ scope: 'ALL' }, refresh.data.refresh.accessToken);
  const lines = async (request: string) => (await explain(world, request)).trimEnd().split('\n');
  expect(await lines(requestIdOf(login))).toEqual([
    `Request ${requestIdOf(login)}`,
    expect.stringMatching(new RegExp(`^ {2}Opened session ${id} of id:${person.id} at .* UTC\\.$`)),
  ]);
  expect(await lines(requestIdOf(refresh))).toEqual([
    `Request ${requestIdOf(refresh)}`,
    expect.stringMatching(
      new RegExp(`^ {2}Refreshed session ${id} of id:${person.id} at .* UTC, for the 1st time\\.$`),
    ),
  ]);
  expect((await lines(requestIdOf(logout))).toSorted()).toEqual([
    ...[id, other]
      .toSorted()
      .map((each) =>
        expect.stringMatching(new RegExp(`^ {2}Ended session ${each} of id:${person.id} at .* logged out`)),
      ),
    `Request ${requestIdOf(logout)}`,
  ]);
});

test('prints one line of JSON for programs', async () => {
  const person = await world.addPerson();
  const session = await world.openSession(person);
  const id = sessionIdOf(session);
  const { session: facts, user, incidents, story } = await explainJson(world, id);
  expect(facts).toMatchObject({ id, userId: Number(person.id), refreshes: 0, endedAt: null, reason: null });
  expect([user.username, incidents]).toEqual([person.username, []]);
  expect(story[0]).toBe(`Session ${id} of ${person.username} (id:${person.id})`);
  expect((await explainJson(world, person.username)).sessions).toMatchObject([{ id }]);
  expect((await explainJson(world, facts.openedBy)).request).toMatchObject({ sessions: [{ id }] });
});

test.each([
  ['an unknown id', randomUUID()],
  ['an unknown name', 'nobody-of-that-name'],
  ['an unknown email', 'nobody@example.com'],
  ['an unknown number', 'id:2000000000'],
  ['an empty name', ''],
  ['SQL', "x' or '1'='1"],
])('fails for %s, without repeating it', async (_what, name) => {
  const { code, text, stderr } = await admin(world, 'explain', name);
  expect([code, text]).toEqual([1, '']);
  expect(stderr).toMatch(/^Nothing is known about this id or name: .* 90 days \(SESSION_HISTORY\)/);
  if (name) expect(stderr).not.toContain(name);
});

describe('a pasted secret', () => {
  test.each([
    'explain',
    'sessions list',
    'sessions end',
    'users show',
    'users disable',
  ])('is not repeated by "%s", and its session is named', async (command) => {
    const session = await world.openSession();
    const { accessToken, refreshToken } = session;
    for (const token of [accessToken, `Bearer ${accessToken}`, ` ${refreshToken} `, refreshToken]) {
      const { code, text, stderr } = await admin(world, ...command.split(' '), token);
      expect([code, text]).toEqual([2, '']);
      expect(stderr).toContain(`The token belongs to session ${sessionIdOf(session)}`);
      for (const part of token.trim().split(/[. ]/).slice(-3)) expect(stderr).not.toContain(part);
    }
    expect((await world.me(accessToken)).data.me).not.toBeNull();
  });

  const opaque = 'bm90IGEgcmVhbCB0b2tlbiwgYnV0IGFzIGxvbmcgYXMgb25lIGluIGEgbWFpbA';
  test.each([
    ['a link', `https://app.example/reset-password#token=${opaque}`],
    ['the token of a link', opaque],
    ['the token of a link with its flow', `${opaque}.${randomUUID()}`],
    ['a challenge', `${randomUUID()}.${opaque}`],
    ['a cookie', `refresh_token=eyJhbGciOi.${opaque}.x`],
  ])('is not repeated if it is %s', async (_what, secret) => {
    for (const command of [['explain'], ['sessions', 'end'], ['users', 'show']]) {
      const { code, text, stderr } = await admin(world, ...command, secret);
      expect([code, text]).toEqual([2, '']);
      expect(stderr).not.toContain(opaque);
      expect(stderr).not.toContain('The token belongs to session');
    }
  });
});

test('removes control characters, which could change what a terminal shows', async () => {
  const session = await world.openSession();
  const evil = 'Evil\u001b[2J\u0007/1';
  await world.sql(
    'update sessions set user_agent = $1, opened_from = $1, ip_address = $1, last_used_at = now() where id = $2',
    [evil, sessionIdOf(session)],
  );
  const text = await explain(world, sessionIdOf(session));
  expect(text).toMatch(/from Evil\[2J\/1, with Evil, .*\n.* from Evil\[2J\/1\.\n/);
  expect(text.replaceAll('\n', '')).not.toMatch(/\p{C}/u);
});

test('sessions list shows the live sessions, and with --all the others too', async () => {
  const person = await world.addPerson();
  const [ended, live] = [await world.openSession(person), await world.openSession(person)];
  await world.logOut({ refreshToken: ended.refreshToken });
  const list = async (...args: string[]) =>
    printed((await admin(world, 'sessions', 'list', person.username, ...args)).text);
  expect(await list()).toEqual([
    {
      id: sessionIdOf(live),
      userId: Number(person.id),
      openedAt: expect.stringMatching(/Z$/),
      openedBy: expect.any(String),
      openedFrom: '127.0.0.1',
      methods: ['pwd'],
      userAgent: 'node',
      ipAddress: '127.0.0.1',
      refreshes: 0,
      lastUsedAt: expect.any(String),
      rotations: [],
      expiresAt: expect.stringMatching(/Z$/),
      endedAt: null,
      reason: null,
      ending: null,
    },
  ]);
  expect((await list('--all')).map(({ id, reason }) => [id, reason])).toEqual([
    [sessionIdOf(live), null],
    [sessionIdOf(ended), 'logout'],
  ]);
});

test('sessions list says when it omits sessions', async () => {
  const person = await world.addPerson();
  await world.sql(
    `insert into sessions (id, user_id, secret_hash, created_at, idle_expires_at, absolute_expires_at)
     select gen_random_uuid(), $1, '', now() - n * interval '1 minute', now(), now() from generate_series(1, 10000) as n`,
    [person.id],
  );
  const list = async () => admin(world, 'sessions', 'list', person.username, '--all');
  const full = await list();
  expect([printed(full.text).length, full.stderr]).toEqual([10_000, '']);
  const newest = await world.openSession(person);
  const more = await list();
  const listed = printed(more.text);
  expect([listed.length, listed[0].id]).toEqual([10_000, sessionIdOf(newest)]);
  expect(more.stderr).toBe('Only the newest 10000 sessions are listed; the account has more.\n');
});

test('sessions end refuses a session that has ended, and one that never existed', async () => {
  const session = await world.openSession();
  await world.logOut({ refreshToken: session.refreshToken });
  for (const id of [sessionIdOf(session), randomUUID()]) {
    expect(await admin(world, 'sessions', 'end', id)).toEqual({
      code: 1,
      text: '',
      stderr: 'No live session has this id.\n',
    });
  }
});

test('sessions of a replica without these columns have a story too', async () => {
  const session = await world.openSession();
  await world.refresh(session.refreshToken);
  await world.sql("update sessions set opened_by = null, trail = '{}' where id = $1", [sessionIdOf(session)]);
  await world.sql("update sessions set revoked_at = now(), revoked_reason = 'reuse' where id = $1", [
    sessionIdOf(session),
  ]);
  const text = await explain(world, sessionIdOf(session));
  expect(text).toMatch(/Opened .* by password \(from 127.0.0.1, with node\)\.\n {2}Refreshed 1 time\./);
  expect(text).toMatch(/used twice: first at a time that is not known, again at \S+ \S+ UTC\.\n/);
  expect(codes(await world.refresh(session.refreshToken))).toEqual(['INVALID_REFRESH_TOKEN']);
});
