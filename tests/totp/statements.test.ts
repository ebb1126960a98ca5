import { continueWith } from '../support/second-factors.ts';
import { startRecorded } from '../support/statements.ts';
import { challengeOf, codeOf, enrol, passTime } from '../support/totp.ts';

const { world, clear, statements, stop } = await startRecorded();
afterAll(stop);

async function countStatements<Result>(work: () => Promise<Result>): Promise<[number, Result]> {
  clear();
  const result = await work();
  return [statements().length, result];
}

test('a login with a code needs few statements, and one without sends none for second factors', async () => {
  const plain = await world.addPerson();
  await world.logIn(plain);
  const { person, secret } = await enrol(world);
  const [login, { errors }] = await countStatements(() => world.logIn(plain));
  expect([login, errors]).toEqual([9, undefined]);
  // The first login remembers the IP address and the device.
  await continueWith(world, await challengeOf(world, person), { totp: codeOf(secret) });
  await passTime(world, person);
  const [first, challenge] = await countStatements(() => challengeOf(world, person));
  const [second, { data }] = await countStatements(() =>
    continueWith(world, challenge, { totp: codeOf(secret) }),
  );
  expect([first, second, data.continueLogin.tokens.user.username]).toEqual([9, 12, person.username]);
});
