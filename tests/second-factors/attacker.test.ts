import { loadConfig } from '../../src/kernel/config.ts';
import { secondFactorAttempt } from '../../src/second-factors/second-factor-attempt.ts';
import { settingGroups } from '../../src/startup/own-declarations.ts';
import { clientOf } from '../../src/throttle/client-address.ts';
import type { Reservation } from '../../src/throttle/limiter.ts';
import { makeLimits, reserveAll } from '../../src/throttle/limits-for.ts';
import { VirtualStore } from '../support/virtual-store.ts';

const day = 86_400;
const week = 7 * day;

function start() {
  const store = new VirtualStore();
  const config = loadConfig({ NODE_ENV: 'test' }, settingGroups());
  const limitsFor = makeLimits({ kinds: [secondFactorAttempt], config, store, hash: (text) => text });
  const attempt = { kind: secondFactorAttempt, accountId: 1 };
  return { store, tryFrom: (ip: string) => reserveAll(store, limitsFor(attempt, clientOf(ip))) };
}

type Tried = Awaited<ReturnType<ReturnType<typeof start>['tryFrom']>>;

const isAllowed = (result: Tried): result is Reservation[] => Array.isArray(result);

async function succeed({ store }: Pick<ReturnType<typeof start>, 'store'>, result: Tried): Promise<void> {
  if (!isAllowed(result)) throw new Error(`${result.limit.name} rejects the owner.`);
  await store.change(result.flatMap((reservation) => reservation.succeed));
}

const addressesOf = (count: number) =>
  Array.from({ length: count }, (_, at) => `10.0.${at >> 8}.${at & 255}`);

/** Guesses at one account from each IP address, as soon as the limits allow. @returns the time of each guess. */
async function guess({ store, tryFrom }: ReturnType<typeof start>, addresses: number, until: number) {
  const guesses: number[] = [];
  while (store.now < until) {
    let wait = Number.POSITIVE_INFINITY;
    for (const ip of addressesOf(addresses)) {
      let result = await tryFrom(ip);
      for (; isAllowed(result); result = await tryFrom(ip)) guesses.push(store.now);
      wait = Math.min(wait, result.milliseconds / 1000);
    }
    store.now += wait;
  }
  return guesses;
}

test.each([
  [1, 20, 32],
  [1_000, 56, 62],
])('an attacker with %i IP addresses gets %i guesses in a day and %i in a week', async (addresses, perDay, perWeek) => {
  const guesses = await guess(start(), addresses, week);
  const before = (seconds: number) => guesses.filter((at) => at < seconds).length;
  expect([before(day), before(week)]).toEqual([perDay, perWeek]);
});

test('an attacker with one IP address never makes the owner wait elsewhere', async () => {
  const world = start();
  await guess(world, 1, week - 1);
  expect(isAllowed(await world.tryFrom('192.0.2.1'))).toBe(true);
});

test('an attacker with many cannot keep the owner out where the second factor has worked before', async () => {
  const world = start();
  await succeed(world, await world.tryFrom('192.0.2.1'));
  await guess(world, 1_000, day);
  expect(isAllowed(await world.tryFrom('10.9.9.9'))).toBe(true);
  expect(await world.tryFrom('192.0.2.2')).toMatchObject({ limit: { name: 'second-factor-account' } });
  await succeed(world, await world.tryFrom('192.0.2.1'));
});
