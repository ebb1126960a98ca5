import { codes, makePerson, type Person } from '../support/client.ts';
import { World } from '../support/world.ts';

const world = await World.start();
afterAll(() => world.stop());

const tries = 20;
const tolerance = 1.1;

/** On a busy machine the floor takes more tries to reach; a path that saves the hash never comes near. */
const measurements = 10;

type Guess = Pick<Person, 'username' | 'password'>;

/**
 * Compares the least time that each guess has taken: other work on the machine adds to a time and never takes from it.
 * The guesses are made in turn, so that a slow moment is shared by all.
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
        const started = performance.now();
        const answer = await where.logIn(guess);
        least[index] = Math.min(least[index] ?? 0, performance.now() - started);
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
