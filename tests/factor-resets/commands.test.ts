import { applyFactorResets } from '../../src/factor-resets/apply-factor-resets.ts';
import { codes } from '../support/client.ts';
import {
  admin,
  cancelFactorReset,
  makeDue,
  requestReset,
  resetFactors,
  stateOf,
} from '../support/factor-resets.ts';
import { mailedTo, mailsTo } from '../support/mailed.ts';
import { enrol, logInWith } from '../support/totp.ts';
import { forgetLimits, reasonsOf } from '../support/verification.ts';
import { World } from '../support/world.ts';

const world = await World.start();
afterAll(() => world.stop());
beforeEach(() => forgetLimits(world));

const time = expect.stringMatching(/^20\d\d-\d\d-\d\dT[\d:.]+Z$/);

test('shows the factors of an account, without secrets', async () => {
  const { person, recoveryCodes } = await enrol(world);
  const id = Number(person.id);
  expect((await admin(world, ['users', 'factors', person.username])).results).toEqual([
    {
      id,
      username: person.username,
      factors: [
        { method: 'PASSKEY', count: 0, details: [] },
        { method: 'TOTP', count: 1, details: [{ createdAt: time, lastUsedAt: null }] },
        { method: 'RECOVERY_CODE', count: 10 },
      ],
      reset: null,
    },
  ]);
  await logInWith(world, person, { recoveryCode: recoveryCodes[0] });
  await resetFactors(world, person.username);
  expect((await admin(world, ['users', 'factors', `id:${id}`])).results).toMatchObject([
    { factors: [{ count: 0 }, { count: 1 }, { count: 9 }], reset: { requestedAt: time, dueAt: time } },
  ]);
});

test('requests a reset for tomorrow, and mails the owner at once', async () => {
  const { person, tokens } = await enrol(world);
  const { code, results, stderr } = await resetFactors(world, person.username);
  const { id, username } = person;
  expect([code, results]).toEqual([0, [{ id: Number(id), username, dueAt: time }]]);
  expect(Date.parse(results[0].dueAt) - Date.now()).toBeGreaterThan(86_400_000 - 60_000);
  expect(stderr).toContain('"type":"second-factor.reset-requested"');
  const mail = await mailedTo(world, person.email);
  expect(mail).toMatchObject({ kind: 'factors-reset-requested', facts: { username } });
  expect(mail.token).not.toBe('');
  // Until then, nothing changes.
  expect(await stateOf(world, person)).toEqual({ isPending: true, hasTotp: true });
  expect((await world.me(tokens.accessToken)).data.me).not.toBeNull();
  expect(codes(await world.logIn(person))).toEqual(['FURTHER_PROOF_REQUIRED']);
});

test('a repeated request keeps the date, and sends no other mail', async () => {
  const { person } = await requestReset(world);
  const [first] = (await admin(world, ['users', 'factors', person.username])).results;
  const { code, results, stderr } = await resetFactors(world, person.email);
  expect([code, results]).toMatchObject([0, [{ dueAt: first.reset.dueAt }]]);
  expect(stderr).toBe('');
  const mails = await mailsTo(world, person.email);
  expect(mails.filter(({ kind }) => kind === 'factors-reset-requested')).toHaveLength(1);
});

test('cancels a reset, and its link then changes nothing', async () => {
  const { person, link } = await requestReset(world);
  const { code, results, stderr } = await resetFactors(world, person.username, '--cancel');
  expect([code, results]).toMatchObject([0, [{ isCancelled: true }]]);
  expect(stderr).toMatch(/"type":"second-factor.reset-cancelled".*"reason":"administrator"/);
  expect(codes(await cancelFactorReset(world, link))).toEqual([]);
  await makeDue(world, person);
  await applyFactorResets(world.app);
  expect(await stateOf(world, person)).toEqual({ isPending: false, hasTotp: true });
  const again = await resetFactors(world, person.username, '--cancel');
  expect([again.code, again.stdout]).toEqual([1, '']);
  expect(again.stderr).toBe('No reset is pending.\n');
});

test('rejects an account without a second factor', async () => {
  const person = await world.addPerson();
  const { code, stdout, stderr } = await resetFactors(world, person.username);
  expect([code, stdout, stderr]).toEqual([1, '', 'The account has no second factor.\n']);
});

test('without mail, says that the owner gets no notice', async () => {
  const { person } = await enrol(world);
  const { code, results, stderr } = await admin(world, ['users', 'reset-factors', person.username], {
    SMTP_URL: '',
    MAIL_FROM: '',
  });
  expect([code, results]).toMatchObject([0, [{ dueAt: time }]]);
  expect(stderr).toContain('Mail is not configured (SMTP_URL): the owner gets no notice');
  expect((await mailsTo(world, person.email)).map(({ kind }) => kind)).toEqual(['second-factor-added']);
});

test('also resets the factors of an account that is closing, whose owner could not restore it by a login', async () => {
  const { person } = await enrol(world);
  await admin(world, ['users', 'delete', person.username]);
  expect(await resetFactors(world, person.username)).toMatchObject({ code: 0 });
  await makeDue(world, person);
  await applyFactorResets(world.app);
  expect(await stateOf(world, person)).toEqual({ isPending: false, hasTotp: false });
});

test('SECOND_FACTOR_RESET_DELAY sets the delay and the life of the link', async () => {
  const { person } = await enrol(world);
  const env = { SECOND_FACTOR_RESET_DELAY: '3d' };
  const { results } = await admin(world, ['users', 'reset-factors', person.username], env);
  expect(Math.round((Date.parse(results[0].dueAt) - Date.now()) / 86_400_000)).toBe(3);
  const [secret] = await world.sql<{ expires_at: Date }>(
    "select expires_at from one_time_secrets where user_id = $1 and purpose = 'keep-factors'",
    [person.id],
  );
  expect(secret?.expires_at.toISOString()).toBe(results[0].dueAt);
});

test.each(['59m', '0s', '31d', '24'])('rejects a delay of %s', async (delay) => {
  const env = { SECOND_FACTOR_RESET_DELAY: delay };
  const { code, stderr } = await admin(world, ['users', 'reset-factors', 'alice'], env);
  expect([code, stderr]).toEqual([1, expect.stringContaining('SECOND_FACTOR_RESET_DELAY')]);
});

test('a link of the owner of a deleted account is invalid', async () => {
  const { person, link } = await requestReset(world);
  await admin(world, ['users', 'delete', person.username, '--now']);
  expect(reasonsOf(await cancelFactorReset(world, link))).toEqual(['LINK_INVALID INVALID']);
});
