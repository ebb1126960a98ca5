import { purgeSessions } from '../../src/sessions/purge-sessions.ts';
import { age } from '../support/time.ts';
import { World } from '../support/world.ts';

const world = await World.start({ env: { SESSION_PURGE_INTERVAL: '100ms' } });
afterAll(() => world.stop());

const count = async () => (await world.sql('select count(*)::int as n from sessions'))[0]?.n;

test('deletes sessions a day after they ended, by itself, and no others', async () => {
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
  for (let waited = 0; (await count()) !== 2 && waited < 5_000; waited += 50) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect(await count()).toBe(2);
  expect((await world.me(live.accessToken)).data.me).not.toBeNull();
});

test('goes on batch by batch until none is left', async () => {
  const person = await world.addPerson();
  await world.sql(
    `insert into sessions (id, user_id, secret_hash, idle_expires_at, absolute_expires_at)
     select gen_random_uuid(), $1, '\\x00', now() - interval '2 days', now() from generate_series(1, 2500)`,
    [person.id],
  );
  await purgeSessions(world.app);
  expect(await count()).toBe(2);
});
