import { features } from '../../src/features.ts';
import { codes, type Tokens } from '../support/client.ts';
import { backUp, eventsOf, openAhead, rowOf } from '../support/lost-rotations.ts';
import { age } from '../support/time.ts';
import { decodeJwt, forgeRefreshToken } from '../support/tokens.ts';
import { World } from '../support/world.ts';

const racers = 50;

const env = { DATABASE_POOL_SIZE: '20' };
const world = await World.start({ env });
const replica = await World.start({ database: world.database, env });
afterAll(async () => {
  await replica.stop();
  await world.stop();
});

const reasonOf = async ({ accessToken }: Tokens) =>
  (await world.me(accessToken)).errors?.[0]?.extensions.reason ?? 'alive';

const rejected = ['INVALID_REFRESH_TOKEN'];

async function refreshed({ refreshToken }: Tokens): Promise<Tokens> {
  const answer = await world.refresh(refreshToken);
  expect(codes(answer)).toEqual([]);
  return answer.data.refresh;
}

const race = async (tokens: readonly Tokens[]) =>
  Promise.all(tokens.map(({ refreshToken }, index) => (index % 2 ? replica : world).refresh(refreshToken)));

test.each([
  1, 2, 5,
])(`gives ${racers} racing clients the same successor of a token that is %i generations ahead`, async (ahead) => {
  const tokens = await openAhead(world, ahead);
  const newest = tokens[ahead] as Tokens;
  world.log.length = 0;
  replica.log.length = 0;
  const answers = await race(Array(racers).fill(newest));
  expect(answers.flatMap(codes)).toEqual([]);
  const successors: Tokens[] = answers.map(({ data }) => data.refresh);
  expect(new Set(successors.map(({ refreshToken }) => refreshToken)).size).toBe(1);
  expect(await rowOf(world, newest)).toEqual({ generation: ahead + 1, reason: null });
  const events = [...eventsOf(world, newest), ...eventsOf(replica, newest)].toSorted();
  expect(events).toEqual([...Array(racers - 1).fill('refresh.repeated'), 'session.recovered']);

  const [successor] = successors as [Tokens];
  expect(await reasonOf(successor)).toBe('alive');
  expect((await refreshed(newest)).refreshToken).toBe(successor.refreshToken);
  const next = await refreshed(successor);
  expect(await rowOf(world, newest)).toEqual({ generation: ahead + 2, reason: null });

  // Two generations back counts as reuse.
  expect(codes(await world.refresh(newest.refreshToken))).toEqual(rejected);
  expect(await rowOf(world, newest)).toEqual({ generation: ahead + 2, reason: 'reuse' });
  expect(codes(await world.refresh(next.refreshToken))).toEqual(rejected);
  expect(await reasonOf(next)).toBe('SESSION_ENDED');
});

test('if tokens of different generations race, at most one of their successors works', async () => {
  for (let round = 0; round < 5; round += 1) {
    const tokens = await openAhead(world, 5);
    const [one, two, five] = [tokens[1], tokens[2], tokens[5]] as [Tokens, Tokens, Tokens];
    const answers = await race([one, two, five, one, two, five]);
    expect(answers.flatMap(codes).filter((code) => code !== 'INVALID_REFRESH_TOKEN')).toEqual([]);
    const { generation, reason } = (await rowOf(world, five)) ?? {};
    if (reason === null) expect(generation).toBe(6);
    else expect(reason).toBe('reuse');
    const successors = answers.map(({ data }) => data?.refresh).filter((each) => each);
    const working = new Set<string>();
    for (const each of successors) {
      const answer = await world.refresh(each.refreshToken);
      if (answer.data?.refresh) working.add(each.refreshToken);
    }
    expect(working.size).toBeLessThanOrEqual(1);
  }
});

test('ends revoked, whichever way a logout and recoveries race', async () => {
  for (let round = 0; round < 5; round += 1) {
    const [first, , newest] = (await openAhead(world, 2)) as [Tokens, Tokens, Tokens];
    const out = replica.logOut(null, first.accessToken);
    const answers = await race(Array(6).fill(newest));
    expect((await out).data.logout.revokedSessions).toBe(1);
    for (const { data } of answers) {
      if (data?.refresh) expect(await reasonOf(data.refresh)).toBe('SESSION_ENDED');
    }
    expect((await rowOf(world, newest))?.reason).toBe('logout');
  }
});

describe('after the database has lost rotations', () => {
  test('an attacker with an older token refreshes first: the owner continues, and the next use of the copy ends the session', async () => {
    const [, stolen, , newest] = (await openAhead(world, 3)) as [Tokens, Tokens, Tokens, Tokens];
    const ofAttacker = await refreshed(stolen);
    const ofOwner = await refreshed(newest);
    expect(await reasonOf(ofOwner)).toBe('alive');
    expect(codes(await world.refresh(ofAttacker.refreshToken))).toEqual(rejected);
    expect(eventsOf(world, newest).slice(-4)).toEqual([
      'session.recovered',
      'session.recovered',
      'session.revoked reuse',
      'refresh.refused reuse',
    ]);
    expect(await reasonOf(ofAttacker)).toBe('SESSION_ENDED');
  });

  test('the owner refreshes first: an older token of the attacker ends the session at once', async () => {
    const [, stolen, , newest] = (await openAhead(world, 3)) as [Tokens, Tokens, Tokens, Tokens];
    const ofOwner = await refreshed(newest);
    expect(codes(await world.refresh(stolen.refreshToken))).toEqual(rejected);
    expect(await reasonOf(ofOwner)).toBe('SESSION_ENDED');
  });

  test('a copy of the newest token is reuse after the window', async () => {
    const [, , newest] = (await openAhead(world, 2)) as [Tokens, Tokens, Tokens];
    const ofOwner = await refreshed(newest);
    await age(world, newest.accessToken, '11 seconds');
    expect(codes(await world.refresh(newest.refreshToken))).toEqual(rejected);
    expect(await reasonOf(ofOwner)).toBe('SESSION_ENDED');
  });
});

test('continues when the database loses rotations again', async () => {
  const once = (await openAhead(world, 3)).at(-1) as Tokens;
  const twice = (await openAhead(world, 3, await refreshed(once))).at(-1) as Tokens;
  expect(decodeJwt((await refreshed(twice)).refreshToken).gen).toBe(8);
});

test('two tabs with one token continue, although the old primary answered one and the new primary the other', async () => {
  const [shared, ofOne] = (await openAhead(world, 1)) as [Tokens, Tokens];
  await age(world, shared.accessToken, '3 seconds');
  const ofOther = await refreshed(shared);
  expect([ofOne, ofOther].map(({ refreshToken }) => decodeJwt(refreshToken).gen)).toEqual([1, 1]);
  const [one, other] = [await refreshed(ofOne), await refreshed(ofOther)];
  expect(other.refreshToken).toBe(one.refreshToken);
  expect(await rowOf(world, shared)).toEqual({ generation: 2, reason: null });
});

test('rejects sessions opened after a backup, and continues the others', async () => {
  const person = await world.addPerson();
  const before = await world.openSession(person);
  const restore = await backUp(world);
  const since = await world.openSession(person);
  const [later, newest] = [await refreshed(since), await refreshed(before)];
  await restore();
  for (const lost of [since, later]) {
    expect(codes(await world.refresh(lost.refreshToken))).toEqual(rejected);
    expect(await reasonOf(lost)).toBe('SESSION_ENDED');
  }
  expect(eventsOf(world, since).filter((event) => event.startsWith('refresh.'))).toEqual(
    Array(2).fill('refresh.refused unknown'),
  );
  expect(await reasonOf(await refreshed(newest))).toBe('alive');
});

describe('rejects a token ahead of the row, without touching the session:', () => {
  const cases: [what: string, reason: string, spoil: (token: Tokens) => Promise<unknown>][] = [
    ['its session was logged out', 'revoked', ({ accessToken }) => world.logOut(null, accessToken)],
    [
      'its session was revoked for reuse',
      'revoked',
      ({ refreshToken }) =>
        world.sql("update sessions set revoked_at = now(), revoked_reason = 'reuse' where id = $1", [
          decodeJwt(refreshToken).sid,
        ]),
    ],
    ['its session has expired', 'expired', ({ accessToken }) => age(world, accessToken, '31 days')],
    [
      'its account is disabled',
      'disabled',
      ({ refreshToken }) =>
        world.sql('update users set is_active = false where id = $1', [Number(decodeJwt(refreshToken).sub)]),
    ],
    [
      'the database never had its session',
      'unknown',
      ({ refreshToken }) => world.sql('delete from sessions where id = $1', [decodeJwt(refreshToken).sid]),
    ],
  ];

  test.each(cases)('%s', async (_what, reason, spoil) => {
    const [, , newest] = (await openAhead(world, 2)) as [Tokens, Tokens, Tokens];
    await spoil(newest);
    const rows = () =>
      world.sql('select * from sessions where id = $1', [decodeJwt(newest.refreshToken).sid]);
    const before = await rows();
    expect(codes(await world.refresh(newest.refreshToken))).toEqual(rejected);
    expect(await rows()).toEqual(before);
    expect(eventsOf(world, newest).at(-1)).toBe(`refresh.refused ${reason}`);
    expect(await reasonOf(newest)).toBe('SESSION_ENDED');
    expect(
      (await world.logOut({ refreshToken: newest.refreshToken, scope: 'ALL' })).data.logout,
    ).toMatchObject({
      revokedSessions: reason === 'disabled' ? 1 : 0,
    });
  });

  test('the token itself has expired', async () => {
    const [first, , newest] = (await openAhead(world, 2)) as [Tokens, Tokens, Tokens];
    const { iat, exp, ...claims } = decodeJwt(newest.refreshToken);
    const late = forgeRefreshToken({ ...claims, iat: iat - 40 * 86_400, exp: exp - 40 * 86_400 });
    expect(codes(await world.refresh(late))).toEqual(rejected);
    expect(eventsOf(world, newest).at(-1)).toBe('refresh.refused expired');
    expect(await rowOf(world, first)).toEqual({ generation: 0, reason: null });
  });
});

test('a logout accepts a token ahead of the row', async () => {
  const person = await world.addPerson();
  const bystander = await world.openSession(person);
  const tokens = await openAhead(world, 2, await world.openSession(person));
  const answer = await world.logOut({ refreshToken: tokens[2]?.refreshToken, scope: 'ALL' });
  expect(answer.data.logout.revokedSessions).toBe(2);
  expect(await reasonOf(bystander)).toBe('SESSION_ENDED');
});

test('does not rotate a token ahead of the row if rotation is off', async () => {
  const [first, , newest] = (await openAhead(world, 2)) as [Tokens, Tokens, Tokens];
  const still = await World.start({ database: world.database, env: { REFRESH_TOKEN_ROTATION: 'false' } });
  const one = (await still.refresh(newest.refreshToken)).data.refresh;
  expect(await rowOf(world, first)).toEqual({ generation: 2, reason: null });
  expect((await still.refresh(one.refreshToken)).data.refresh.refreshToken).toBe(one.refreshToken);
  expect(eventsOf(still, newest)).toEqual(['session.recovered', 'session.refreshed']);
  await still.stop();
});

test('returns a retryable code when the row goes back between two statements', async () => {
  const first = await world.openSession();
  const id = decodeJwt(first.refreshToken).sid;
  await world.sql(`
    create function hold_back() returns trigger language plpgsql as 'begin return null; end';
    create trigger hold_back before update on sessions for each row when (old.id = '${id}')
      execute function hold_back();
  `);
  const answer = await world.refresh(first.refreshToken);
  expect(answer.errors?.[0]?.extensions).toEqual({ code: 'TEMPORARILY_UNAVAILABLE', retryAfterSeconds: 1 });
  await world.sql('drop trigger hold_back on sessions');
  await refreshed(first);
});

test('a listener hears of the recovery in the transaction that moves the row', async () => {
  const heard: string[] = [];
  const listening = await World.start({
    database: world.database,
    features: [
      ...features,
      {
        name: 'listener',
        listensTo: ['session.recovered'],
        onEvent: async (ctx, { type, sessionId }) => {
          heard.push(type);
          await ctx.em.execute('update sessions set user_agent = ? where id = ?', [type, String(sessionId)]);
          if (heard.length === 1) throw new Error('The first time it fails, and nothing is written.');
        },
      },
    ],
  });
  const [first, newest] = (await openAhead(world, 1)) as [Tokens, Tokens];
  expect(codes(await listening.refresh(newest.refreshToken))).toEqual(['INTERNAL_SERVER_ERROR']);
  expect(await rowOf(world, first)).toEqual({ generation: 0, reason: null });
  expect(codes(await listening.refresh(newest.refreshToken))).toEqual([]);
  expect(await rowOf(world, first)).toEqual({ generation: 2, reason: null });
  expect(heard).toEqual(['session.recovered', 'session.recovered']);
  await listening.stop();
});
