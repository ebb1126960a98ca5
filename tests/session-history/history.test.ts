import { systemContext } from '../../src/feature/context.ts';
import { writeIncidents } from '../../src/session-history/count-incidents.ts';
import { historyData } from '../../src/session-history/history-data.ts';
import { purgeSessions } from '../../src/session-history/purge-sessions.ts';
import { codes } from '../support/client.ts';
import {
  admin,
  behindProxy,
  explain,
  explainJson,
  on,
  requestIdOf,
  sessionIdOf,
} from '../support/stories.ts';
import { World } from '../support/world.ts';

const env = { ...behindProxy, REFRESHES_PER_ADDRESS: 'off', DATABASE_POOL_SIZE: '20' };
const world = await World.start({ env });
afterAll(() => world.stop());

const racers = 20;
const countOf = async (table: string, where = world) =>
  (await where.sql<{ n: number }>(`select count(*)::int4 as n from ${table}`))[0]?.n;

/** Opens a session and rotates it twice. @returns its first token, whose next use is reuse. */
async function openReusable() {
  const session = await world.openSession();
  const used = await world.refresh(session.refreshToken, on('203.0.113.7'));
  await world.refresh(used.data.refresh.refreshToken);
  return { id: sessionIdOf(session), token: session.refreshToken, first: requestIdOf(used) };
}

test('of twenty racing uses of an old token, one ended the session, and all are counted', async () => {
  const { id, token, first } = await openReusable();
  const answers = await Promise.all(
    Array.from({ length: racers }, () => world.refresh(token, on('198.51.100.9', 'Thief/1'))),
  );
  expect(answers.flatMap(codes)).toEqual(Array(racers).fill('INVALID_REFRESH_TOKEN'));
  await writeIncidents(world.app);
  const { session, incidents } = await explainJson(world, id);
  const requests = answers.map(requestIdOf);
  expect(requests).toContain(session.ending.requestId);
  expect(session.ending).toMatchObject({
    reason: 'reuse',
    generation: 0,
    ipAddress: '198.51.100.9',
    userAgent: 'Thief/1',
  });
  expect(session.rotations.at(-1)).toMatchObject({
    generation: 0,
    requestId: first,
    ipAddress: '203.0.113.7',
  });
  const total = incidents.reduce((sum: number, { count }: { count: number }) => sum + count, 0);
  expect(total).toBe(racers);
  for (const { firstRequest, lastRequest } of incidents)
    expect(requests).toEqual(expect.arrayContaining([firstRequest, lastRequest]));
});

test('counts refused refreshes and requests of an ended session, with the first and the last, in one row for each kind', async () => {
  const session = await world.openSession();
  await world.logOut({ refreshToken: session.refreshToken });
  const before = await countOf('session_incidents');
  const refresh = () => world.refresh(session.refreshToken, on('198.51.100.9', 'Old app/1'));
  const me = () => world.me(session.accessToken);
  const first = await refresh();
  let last = first;
  for (let time = 0; time < 9; time += 1) last = await refresh();
  for (let time = 0; time < 4; time += 1) await me();
  await writeIncidents(world.app);
  last = await refresh();
  await writeIncidents(world.app);
  expect(await countOf('session_incidents')).toBe((before ?? 0) + 2);
  const text = await explain(world, sessionIdOf(session));
  expect(text).toMatch(
    new RegExp(
      `11 refreshes refused, because the session had been ended: first at .* UTC \\(from 198.51.100.9, request ${requestIdOf(first)}\\), ` +
        `last at .* UTC \\(from 198.51.100.9, with Old, request ${requestIdOf(last)}\\)\\.`,
    ),
  );
  expect(text).toMatch(/4 requests refused, because the session had ended: first at/);
  expect(await explain(world, requestIdOf(last))).toContain(
    `Counted for session ${sessionIdOf(session)}: 11 refreshes`,
  );
});

test('counts refreshes with the previous token, which racing tabs send', async () => {
  const session = await world.openSession();
  await world.refresh(session.refreshToken);
  await world.refresh(session.refreshToken);
  await writeIncidents(world.app);
  expect(await explain(world, sessionIdOf(session))).toMatch(
    /1 refresh sent the previous token again .*: at .* UTC/,
  );
});

test('a flood of made-up tokens, of expired access tokens and of unknown sessions writes nothing', async () => {
  const session = await world.openSession();
  const live = await world.openSession();
  await world.sql('delete from sessions where id = $1', [sessionIdOf(session)]);
  await world.sql('update sessions set secret_hash = $2 where id = $1', [
    sessionIdOf(live),
    Buffer.alloc(32),
  ]);
  const before = await countOf('session_incidents');
  for (let time = 0; time < 20; time += 1) {
    await world.refresh(`made-up-${time}`);
    await world.refresh(`${session.refreshToken.slice(0, -4)}${1000 + time}`);
    await world.refresh(session.refreshToken);
    await world.refresh(live.refreshToken);
    await world.me(session.accessToken);
  }
  await writeIncidents(world.app);
  expect(await countOf('session_incidents')).toBe(before);
});

test('two processes add their counts of the same sessions', async () => {
  const replica = await World.start({ database: world.database, env });
  const sessions = await Promise.all(Array.from({ length: 10 }, () => world.openSession()));
  for (const { refreshToken } of sessions) await world.logOut({ refreshToken });
  for (let round = 0; round < 5; round += 1) {
    for (const each of [world, replica])
      await Promise.all(sessions.map(({ refreshToken }) => each.refresh(refreshToken)));
    await Promise.all([writeIncidents(world.app), writeIncidents(replica.app)]);
  }
  for (const session of sessions)
    expect((await explainJson(world, sessionIdOf(session))).incidents).toMatchObject([{ count: 10 }]);
  await replica.stop();
});

test('a process writes its counts when it stops, and the story is there after a restart', async () => {
  const first = await World.start({ database: world.database, env });
  const { id, token } = await openReusable();
  await first.refresh(token);
  expect((await explainJson(world, id)).incidents).toEqual([]);
  await first.stop();
  const second = await World.start({ database: world.database, env });
  expect((await explainJson(second, id)).incidents).toMatchObject([
    { type: 'refresh.refused', reason: 'reuse', count: 1 },
  ]);
  expect(await explain(second, id)).toContain('its refresh token was used twice: first at');
  await second.stop();
});

test('keeps an ended session and its counts for SESSION_HISTORY, and no longer', async () => {
  const [young, old] = [await world.openSession(), await world.openSession()];
  for (const { refreshToken } of [young, old]) {
    await world.logOut({ refreshToken });
    await world.refresh(refreshToken);
  }
  await writeIncidents(world.app);
  const age = async ({ refreshToken }: typeof young, days: number) => {
    const id = sessionIdOf({ refreshToken } as typeof young);
    const interval = `${days} days`;
    await world.sql('update sessions set revoked_at = now() - $2::interval where id = $1', [id, interval]);
    await world.sql('update session_incidents set last_at = now() - $2::interval where session_id = $1', [
      id,
      interval,
    ]);
  };
  await age(young, 89);
  await age(old, 91);
  await purgeSessions(world.app);
  const { session, incidents } = await explainJson(world, sessionIdOf(young));
  expect([session.reason, incidents.length]).toEqual(['logout', 1]);
  expect(await explain(world, session.ending.requestId)).toContain(`Ended session ${session.id}`);
  expect(await explain(world, session.openedBy)).toContain(`Opened session ${session.id}`);
  expect((await admin(world, 'explain', sessionIdOf(old))).stderr).toMatch(/^Nothing is known/);
  const rows = await world.sql('select from session_incidents where session_id = $1', [sessionIdOf(old)]);
  expect(rows).toEqual([]);
});

test('with SESSION_HISTORY=0s, the purge forgets ended sessions', async () => {
  const brief = await World.start({ env: { ...env, SESSION_HISTORY: '0s' } });
  const session = await brief.openSession();
  await brief.logOut({ refreshToken: session.refreshToken });
  await brief.sql("update sessions set revoked_at = now() - interval '25 hours'");
  await purgeSessions(brief.app);
  expect([await countOf('sessions', brief), await countOf('session_history', brief)]).toEqual([0, 0]);
  await brief.stop();
});

test('no session is lost while processes purge and an account is deleted', async () => {
  const person = await world.addPerson();
  const insert = (userId: string, count: number) =>
    world.sql(
      `insert into sessions (id, user_id, secret_hash, idle_expires_at, absolute_expires_at)
       select gen_random_uuid(), $1, '', now() - interval '2 days', now() from generate_series(1, $2::int4)`,
      [userId, count],
    );
  const gone = await world.addPerson();
  await insert(person.id, 3_000);
  await insert(gone.id, 300);
  const deletion = world.sql('delete from users where id = $1', [gone.id]);
  await Promise.all([purgeSessions(world.app), purgeSessions(world.app), deletion, purgeSessions(world.app)]);
  await purgeSessions(world.app);
  const of = (id: string) =>
    world.sql<{ n: number }>('select count(*)::int4 as n from session_history where user_id = $1', [id]);
  expect(await of(person.id)).toEqual([{ n: 3_000 }]);
  expect(await of(gone.id)).toEqual([{ n: 0 }]);
});

test('the history belongs to the personal data of its account: exported, and erased with it', async () => {
  const person = await world.addPerson();
  const session = await world.openSession(person);
  const used = await world.refresh(session.refreshToken, on('203.0.113.7'));
  await world.logOut({ refreshToken: used.data.refresh.refreshToken });
  await world.refresh(session.refreshToken, on('198.51.100.9'));
  await writeIncidents(world.app);
  await world.sql("update sessions set revoked_at = now() - interval '2 days' where user_id = $1", [
    person.id,
  ]);
  await purgeSessions(world.app);
  const owner = { ...person, id: Number(person.id), isActive: true, emailVerified: false };
  const exported = await historyData.export(systemContext(world.app, 'cli:test'), owner);
  expect(exported).toMatchObject({
    endedSessions: [
      {
        id: sessionIdOf(session),
        reason: 'logout',
        lastRefreshes: [{ generation: 0, ipAddress: '203.0.113.7' }],
      },
    ],
    sessionIncidents: [{ type: 'refresh.refused', reason: 'revoked', lastIpAddress: '198.51.100.9' }],
  });
  await world.sql('delete from users where id = $1', [person.id]);
  for (const table of historyData.tables)
    expect(await world.sql(`select from ${table} where user_id = $1`, [person.id])).toEqual([]);
});
