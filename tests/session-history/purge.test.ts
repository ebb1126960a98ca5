import { purgeSessions } from '../../src/session-history/purge-sessions.ts';
import { until } from '../support/left-behind.ts';
import { age } from '../support/time.ts';
import { World } from '../support/world.ts';

const count = async (world: World) => (await world.sql('select count(*)::int as n from sessions'))[0]?.n;

test('automatically moves sessions to the history a day after they ended, and no others', async () => {
  const world = await World.start({ env: { SESSION_PURGE_INTERVAL: '100ms' } });
  const person = await world.addPerson();
  const [live, idle, revoked, lately] = [
    await world.openSession(person),
    await world.openSession(person),
    await world.openSession(person),
    await world.openSession(person),
  ];
  await world.logOut(null, revoked.accessToken);
  await world.logOut(null, lately.accessToken);
  await age(world, idle.accessToken, '31 days 1 minute');
  await age(world, revoked.accessToken, '1 day 1 minute');
  await until('two remaining sessions', async () => (await count(world)) === 2);
  expect((await world.me(live.accessToken)).data.me).not.toBeNull();
  await world.stop();
});

test('continues batch by batch until none is left', async () => {
  const world = await World.start();
  const person = await world.addPerson();
  for (let time = 0; time < 2; time += 1) await world.openSession(person);
  await world.sql(
    `insert into sessions (id, user_id, secret_hash, idle_expires_at, absolute_expires_at)
     select gen_random_uuid(), $1, '\\x00', now() - interval '2 days', now() from generate_series(1, 2500)`,
    [person.id],
  );
  await purgeSessions(world.app);
  expect(await count(world)).toBe(2);
  await world.stop();
});
