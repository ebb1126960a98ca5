import { codes, makePerson, type Person } from '../support/client.ts';
import { World } from '../support/world.ts';

const world = await World.start();
afterAll(() => world.stop());

const tries = 30;
const tolerance = 1.1;

/** A machine that is busy with something else may spoil one; a path that saves the hash spoils all. */
const measurements = 3;

type Guess = Pick<Person, 'username' | 'password'>;

function median(values: number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] as number;
}

/** The medians of guesses taken in turn, so that a slow moment of the machine is shared by all. @returns their ratio. */
async function spread(guesses: Guess[], where = world): Promise<number> {
  const durations = guesses.map((): number[] => []);
  for (let time = 0; time < tries; time += 1) {
    // Nobody is to be limited while the time is taken.
    await world.sql('delete from throttle_counters');
    for (const [index, guess] of guesses.entries()) {
      const started = performance.now();
      const answer = await where.logIn(guess);
      durations[index]?.push(performance.now() - started);
      expect(codes(answer)).toEqual(['INVALID_CREDENTIALS']);
    }
  }
  const medians = durations.map(median);
  return Math.max(...medians) / Math.min(...medians);
}

test('takes as long for an unknown user as for a wrong password and a disabled user', async () => {
  const [person, disabled] = [await world.addPerson(), await world.addPerson()];
  await world.sql('update users set is_active = false where id = $1', [disabled.id]);
  const guesses = [makePerson(), { ...person, password: 'something else' }, disabled];
  await world.logIn(makePerson());
  let ratio = Number.POSITIVE_INFINITY;
  for (let attempt = 0; ratio >= tolerance && attempt < measurements; attempt += 1)
    ratio = await spread(guesses);
  expect(ratio).toBeLessThan(tolerance);
});

test('takes as long for a hash that was made at a lower cost', async () => {
  const person = await world.addPerson();
  const costlier = await World.start({ database: world.database, env: { BCRYPT_COST: '11' } });
  const guesses = [makePerson(), { ...person, password: 'something else' }];
  let ratio = Number.POSITIVE_INFINITY;
  for (let attempt = 0; ratio >= tolerance && attempt < measurements; attempt += 1) {
    ratio = await spread(guesses, costlier);
  }
  expect(ratio).toBeLessThan(tolerance);
  await costlier.stop();
});
