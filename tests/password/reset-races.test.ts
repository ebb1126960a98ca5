import { type Answer, codes, type Person, type Tokens } from '../support/client.ts';
import { mailsTo } from '../support/mailed.ts';
import { change, mailReset, reset, strong, stronger } from '../support/passwords.ts';
import { World } from '../support/world.ts';

const racers = 20;
const env = {
  DATABASE_POOL_SIZE: '20',
  MAIL_REQUESTS_PER_ADDRESS: 'off',
  CODE_FAILURES_PER_ADDRESS: 'off',
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

/** Which of an account's passwords work. */
async function workingPasswords(person: Person, candidates: readonly string[]): Promise<string[]> {
  const found = [];
  for (const password of candidates) {
    await world.sql('delete from throttle_counters');
    if (codes(await world.logIn({ ...person, password })).length === 0) found.push(password);
  }
  return found;
}

const liveSessions = async ({ id }: { id: string }) =>
  (await world.sql('select from sessions where user_id = $1 and revoked_at is null', [id])).length;

test('of twenty racing resets with one link, one succeeds', async () => {
  const person = await world.addPerson();
  const { token } = await mailReset(world, person.email);
  const passwords = Array.from({ length: racers }, (_, at) => `gravel under boot number ${at}`);
  const answers = await inParallel((each, at) => reset(each, { token }, passwords[at]));
  expect(succeeded(answers)).toHaveLength(1);
  expect(
    new Set(answers.flatMap(({ errors = [] }) => errors.map(({ extensions }) => extensions.reason))),
  ).toEqual(new Set(['USED']));
  const refusals = [world, replica].flatMap(({ log }) => log.filter((line) => line.includes('link.refused')));
  expect(refusals.map((line) => JSON.parse(line).event)).toEqual(
    Array(racers - 1).fill({
      type: 'link.refused',
      outcome: 'refused',
      userId: Number(person.id),
      reason: 'used',
    }),
  );
  const winner = answers.findIndex(({ errors }) => errors === undefined);
  expect(await workingPasswords(person, passwords)).toEqual([passwords[winner]]);
  const kinds = (await mailsTo(world, person.email)).map(({ kind }) => kind);
  expect(kinds).toEqual(['reset-password', 'password-changed']);
});

test('link and code of one mail, raced, succeed once together', async () => {
  const person = await world.addPerson();
  const { token, flow, code } = await mailReset(world, person.email);
  const answers = await inParallel((each, at) => reset(each, at % 4 < 2 ? { token } : { flow, code }));
  expect(succeeded(answers)).toHaveLength(1);
  const failures = answers.flatMap(codes);
  expect(failures.every((code) => ['LINK_INVALID', 'CODE_INVALID'].includes(code))).toBe(true);
});

test('racing wrong codes get five tries together', async () => {
  const person = await world.addPerson();
  const { flow, code } = await mailReset(world, person.email);
  const answers = await inParallel((each) => reset(each, { flow, code: 'BBBBBBBB' }));
  expect(new Set(answers.flatMap(codes))).toEqual(new Set(['CODE_INVALID']));
  expect(await world.sql('select tries from one_time_flows where id = $1', [flow])).toEqual([{ tries: 5 }]);
  expect(codes(await reset(world, { flow, code }))).toEqual(['CODE_INVALID']);
});

test('of two racing passwords, one is set, and every session of before has ended', async () => {
  for (let round = 0; round < 5; round += 1) {
    const person = await world.addPerson();
    const { accessToken } = await world.openSession(person);
    const { token } = await mailReset(world, person.email);
    const answers = await inParallel((each, at) => reset(each, { token }, at % 2 ? strong : stronger));
    expect(succeeded(answers)).toHaveLength(1);
    expect(await liveSessions(person)).toBe(0);
    expect(codes(await world.me(accessToken))).toEqual(['UNAUTHENTICATED']);
    const winner = answers.findIndex(({ errors }) => errors === undefined);
    expect(await workingPasswords(person, [person.password, strong, stronger])).toEqual([
      winner % 2 ? strong : stronger,
    ]);
  }
});

test('of twenty racing changes, one succeeds, and its session is the only one', async () => {
  const person = await world.addPerson();
  const { accessToken } = await world.openSession(person);
  const passwords = Array.from({ length: racers }, (_, at) => `gravel under boot number ${at}`);
  const answers = await inParallel((each, at) => change(each, accessToken, person.password, passwords[at]));
  const [winner, ...others] = succeeded(answers);
  expect(others).toEqual([]);
  const failures = new Set(answers.flatMap(codes));
  failures.delete('RATE_LIMITED');
  expect([...failures].filter((code) => !['UNAUTHENTICATED', 'INVALID_CREDENTIALS'].includes(code))).toEqual(
    [],
  );
  expect(await liveSessions(person)).toBe(1);
  expect((await world.me(winner?.data.changePassword.accessToken)).data.me.id).toBe(person.id);
  const at = answers.findIndex(({ errors }) => errors === undefined);
  expect(await workingPasswords(person, [person.password, ...passwords])).toEqual([passwords[at]]);
});

test('a reset raced with a change ends with one password, and no session of before', async () => {
  for (let round = 0; round < 10; round += 1) {
    const person = await world.addPerson();
    const { accessToken } = await world.openSession(person);
    const { token } = await mailReset(world, person.email);
    const [changed, wasReset] = await Promise.all([
      change(world, accessToken, person.password, strong),
      reset(replica, { token }, stronger),
    ]);
    // If the change comes first, the link is dead. If the reset comes first, the session that sends the change is dead.
    expect(succeeded([changed, wasReset])).toHaveLength(1);
    const hasChanged = changed.errors === undefined;
    expect(await liveSessions(person)).toBe(hasChanged ? 1 : 0);
    expect(codes(await world.me(accessToken))).toEqual(['UNAUTHENTICATED']);
    expect(await workingPasswords(person, [person.password, strong, stronger])).toEqual([
      hasChanged ? strong : stronger,
    ]);
  }
});

test('no session of a login or a refresh raced with a reset survives with the old password', async () => {
  for (let round = 0; round < 5; round += 1) {
    const person = await world.addPerson();
    const { refreshToken } = await world.openSession(person);
    const { token } = await mailReset(world, person.email);
    const [wasReset, ...raced] = await Promise.all([
      reset(world, { token }),
      ...Array.from({ length: racers }, (_, at) =>
        at % 2 ? replica.logIn(person) : replica.refresh(refreshToken),
      ),
    ]);
    expect(wasReset?.data.resetPassword.revokedSessions).toBeGreaterThan(0);
    expect(await liveSessions(person)).toBe(0);
    const issued: Tokens[] = raced.flatMap(({ data }) => [data?.login ?? data?.refresh].filter(Boolean));
    for (const { accessToken } of issued)
      expect(codes(await world.me(accessToken))).toEqual(['UNAUTHENTICATED']);
  }
});
