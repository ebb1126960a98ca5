import { type Answer, codes } from '../support/client.ts';
import { connect, untilLocked } from '../support/databases.ts';
import { continueWith } from '../support/second-factors.ts';
import {
  challengeOf,
  codeOf,
  confirmTotp,
  enrol,
  liveSessions,
  passTime,
  startTotp,
} from '../support/totp.ts';
import { World } from '../support/world.ts';

const racers = 20;
const env = {
  DATABASE_POOL_SIZE: '20',
};

// Two replicas on one database, so that these tests cover races between processes.
const world = await World.start({ env });
const replica = await World.start({ database: world.database, env });
afterAll(async () => {
  await replica.stop();
  await world.stop();
});

const inParallel = (run: (each: World, at: number) => Promise<Answer>): Promise<Answer[]> =>
  Promise.all(Array.from({ length: racers }, (_, at) => run(at % 2 ? replica : world, at)));

const succeeded = (answers: readonly Answer[]) => answers.filter(({ errors }) => errors === undefined);

async function begin() {
  const person = await world.addPerson();
  const { accessToken: token } = await world.openSession(person);
  const { secret } = (await startTotp(world, token)).data.startTotp;
  return { person, token, secret };
}

test('a login that waits for the set-up of an authenticator opens no session without its code', async () => {
  const { person, token, secret } = await begin();
  const client = await connect(world.database);
  await client.query('begin');
  await client.query('select from totp_enrolments where user_id = $1 for update', [person.id]);
  const confirmation = confirmTotp(world, codeOf(secret), token);
  await untilLocked(client, 1);
  const login = replica.logIn(person);
  await untilLocked(client, 2);
  await client.query('rollback');
  await client.end();
  expect(codes(await confirmation)).toEqual([]);
  expect(codes(await login)).toEqual(['FURTHER_PROOF_REQUIRED']);
  expect(await liveSessions(world, person)).toEqual([{ level: 2 }]);
});

test('the set-up of an authenticator ends the session of a login that it has waited for', async () => {
  const { person, token, secret } = await begin();
  const client = await connect(world.database);
  await client.query('begin');
  await client.query('lock table sessions in share mode');
  const login = replica.logIn(person);
  await untilLocked(client, 1);
  const confirmation = confirmTotp(world, codeOf(secret), token);
  await untilLocked(client, 2);
  await client.query('rollback');
  await client.end();
  expect(codes(await login)).toEqual([]);
  expect(codes(await confirmation)).toEqual([]);
  expect(await liveSessions(world, person)).toEqual([{ level: 2 }]);
});

test(`of ${racers} racing logins with one code, one opens a session`, async () => {
  const { person, secret } = await enrol(world);
  const before = await liveSessions(world, person);
  // The logins share challenges, so that some meet a used one.
  const challenges: string[] = [];
  for (let count = 0; count < 5; count += 1) challenges.push(await challengeOf(world, person));
  const totp = codeOf(secret);
  const answers = await inParallel((each, at) =>
    continueWith(each, challenges[at % challenges.length] ?? '', { totp }),
  );
  expect(succeeded(answers)).toHaveLength(1);
  expect(await liveSessions(world, person)).toHaveLength(before.length + 1);
  const refusals = new Set(answers.flatMap(codes));
  refusals.delete('RATE_LIMITED');
  expect([...refusals].toSorted()).toEqual(['CHALLENGE_INVALID', 'SECOND_FACTOR_INVALID']);
});

test(`of ${racers} racing logins with one challenge and two valid codes, one opens a session`, async () => {
  const { person, secret } = await enrol(world);
  const before = await liveSessions(world, person);
  const challenge = await challengeOf(world, person);
  const answers = await inParallel((each, at) =>
    continueWith(each, challenge, { totp: codeOf(secret, (at % 4) - 1 > 0 ? 1 : 0) }),
  );
  expect(succeeded(answers)).toHaveLength(1);
  expect(await liveSessions(world, person)).toHaveLength(before.length + 1);
});

test(`of ${racers} racing confirmations of one set-up, one adds the authenticator`, async () => {
  const { person, token, secret } = await begin();
  const answers = await inParallel((each) => confirmTotp(each, codeOf(secret), token));
  expect(succeeded(answers)).toHaveLength(1);
  expect(await liveSessions(world, person)).toEqual([{ level: 2 }]);
  await passTime(world, person);
  const done = await continueWith(world, await challengeOf(world, person), { totp: codeOf(secret) });
  expect(codes(done)).toEqual([]);
});
