import { codes } from '../support/client.ts';
import { challengeFor, confirmIdentity } from '../support/confirmation.ts';
import { mailsTo } from '../support/mailed.ts';
import { continueWith } from '../support/second-factors.ts';
import { ageSession } from '../support/time.ts';
import { decodeJwt } from '../support/tokens.ts';
import { challengeOf, codeOf, confirmTotp, enrol, passTime, removeTotp, startTotp } from '../support/totp.ts';
import { eventsOf } from '../support/verification.ts';
import { World } from '../support/world.ts';

const world = await World.start();
afterAll(() => world.stop());
beforeEach(() => void world.log.splice(0));

test('without the authenticator, the password is enough again', async () => {
  const { person, tokens } = await enrol(world);
  const { data } = await removeTotp(world, tokens.accessToken);
  expect(decodeJwt(data.removeTotp.accessToken)).toMatchObject({ acr: 'urn:auth-service:2' });
  expect(codes(await world.refresh(tokens.refreshToken))).toEqual(['INVALID_REFRESH_TOKEN']);
  expect(codes(await world.refresh(data.removeTotp.refreshToken))).toEqual([]);
  expect(codes(await world.logIn(person))).toEqual([]);
  const mails = await mailsTo(world, person.email);
  expect(mails.map(({ kind }) => kind)).toEqual(['second-factor-added', 'second-factor-removed']);
  expect(eventsOf(world)).toEqual(
    expect.arrayContaining(['second-factor.removed totp', 'session.revoked second-factor-removed']),
  );
});

test('the recovery codes end with the last factor', async () => {
  const { person, tokens } = await enrol(world);
  await removeTotp(world, tokens.accessToken);
  expect(await world.sql('select from recovery_codes where user_id = $1', [person.id])).toEqual([]);
});

test('an unfinished login ends with the authenticator', async () => {
  const { person, secret, tokens } = await enrol(world);
  const challenge = await challengeOf(world, person);
  await removeTotp(world, tokens.accessToken);
  expect(codes(await continueWith(world, challenge, { totp: codeOf(secret) }))).toEqual([
    'CHALLENGE_INVALID',
  ]);
});

test('the removal needs a recent proof with the factor, and a password is none', async () => {
  const { person, secret, tokens } = await enrol(world);
  await ageSession(world, tokens.accessToken);
  const refused = await removeTotp(world, tokens.accessToken);
  expect(refused.errors?.[0]?.extensions).toMatchObject({
    code: 'REAUTHENTICATION_REQUIRED',
    methods: ['TOTP', 'RECOVERY_CODE'],
    acr: 'urn:auth-service:2',
  });
  const challenge = await challengeFor(world, tokens.accessToken);
  const byPassword = { challenge, password: person.password };
  expect(codes(await confirmIdentity(world, byPassword, tokens.accessToken))).toEqual(['BAD_USER_INPUT']);
  const byCode = await confirmIdentity(world, { challenge, totp: codeOf(secret) }, tokens.accessToken);
  const { accessToken } = byCode.data.confirmIdentity;
  expect(eventsOf(world)).toContain('identity.confirmed otp');
  expect(codes(await removeTotp(world, accessToken))).toEqual([]);
});

test('a code that has confirmed the identity logs nobody in', async () => {
  const { person, secret, tokens } = await enrol(world);
  const challenge = await challengeFor(world, tokens.accessToken);
  const totp = codeOf(secret);
  expect(codes(await confirmIdentity(world, { challenge, totp }, tokens.accessToken))).toEqual([]);
  expect(codes(await continueWith(world, await challengeOf(world, person), { totp }))).toEqual([
    'SECOND_FACTOR_INVALID',
  ]);
});

test('an account without an authenticator has nothing to remove', async () => {
  const { accessToken } = await world.openSession();
  expect(codes(await removeTotp(world, accessToken))).toEqual(['NO_AUTHENTICATOR']);
});

test('a removed authenticator can be set up again', async () => {
  const { person, tokens } = await enrol(world);
  const { accessToken } = (await removeTotp(world, tokens.accessToken)).data.removeTotp;
  const { secret } = (await startTotp(world, accessToken)).data.startTotp;
  expect(codes(await confirmTotp(world, codeOf(secret), accessToken))).toEqual([]);
  await passTime(world, person);
  const done = await continueWith(world, await challengeOf(world, person), { totp: codeOf(secret) });
  expect(codes(done)).toEqual([]);
});
