import { codes, makePerson, type Person } from '../support/client.ts';
import { World } from '../support/world.ts';

/** Costs that a password service has: a hash must outweigh all the rest of a login. */
const world = await World.start({ env: { BCRYPT_COST: '10' } });
afterAll(() => world.stop());

const tries = 5;
const tolerance = 1.1;

/** On a busy machine the floor takes more tries to reach; a path that saves the hash never comes near. */
const measurements = 20;

type Guess = Pick<Person, 'username' | 'password'>;

/**
 * Compares the least processor time that this process has spent on each guess. A client would see the time that passes,
 * but other processes of the machine add to that. The guesses are made in turn, so that a slow moment is shared by all.
 *
 * @returns the ratio of the longest to the shortest, once it is small or has been measured often.
 */
async function spread(guesses: Guess[], where = world): Promise<number> {
  const least = guesses.map(() => Number.POSITIVE_INFINITY);
  let ratio = Number.POSITIVE_INFINITY;
  for (let measurement = 0; ratio >= tolerance && measurement < measurements; measurement += 1) {
    for (let time = 0; time < tries; time += 1) {
      // No guess may be rate-limited while the time is taken.
      await world.sql('delete from throttle_counters');
      for (const [index, guess] of guesses.entries()) {
        const started = process.cpuUsage();
        const answer = await where.logIn(guess);
        const { user, system } = process.cpuUsage(started);
        least[index] = Math.min(least[index] ?? 0, user + system);
        expect(codes(answer)).toEqual(['INVALID_CREDENTIALS']);
      }
    }
    ratio = Math.max(...least) / Math.min(...least);
  }
  return ratio;
}

test('takes as long for an unknown user as for a wrong password and a disabled user', async () => {
  const [person, disabled] = [await world.addPerson(), await world.addPerson()];
  await world.sql('update users set is_active = false where id = $1', [disabled.id]);
  const guesses = [makePerson(), { ...person, password: 'something else' }, disabled];
  await world.logIn(makePerson());
  expect(await spread(guesses)).toBeLessThan(tolerance);
});

test('takes as long for a hash that was made at a lower cost', async () => {
  const person = await world.addPerson();
  const costlier = await World.start({ database: world.database, env: { BCRYPT_COST: '11' } });
  const guesses = [makePerson(), { ...person, password: 'something else' }];
  expect(await spread(guesses, costlier)).toBeLessThan(tolerance);
  await costlier.stop();
});
