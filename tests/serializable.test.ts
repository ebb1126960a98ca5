import { Authenticator } from './support/authenticator.ts';
import { codes, makePerson } from './support/client.ts';
import { challengeFor, confirmIdentity } from './support/confirmation.ts';
import { connect } from './support/databases.ts';
import { until } from './support/left-behind.ts';
import { addPasskey, assertionOf, finishLogin } from './support/passkeys.ts';
import { change, mailReset, reset } from './support/passwords.ts';
import { Replicas, racers } from './support/replicas.ts';
import { persist } from './support/verification.ts';
import type { World } from './support/world.ts';

// A realistic cost, so that hashing keeps the transactions of concurrent logins apart.
// Losers wait for the winner's transaction, which a busy machine can delay.
const started = await Replicas.start('serializable', { BCRYPT_COST: '10', DATABASE_LOCK_TIMEOUT: '10s' });
afterAll(() => started.stop());
const replicas = started.all;

const race = <Result>(run: (world: World) => Promise<Result>) => started.race(run);

test('runs at the configured isolation level', async () => {
  expect(await replicas[0].app.database.read('isolation', 'show transaction_isolation', [])).toEqual([
    { transaction_isolation: 'serializable' },
  ]);
});

test('creates one account for many signups of one name, and rejects the others cleanly', async () => {
  const person = makePerson();
  const answers = await race((world) => world.signUp(person));
  const found = answers.flatMap(codes);
  expect(found).toHaveLength(racers - 1);
  expect(new Set(found)).toEqual(new Set(['USERNAME_TAKEN']));
});

test('lets all racing refreshes end with one successor, round after round', async () => {
  let { refreshToken } = await replicas[0].openSession();
  for (let round = 0; round < 10; round += 1) {
    const answers = await race((world) => world.refresh(refreshToken));
    expect(answers.flatMap(codes)).toEqual([]);
    const successors = new Set(answers.map(({ data }) => data.refresh.refreshToken));
    expect(successors.size).toBe(1);
    [refreshToken] = successors as unknown as [string];
  }
});

test('ends the session of a reused token, even if its row changes at that moment', async () => {
  const first = await replicas[0].openSession();
  const second = (await replicas[0].refresh(first.refreshToken)).data.refresh;
  const third = (await replicas[0].refresh(second.refreshToken)).data.refresh;
  const other = await connect(replicas[0].database);
  await other.query('begin');
  await other.query('update sessions set last_used_at = now()');
  const reuse = replicas[0].refresh(first.refreshToken);
  const waiting =
    "select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()";
  await until('the refresh to wait for the row', async () => (await replicas[0].sql(waiting)).length > 0);
  await other.query('commit');
  await other.end();
  expect(codes(await reuse)).toEqual(['INVALID_REFRESH_TOKEN']);
  expect(codes(await replicas[1].me(third.accessToken))).toEqual(['UNAUTHENTICATED']);
});

test('logs many users in at once, and out again', async () => {
  const person = await replicas[0].addPerson();
  const logins = await race((world) => world.logIn(person));
  expect(logins.flatMap(codes)).toEqual([]);
  const tokens = logins.map(({ data }) => data.login.accessToken);
  const answers = await Promise.all(
    tokens.map((token, at) => (replicas[at % 2] as World).logOut({ scope: 'ALL' }, token)),
  );
  expect(answers.flatMap(codes)).toEqual([]);
  for (const token of tokens) expect((await replicas[1].me(token)).data.me).toBeNull();
});

test('of many resets with one link, and of many changes of one session, one succeeds each', async () => {
  const person = await replicas[0].addPerson();
  const { token } = await mailReset(replicas[0], person.email);
  const resets = await race((world) => reset(world, { token }, 'gravel under seven boots'));
  const lost = resets.flatMap(({ errors = [] }) => errors.map(({ extensions }) => extensions.reason));
  expect(lost).toEqual(Array(racers - 1).fill('USED'));
  const { accessToken } = await replicas[0].openSession({ ...person, password: 'gravel under seven boots' });
  const changes = await race((world) =>
    change(world, accessToken, 'gravel under seven boots', 'the ferry leaves at dawn'),
  );
  expect(changes.filter(({ errors }) => errors === undefined)).toHaveLength(1);
  const live = 'select from sessions where user_id = $1 and revoked_at is null';
  expect(await replicas[0].sql(live, [person.id])).toHaveLength(1);
});

test('of many confirmations with one challenge, one succeeds, and a refresh in between loses nothing', async () => {
  const person = await replicas[0].addPerson();
  const { accessToken, refreshToken } = await replicas[0].openSession(person);
  const input = { challenge: await challengeFor(replicas[0], accessToken), password: person.password };
  const refreshed = replicas[1].refresh(refreshToken);
  const answers = await race((world) => persist(() => confirmIdentity(world, input, accessToken)));
  expect(answers.filter(({ data }) => data)).toHaveLength(1);
  expect(new Set(answers.flatMap(codes))).toEqual(new Set(['CHALLENGE_INVALID']));
  expect(codes(await replicas[0].refresh((await refreshed).data.refresh.refreshToken))).toEqual([]);
});

test('of many logins with one assertion, one succeeds', async () => {
  const { accessToken } = await replicas[0].openSession();
  const authenticator = new Authenticator({ counts: true });
  await addPasskey(replicas[0], accessToken, authenticator);
  const input = await assertionOf(replicas[0], authenticator);
  const found = (await race((world) => finishLogin(world, input))).flatMap(codes);
  expect(found).toEqual(Array(racers - 1).fill('PASSKEY_INVALID'));
  const logs = replicas.flatMap(({ log }) => log).join('');
  expect(logs).not.toContain('passkey.counter-regressed');
});
