import { applyFactorResets } from '../../src/factor-resets/apply-factor-resets.ts';
import { factorResetGauges } from '../../src/factor-resets/factor-reset-gauges.ts';
import { codes } from '../support/client.ts';
import { connect, untilLocked } from '../support/databases.ts';
import { makeDue, requestReset, stateOf } from '../support/factor-resets.ts';
import { mailedTo, mailsTo } from '../support/mailed.ts';
import { continueWith } from '../support/second-factors.ts';
import { challengeOf, codeOf, liveSessions } from '../support/totp.ts';
import { eventsOf, forgetLimits, startLogin } from '../support/verification.ts';
import { World } from '../support/world.ts';

const world = await World.start();
afterAll(() => world.stop());
beforeEach(async () => {
  await forgetLimits(world);
  world.log.length = 0;
});

const gone = { isPending: false, hasTotp: false };

test('a due reset removes the factors and ends everything, and the password alone logs in', async () => {
  const { person, tokens, secret } = await requestReset(world);
  const challenge = await challengeOf(world, person);
  await makeDue(world, person);
  expect(await applyFactorResets(world.app)).toBe(1);
  expect(await stateOf(world, person)).toEqual(gone);
  expect(await liveSessions(world, person)).toEqual([]);
  expect(codes(await world.me(tokens.accessToken))).toEqual(['UNAUTHENTICATED']);
  expect(codes(await continueWith(world, challenge, { totp: codeOf(secret) }))).toEqual([
    'CHALLENGE_INVALID',
  ]);
  const [codesLeft] = await world.sql(
    'select count(*)::int4 as count from recovery_codes where user_id = $1',
    [person.id],
  );
  expect(codesLeft).toEqual({ count: 0 });
  expect(codes(await world.logIn(person))).toEqual([]);
  expect(eventsOf(world)).toEqual(
    expect.arrayContaining(['second-factor.reset', 'session.revoked factors-reset']),
  );
});

test('with SECOND_FACTOR=required, the owner then sets up an authenticator before the first session', async () => {
  const required = await World.start({ database: world.database, env: { SECOND_FACTOR: 'required' } });
  const { person } = await requestReset(world);
  await makeDue(world, person);
  await applyFactorResets(world.app);
  const { data } = await startLogin(required, person);
  expect(data.startLogin).toMatchObject({ tokens: null, next: { asks: 'ENROL' } });
  await required.stop();
});

test('the owner gets a mail that secures the account', async () => {
  const { person } = await requestReset(world);
  await makeDue(world, person);
  await applyFactorResets(world.app);
  const mail = await mailedTo(world, person.email);
  expect(mail).toMatchObject({ kind: 'factors-reset', facts: { username: person.username, device: '' } });
  expect(mail.token).not.toBe('');
});

test('a reset waits until it is due', async () => {
  const { person } = await requestReset(world);
  expect(await applyFactorResets(world.app)).toBe(0);
  expect(await stateOf(world, person)).toEqual({ isPending: true, hasTotp: true });
});

test('the gauges show pending and overdue resets', async () => {
  const read = async () =>
    Promise.all(
      ['factor_resets_pending', 'factor_reset_overdue_seconds'].map((name) =>
        factorResetGauges[name]?.read(world.app),
      ),
    );
  await world.sql('delete from factor_resets');
  expect(await read()).toEqual([0, 0]);
  const { person } = await requestReset(world);
  expect(await read()).toEqual([1, 0]);
  await makeDue(world, person);
  expect(await read()).toEqual([1, expect.any(Number)]);
  expect((await read())[1]).toBeGreaterThanOrEqual(1);
  await applyFactorResets(world.app);
  expect(await read()).toEqual([0, 0]);
});

test('a reset that another transaction delays takes effect in the next run, and delays no other', async () => {
  const [first, second] = [await requestReset(world), await requestReset(world)];
  await makeDue(world, first.person);
  await makeDue(world, second.person);
  const client = await connect(world.database);
  await client.query('begin');
  await client.query('select from users where id = $1 for update', [first.person.id]);
  expect(await applyFactorResets(world.app)).toBe(1);
  expect(await stateOf(world, second.person)).toEqual(gone);
  await client.query('rollback');
  await client.end();
  expect(await applyFactorResets(world.app)).toBe(1);
  expect(await stateOf(world, first.person)).toEqual(gone);
});

test('a process that dies in the middle leaves the whole reset to the next run', async () => {
  const { person } = await requestReset(world);
  await makeDue(world, person);
  const client = await connect(world.database);
  await client.query('begin');
  await client.query('lock table mails in access exclusive mode');
  const running = applyFactorResets(world.app);
  await untilLocked(client, 1);
  await client.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
  );
  expect(await running).toBe(0);
  await client.query('rollback');
  await client.end();
  expect(await stateOf(world, person)).toEqual({ isPending: true, hasTotp: true });
  expect((await liveSessions(world, person)).length).toBeGreaterThan(0);
  expect(await applyFactorResets(world.app)).toBe(1);
  expect(await stateOf(world, person)).toEqual(gone);
  const kinds = (await mailsTo(world, person.email)).map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind === 'factors-reset')).toHaveLength(1);
});
