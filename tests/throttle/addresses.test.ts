import { setTimeout as sleep } from 'node:timers/promises';
import { clientOf } from '../../src/throttle/client-address.ts';
import { type Answer, codes, from, makePerson } from '../support/client.ts';
import { World } from '../support/world.ts';

async function inWorld(env: Record<string, string>, run: (world: World) => Promise<void>): Promise<void> {
  const world = await World.start({ env: { TRUST_PROXY: '1', ...env } });
  try {
    await run(world);
  } finally {
    await world.stop();
  }
}

/** Makes `count` attempts. @returns how many were not rate-limited. */
async function judged(count: number, attempt: (number: number) => Promise<Answer>): Promise<number> {
  let limited = 0;
  for (let number = 0; number < count; number += 1) {
    const found = codes(await attempt(number));
    if (found.includes('RATE_LIMITED')) limited += 1;
  }
  return count - limited;
}

test.each([
  ['192.0.2.7', '192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7', '192.0.2.7'],
  ['::FFFF:C000:207', '192.0.2.7', '192.0.2.7'],
  ['192.0.2.7:4711', '192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2ab:3:4:5:6', '2001:db8:1:2ab::/64', '2001:db8:1:200::/56'],
  ['2001:0DB8:0001:0002::', '2001:db8:1:2::/64', '2001:db8:1:0::/56'],
  ['[2001:db8:1:2::9]:4711', '2001:db8:1:2::/64', '2001:db8:1:0::/56'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64', 'fe80:0:0:0::/56'],
  ['::1', '0:0:0:0::/64', '0:0:0:0::/56'],
  ['', 'unknown', 'unknown'],
  ['unknown', 'unknown', 'unknown'],
  ['192.0.2.7, 192.0.2.8', 'unknown', 'unknown'],
])('counts %s as %s at %s', (address, network, site) => {
  expect(clientOf(address)).toEqual({ network, site });
});

test('judges fifty failures from one IP address, over all identifiers', () =>
  inWorld({ LOGIN_FAILURES_PER_ADDRESS: '50/15m' }, async (world) => {
    const people = await Promise.all(Array.from({ length: 60 }, () => world.addPerson()));
    const guess = (number: number) => {
      const { username = '' } = people[number] ?? {};
      // All these IP addresses belong to one household.
      return world.logIn({ username, password: 'Summer 2026' }, from(`2001:db8:1:2::${number}`));
    };
    expect(await judged(60, guess)).toBe(50);
    const [person = makePerson()] = people;
    expect(codes(await world.logIn(person, from('2001:db8:1:2::ffff')))).toEqual(['RATE_LIMITED']);
    expect(codes(await world.logIn(person, from('2001:db8:1:100::1')))).toEqual([]);
  }));

const network = (number: number) => from(`2001:db8:1:2${number.toString(16).padStart(2, '0')}::1`);
const otherHousehold = from('2001:db8:1:300::1');

test('counts the failed logins of all 256 networks of one household together', () =>
  inWorld({ LOGIN_FAILURES_PER_ADDRESS: '20/1h' }, async (world) => {
    const guess = () => ({ ...makePerson(), password: 'Summer 2026' });
    expect(await judged(256, (number) => world.logIn(guess(), network(number)))).toBe(20);
    expect(codes(await world.logIn(guess(), otherHousehold))).toEqual(['INVALID_CREDENTIALS']);
  }));

test('counts the signups of all 256 networks of one household together', () =>
  inWorld({ SIGNUPS_PER_ADDRESS: '20/1h' }, async (world) => {
    // An attempt with invalid input needs no hash.
    const signup = () => ({ ...makePerson(), email: 'none' });
    expect(await judged(256, (number) => world.signUp(signup(), network(number)))).toBe(20);
    expect(codes(await world.signUp(signup(), otherHousehold))).toEqual(['BAD_USER_INPUT']);
  }));

test('does not count successful or undecided logins', () =>
  inWorld({ LOGIN_FAILURES_PER_ADDRESS: '4/15m', PASSWORD_QUEUE_LENGTH: '1' }, async (world) => {
    const person = await world.addPerson();
    expect(await judged(8, () => world.logIn(person))).toBe(8);
    const storm = await Promise.all(Array.from({ length: 20 }, () => world.logIn(person)));
    expect(storm.flatMap(codes)).toContain('OVERLOADED');
    await world.sql('alter table sessions rename to sessions_away');
    expect(await judged(8, () => world.logIn(person))).toBe(8);
    await world.sql('alter table sessions_away rename to sessions');
    expect(codes(await world.logIn(person))).toEqual([]);
    expect(await judged(8, () => world.logIn(makePerson()))).toBe(4);
  }));

test('counts only failures, also if correct passwords arrive together', () =>
  inWorld({ LOGIN_FAILURES_PER_ADDRESS: '5/15m' }, async (world) => {
    const person = await world.addPerson();
    expect(await judged(4, () => world.logIn(makePerson()))).toBe(4);
    await Promise.all(Array.from({ length: 6 }, () => world.logIn(person)));
    // The service repeats a rejection from memory for a second.
    await sleep(1_010);
    expect(codes(await world.logIn(person))).toEqual([]);
    expect(await judged(3, () => world.logIn(makePerson()))).toBe(1);
  }));

test('limits the signups from one IP address', () =>
  inWorld({ SIGNUPS_PER_ADDRESS: '5/1h' }, async (world) => {
    const person = makePerson();
    // Taken usernames and invalid emails count as attempts too.
    const attempts = [person, person, { ...makePerson(), email: 'none' }];
    expect(
      await judged(8, (number) => world.signUp(attempts[number] ?? makePerson(), from('192.0.2.1'))),
    ).toBe(5);
    expect(codes(await world.signUp(makePerson(), from('192.0.2.2')))).toEqual([]);
    expect(await world.sql('select count(*)::int as n from users')).toEqual([{ n: 4 }]);
  }));

test('limits the refreshes from one IP address, without ending a session', () =>
  inWorld({ REFRESHES_PER_ADDRESS: '20/1h' }, async (world) => {
    const { refreshToken, accessToken } = await world.openSession();
    expect(await judged(30, () => world.refresh('nonsense', from('192.0.2.1')))).toBe(20);
    const { errors } = await world.refresh(refreshToken, from('192.0.2.1'));
    expect(errors?.[0]?.extensions.retryAfterSeconds).toBeGreaterThan(3_000);
    expect(codes(await world.refresh(refreshToken, from('192.0.2.2')))).toEqual([]);
    expect((await world.me(accessToken)).data.me).not.toBeNull();
  }));

test('does not apply a limit that is off', () =>
  inWorld(
    { SIGNUPS_PER_ADDRESS: 'off', REFRESHES_PER_ADDRESS: 'off', LOGIN_FAILURES_PER_ADDRESS: 'off' },
    async (world) => {
      expect(await judged(20, () => world.logIn(makePerson()))).toBe(20);
      expect(await judged(20, () => world.refresh('nonsense'))).toBe(20);
      await world.signUp(makePerson());
      const limits = ['login-address:%', 'signup-address:%', 'refresh-address:%'];
      expect(await world.sql('select key from throttle_counters where key like any ($1)', [limits])).toEqual(
        [],
      );
    },
  ));

test('ignores X-Forwarded-For from untrusted clients', () =>
  inWorld({ TRUST_PROXY: '0' }, async (world) => {
    const person = await world.addPerson();
    const guess = (number: number) =>
      world.logIn({ ...person, password: 'a wrong guess' }, from(`192.0.2.${number}`));
    expect(await judged(20, guess)).toBe(10);
  }));
