import { codes, makePerson, type Person } from '../support/client.ts';
import { World } from '../support/world.ts';

/** A realistic cost, so that hashing outweighs the rest of a login. */
const world = await World.start({ env: { BCRYPT_COST: '10' } });
afterAll(() => world.stop());

const tries = 5;
const tolerance = 1.1;

/** On a busy machine, reaching the minimum takes more measurements. A path that skips the hash never comes close. */
const measurements = 20;

type Guess = Pick<Person, 'username' | 'password'>;

/**
 * Compares the minimum CPU time this process spends on each kind of guess. Wall-clock time would include other processes.
 * The kinds alternate, so that a slow moment affects them all.
 *
 * @returns the ratio of the longest to the shortest minimum, once it is small or after enough measurements.
 */
async function spread(guesses: Guess[], where = world): Promise<number> {
  const least = guesses.map(() => Number.POSITIVE_INFINITY);
  let ratio = Number.POSITIVE_INFINITY;
  for (let measurement = 0; ratio >= tolerance && measurement < measurements; measurement += 1) {
    for (let time = 0; time < tries; time += 1) {
      // Rate limits must not affect the measurement.
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

test('takes the same time for an unknown user, a wrong password and a disabled user', async () => {
  const [person, disabled] = [await world.addPerson(), await world.addPerson()];
  await world.sql('update users set is_active = false where id = $1', [disabled.id]);
  const guesses = [makePerson(), { ...person, password: 'something else' }, disabled];
  await world.logIn(makePerson());
  expect(await spread(guesses)).toBeLessThan(tolerance);
});

test('takes the same time for a hash of lower cost', async () => {
  const person = await world.addPerson();
  const costlier = await World.start({ database: world.database, env: { BCRYPT_COST: '11' } });
  const guesses = [makePerson(), { ...person, password: 'something else' }];
  expect(await spread(guesses, costlier)).toBeLessThan(tolerance);
  await costlier.stop();
});
