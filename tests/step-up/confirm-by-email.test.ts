import type { ConfirmationMethod } from '../../src/feature/proofs.ts';
import { codes } from '../support/client.ts';
import { challengeFor, confirmIdentity, startConfirmation } from '../support/confirmation.ts';
import { mailedTo, mailsTo } from '../support/mailed.ts';
import { ageSession } from '../support/time.ts';
import { decodeJwt } from '../support/tokens.ts';
import { dump, eventsOf, forgetLimits } from '../support/verification.ts';
import { World } from '../support/world.ts';
import { sensitive, withSensitive } from './sensitive.ts';

const world = await World.start({ features: withSensitive });
afterAll(() => world.stop());

/** A session of an account without a password, as after a login through a provider. */
async function prepare(service = world) {
  const owner = await service.addPerson();
  const { accessToken } = await service.openSession(owner);
  await service.sql('delete from password_credentials where user_id = $1', [owner.id]);
  await ageSession(service, accessToken);
  return { owner, accessToken };
}

test('an account without a password gets a code by mail, and the code confirms', async () => {
  const { owner, accessToken } = await prepare();
  const refused = await sensitive(world, accessToken);
  expect(refused.errors?.[0]?.extensions.methods).toEqual(['EMAIL_CODE']);
  const { challenge, methods } = (await startConfirmation(world, accessToken)).data.startConfirmation;
  expect(methods).toEqual(['EMAIL_CODE']);
  const { code, kind } = await mailedTo(world, owner.email);
  expect(kind).toBe('confirm-identity');
  const typed = code.toLowerCase().replace(/^(.{4})/, '$1-');
  const { data } = await confirmIdentity(world, { challenge, emailCode: typed }, accessToken);
  const claims = decodeJwt(data.confirmIdentity.accessToken);
  // A mailbox is not a second factor.
  expect(claims).toMatchObject({ amr: ['pwd', 'email'], acr: 'urn:auth-service:1' });
  expect(codes(await sensitive(world, accessToken))).toEqual([]);
});

test('a code works once, and only with the challenge that it was mailed for', async () => {
  const { owner, accessToken } = await prepare();
  const stranger = await prepare();
  const challenge = await challengeFor(world, accessToken);
  const { code: emailCode } = await mailedTo(world, owner.email);
  const foreign = await challengeFor(world, stranger.accessToken);
  expect(
    codes(await confirmIdentity(world, { challenge: foreign, emailCode }, stranger.accessToken)),
  ).toEqual(['CODE_INVALID']);
  expect(codes(await confirmIdentity(world, { challenge, emailCode }, accessToken))).toEqual([]);
  const next = await challengeFor(world, accessToken);
  expect(codes(await confirmIdentity(world, { challenge: next, emailCode }, accessToken))).toEqual([
    'CODE_INVALID',
  ]);
});

test('a mail that is withheld leaves the code of the earlier mail to the next challenge', async () => {
  const { owner, accessToken } = await prepare();
  await challengeFor(world, accessToken);
  const challenge = await challengeFor(world, accessToken);
  expect(await mailsTo(world, owner.email)).toHaveLength(1);
  const { code: emailCode } = await mailedTo(world, owner.email);
  expect(codes(await confirmIdentity(world, { challenge, emailCode }, accessToken))).toEqual([]);
});

test('five wrong codes end the challenge, and a new mail begins again', async () => {
  const { owner, accessToken } = await prepare();
  const challenge = await challengeFor(world, accessToken);
  const { code } = await mailedTo(world, owner.email);
  for (let tries = 1; tries <= 5; tries += 1) {
    const answer = await confirmIdentity(world, { challenge, emailCode: 'BBBBBBBB' }, accessToken);
    expect(codes(answer)).toEqual(['CODE_INVALID']);
  }
  const late = await confirmIdentity(world, { challenge, emailCode: code }, accessToken);
  expect(codes(late)).toEqual(['CHALLENGE_INVALID']);
  await forgetLimits(world);
  const next = { challenge: await challengeFor(world, accessToken), emailCode: code };
  expect(codes(await confirmIdentity(world, next, accessToken))).toEqual([]);
});

test('a code for an earlier email of the account confirms nothing', async () => {
  const { owner, accessToken } = await prepare();
  const challenge = await challengeFor(world, accessToken);
  const { code: emailCode } = await mailedTo(world, owner.email);
  await world.sql("update users set email = 'new-' || email where id = $1", [owner.id]);
  expect(codes(await confirmIdentity(world, { challenge, emailCode }, accessToken))).toEqual([
    'CODE_INVALID',
  ]);
  expect(codes(await sensitive(world, accessToken))).toEqual(['REAUTHENTICATION_REQUIRED']);
});

test('a mailed code does not replace a password, even if the client asks for it', async () => {
  const owner = await world.addPerson();
  const { accessToken } = await world.openSession(owner);
  const challenge = await challengeFor(world, accessToken);
  const answer = await confirmIdentity(world, { challenge, emailCode: 'BCDFGHJK' }, accessToken);
  expect(codes(answer)).toEqual(['BAD_USER_INPUT']);
  expect(await mailsTo(world, owner.email)).toEqual([]);
});

test('keeps the code out of the log and out of the database', async () => {
  const { owner, accessToken } = await prepare();
  const challenge = await challengeFor(world, accessToken);
  const { code: emailCode, token } = await mailedTo(world, owner.email);
  world.log.length = 0;
  await confirmIdentity(world, { challenge, emailCode }, accessToken);
  const text = (await dump(world)) + world.log.join('');
  for (const hidden of [emailCode, token]) expect(text).not.toContain(hidden);
  expect(eventsOf(world)).toEqual(['identity.confirmed email']);
});

test('without a mail server, an account without a password has no proof, and a login counts', async () => {
  const other = await World.start({ features: withSensitive, env: { SMTP_URL: '', MAIL_FROM: '' } });
  const { accessToken } = await prepare(other);
  const refused = await sensitive(other, accessToken);
  expect(refused.errors?.[0]?.extensions).toMatchObject({ code: 'REAUTHENTICATION_REQUIRED', methods: [] });
  expect((await startConfirmation(other, accessToken)).data.startConfirmation.methods).toEqual([]);
  await other.stop();
});

test('a second factor replaces the password, and raises the level', async () => {
  const factor: ConfirmationMethod = {
    name: 'EMAIL_CODE',
    field: 'emailCode',
    proofs: ['planted-factor'],
    strength: 'multi-factor',
    isAvailable: () => true,
    begin: (_ctx, _account, write) => write(async () => 'expected'),
    judge: async (_ctx, { state }, proof) => {
      if (proof !== state) throw new Error('wrong');
      return undefined;
    },
  };
  const planted = withSensitive.map((feature) =>
    feature.name === 'step-up' ? { ...feature, confirmationMethods: [factor] } : feature,
  );
  const other = await World.start({
    features: [
      ...planted,
      { name: 'factor', proofMethods: [{ name: 'planted-factor', factors: ['possession'] }] },
    ],
  });
  const owner = await other.addPerson();
  const { accessToken } = await other.openSession(owner);
  await ageSession(other, accessToken);
  expect((await sensitive(other, accessToken)).errors?.[0]?.extensions).toMatchObject({
    methods: ['EMAIL_CODE'],
    acr: 'urn:auth-service:2',
  });
  const challenge = await challengeFor(other, accessToken);
  const byPassword = await confirmIdentity(other, { challenge, password: owner.password }, accessToken);
  expect(codes(byPassword)).toEqual(['BAD_USER_INPUT']);
  expect(codes(await sensitive(other, accessToken))).toEqual(['REAUTHENTICATION_REQUIRED']);
  const { data } = await confirmIdentity(other, { challenge, emailCode: 'expected' }, accessToken);
  expect(decodeJwt(data.confirmIdentity.accessToken)).toMatchObject({
    amr: ['pwd', 'planted-factor', 'mfa'],
    acr: 'urn:auth-service:2',
  });
  expect(codes(await sensitive(other, accessToken))).toEqual([]);
  await other.stop();
});
