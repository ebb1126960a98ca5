import { systemContext } from '../../src/feature/context.ts';
import { credentialsChanged } from '../../src/feature/credentials.ts';
import { codes } from '../support/client.ts';
import { continueWith } from '../support/second-factors.ts';
import { testSecretKey } from '../support/tokens.ts';
import { challengeOf, enrol } from '../support/totp.ts';
import { World } from '../support/world.ts';

const world = await World.start();
afterAll(() => world.stop());

type Change = Omit<Parameters<typeof credentialsChanged>[1], 'userId' | 'reason'>;

async function changeCredentials({ id }: { id: string }, change: Change): Promise<void> {
  const ctx = systemContext(world.app, 'cli:test');
  await credentialsChanged(ctx, { userId: Number(id), reason: 'password-change', ...change });
}

const countCodes = async ({ id }: { id: string }) =>
  (await world.sql('select 1 from recovery_codes where user_id = $1', [id])).length;

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);

test('a new password keeps the recovery codes', async () => {
  const { person } = await enrol(world);
  await changeCredentials(person, {});
  expect(await countCodes(person)).toBe(10);
});

test.each([
  ['before', '1 hour', 10],
  ['since', '0 minutes', 0],
])('an owner who undoes a thief’s change keeps codes from %s that change', async (_when, age, left) => {
  const { person } = await enrol(world);
  await world.sql('update recovery_codes set created_at = created_at - $2::interval where user_id = $1', [
    person.id,
    age,
  ]);
  await changeCredentials(person, { undoneSince: minutesAgo(30) });
  expect(await countCodes(person)).toBe(left);
});

test('an operator who removes every second factor removes the recovery codes', async () => {
  const { person } = await enrol(world);
  await changeCredentials(person, { removesFactors: true });
  expect(await countCodes(person)).toBe(0);
  expect(codes(await world.logIn(person))).toEqual([]);
});

test('recovery codes survive a change of SECRET_KEY while the previous key is set', async () => {
  const { person, recoveryCodes } = await enrol(world);
  const logIn = async (next: World, recoveryCode = '') =>
    codes(await continueWith(next, await challengeOf(next, person), { recoveryCode }));
  const SECRET_KEY = 'another secret key with more than enough characters';
  const rotated = await World.start({
    database: world.database,
    env: { SECRET_KEY, SECRET_KEY_PREVIOUS: testSecretKey },
  });
  expect(await logIn(rotated, recoveryCodes[0])).toEqual([]);
  await rotated.stop();
  const dropped = await World.start({ database: world.database, env: { SECRET_KEY } });
  // No key opens the codes, so the login does not accept them.
  expect(await logIn(dropped, recoveryCodes[1])).toEqual(['BAD_USER_INPUT']);
  await dropped.stop();
});
