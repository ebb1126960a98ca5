import { codes, type Person } from '../support/client.ts';
import { mailsTo } from '../support/mailed.ts';
import { addLostAuthenticator, continueWith } from '../support/second-factors.ts';
import { startLogin } from '../support/verification.ts';
import { World } from '../support/world.ts';

const world = await World.start();
afterAll(() => world.stop());

async function prepare() {
  const person = await world.addPerson();
  await addLostAuthenticator(world, person);
  return person;
}

const challengeOf = async (person: Person): Promise<string> =>
  (await startLogin(world, person)).data.startLogin.next.challenge;

/** Sends one wrong code with the correct password. */
async function fail(person: Person): Promise<void> {
  const answer = await continueWith(world, await challengeOf(person), {
    recoveryCode: 'WRON-GWRO-NGWR-ONGW',
  });
  expect(codes(answer)).toEqual(['SECOND_FACTOR_INVALID']);
}

const notices = async ({ email }: Person) =>
  (await mailsTo(world, email)).filter(({ kind }) => kind === 'password-known');

test('five wrong codes after the correct password mail the owner, once a day', async () => {
  const person = await prepare();
  for (let tries = 0; tries < 4; tries += 1) await fail(person);
  expect(await notices(person)).toEqual([]);
  await fail(person);
  expect(await notices(person)).toMatchObject([{ token: expect.stringMatching(/.+/) }]);
  for (let tries = 0; tries < 10; tries += 1) await fail(person);
  expect(await notices(person)).toHaveLength(1);
});

test('the next day begins a new count and may bring a new mail', async () => {
  const person = await prepare();
  for (let tries = 0; tries < 5; tries += 1) await fail(person);
  await world.sql("update second_factor_failures set since = since - interval '1 day' where user_id = $1", [
    person.id,
  ]);
  await world.sql("update mails set created_at = created_at - interval '1 day' where user_id = $1", [
    person.id,
  ]);
  for (let tries = 0; tries < 4; tries += 1) await fail(person);
  expect(await notices(person)).toHaveLength(1);
  await fail(person);
  expect(await notices(person)).toHaveLength(2);
});

test('20 wrong codes at once mail the owner once', async () => {
  const person = await prepare();
  const challenges: string[] = [];
  for (let at = 0; at < 5; at += 1) challenges.push(await challengeOf(person));
  await Promise.all(
    Array.from({ length: 20 }, (_, at) =>
      continueWith(world, challenges[at % 5] ?? '', { recoveryCode: `WRONG-${at}` }),
    ),
  );
  expect(await notices(person)).toHaveLength(1);
});

test('wrong passwords do not count, and neither do challenges that have ended', async () => {
  const person = await prepare();
  for (let tries = 0; tries < 6; tries += 1)
    await startLogin(world, { ...person, password: 'a wrong guess' });
  for (let tries = 0; tries < 6; tries += 1)
    await continueWith(world, `${crypto.randomUUID()}.secret`, { recoveryCode: 'WRONG' });
  expect(await world.sql('select 1 from second_factor_failures where user_id = $1', [person.id])).toEqual([]);
});

test('the link of the mail secures the account, and the count starts again', async () => {
  const person = await prepare();
  for (let tries = 0; tries < 5; tries += 1) await fail(person);
  const [{ token = '' } = {}] = await notices(person);
  const query = 'mutation ($token: String!) { secureAccount(input: { token: $token }) { revokedSessions } }';
  expect(codes(await world.ask(query, { token }))).toEqual([]);
  expect(codes(await startLogin(world, person))).toEqual(['INVALID_CREDENTIALS']);
  expect(await world.sql('select 1 from second_factor_failures where user_id = $1', [person.id])).toEqual([]);
});

test('ten correct passwords without the second step lead to no RATE_LIMITED, and five wrong codes end only the challenge', async () => {
  const person = await prepare();
  for (let logins = 0; logins < 12; logins += 1) expect(codes(await startLogin(world, person))).toEqual([]);
  const challenge = await challengeOf(person);
  const found = [];
  for (let tries = 0; tries < 6; tries += 1)
    found.push(...codes(await continueWith(world, challenge, { recoveryCode: 'WRONG' })));
  expect(found).toEqual([...Array(5).fill('SECOND_FACTOR_INVALID'), 'CHALLENGE_INVALID']);
  expect(codes(await startLogin(world, person))).toEqual([]);
});
