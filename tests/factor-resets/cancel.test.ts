import { applyFactorResets } from '../../src/factor-resets/apply-factor-resets.ts';
import { systemContext } from '../../src/feature/context.ts';
import { credentialsChanged } from '../../src/feature/credentials.ts';
import { Authenticator } from '../support/authenticator.ts';
import { codes } from '../support/client.ts';
import { challengeFor, confirmIdentity } from '../support/confirmation.ts';
import { cancelFactorReset, makeDue, requestReset, resetFactors, stateOf } from '../support/factor-resets.ts';
import { confirmEmailChange, requestEmailChange } from '../support/identifiers.ts';
import { mailedTo } from '../support/mailed.ts';
import { addPasskey } from '../support/passkeys.ts';
import { codeOf, confirmTotp, logInWith, startTotp } from '../support/totp.ts';
import { eventsOf, forgetLimits, reasonsOf, startLogin } from '../support/verification.ts';
import { World } from '../support/world.ts';

const world = await World.start();
afterAll(() => world.stop());
beforeEach(async () => {
  await forgetLimits(world);
  world.log.length = 0;
});

const kept = { isPending: false, hasTotp: true };
const pending = { isPending: true, hasTotp: true };
const cancellations = () =>
  eventsOf(world).filter((each) => each.startsWith('second-factor.reset-cancelled'));

test('the link from the mail cancels the reset, and a repeated call succeeds too', async () => {
  const { person, link } = await requestReset(world);
  for (const _click of [1, 2]) {
    const { data } = await cancelFactorReset(world, link);
    expect(data.cancelFactorReset).toEqual({ username: person.username });
  }
  expect(await stateOf(world, person)).toEqual(kept);
  expect(cancellations()).toEqual(['second-factor.reset-cancelled link']);
});

test('the link of a cancelled reset does not claim to cancel a later one', async () => {
  const { person, link } = await requestReset(world);
  await cancelFactorReset(world, link);
  await resetFactors(world, person.username);
  expect(reasonsOf(await cancelFactorReset(world, link))).toEqual(['LINK_INVALID USED']);
  expect(await stateOf(world, person)).toEqual(pending);
  const { token } = await mailedTo(world, person.email, 'factors-reset-requested');
  expect(codes(await cancelFactorReset(world, token))).toEqual([]);
  expect(await stateOf(world, person)).toEqual(kept);
});

test('the link fails once the reset has taken effect', async () => {
  const { person, link } = await requestReset(world);
  await makeDue(world, person);
  await applyFactorResets(world.app);
  expect(reasonsOf(await cancelFactorReset(world, link))).toEqual(['LINK_INVALID INVALID']);
  await world.sql("update one_time_secrets set expires_at = now() where purpose = 'keep-factors'");
  expect(reasonsOf(await cancelFactorReset(world, link))).toEqual(['LINK_INVALID EXPIRED']);
});

test('a thief who changes the password or the email does not disable the link', async () => {
  const { person, link } = await requestReset(world);
  await world.sql('update users set email = $2 where id = $1', [person.id, `new-${person.email}`]);
  const change = { userId: Number(person.id), reason: 'password-change' };
  await credentialsChanged(systemContext(world.app, 'cli:test'), change);
  expect(await stateOf(world, person)).toEqual(pending);
  expect(codes(await cancelFactorReset(world, link))).toEqual([]);
  expect(await stateOf(world, person)).toEqual(kept);
});

test.each(['', 'x', 'A'.repeat(64)])('rejects the token "%s"', async (token) => {
  expect(reasonsOf(await cancelFactorReset(world, token))).toEqual(['LINK_INVALID INVALID']);
});

test('a login with the authenticator cancels the reset', async () => {
  const { person, secret, link } = await requestReset(world);
  expect(codes(await logInWith(world, person, { totp: codeOf(secret) }))).toEqual([]);
  expect(await stateOf(world, person)).toEqual(kept);
  expect(cancellations()).toEqual(['second-factor.reset-cancelled second-factor']);
  expect(codes(await cancelFactorReset(world, link))).toEqual([]);
});

test('the authenticator cancels the reset, even if the login then asks for something else', async () => {
  const { person, secret } = await requestReset(world);
  const strict = await World.start({ database: world.database, env: { EMAIL_VERIFICATION: 'required' } });
  const { data } = await logInWith(strict, person, { totp: codeOf(secret) });
  expect(data.continueLogin).toMatchObject({ tokens: null, next: { asks: 'EMAIL_VERIFICATION' } });
  expect(await stateOf(world, person)).toEqual(kept);
  await strict.stop();
});

test('a login with a recovery code cancels the reset', async () => {
  const { person, recoveryCodes } = await requestReset(world);
  expect(codes(await logInWith(world, person, { recoveryCode: recoveryCodes[0] }))).toEqual([]);
  expect(await stateOf(world, person)).toEqual(kept);
});

test('a confirmation with the authenticator cancels the reset', async () => {
  const { person, tokens, secret } = await requestReset(world);
  const challenge = await challengeFor(world, tokens.accessToken);
  const input = { challenge, totp: codeOf(secret) };
  expect(codes(await confirmIdentity(world, input, tokens.accessToken))).toEqual([]);
  expect(await stateOf(world, person)).toEqual(kept);
});

test('the password alone, a wrong code and a refresh do not cancel the reset', async () => {
  const { person, tokens } = await requestReset(world);
  expect((await startLogin(world, person)).data.startLogin.next.asks).toBe('SECOND_FACTOR');
  expect(codes(await logInWith(world, person, { totp: '000000' }))).toEqual(['SECOND_FACTOR_INVALID']);
  expect(codes(await world.refresh(tokens.refreshToken))).toEqual([]);
  expect(await stateOf(world, person)).toEqual(pending);
  expect(cancellations()).toEqual([]);
});

test('an owner who secures the account cancels the reset', async () => {
  const { person } = await requestReset(world);
  const { token } = await mailedTo(world, person.email, 'second-factor-added');
  const query = 'mutation ($input: SecureAccountInput!) { secureAccount(input: $input) { revokedSessions } }';
  expect(codes(await world.ask(query, { input: { token } }))).toEqual([]);
  expect(await stateOf(world, person)).toEqual(kept);
  expect(cancellations()).toEqual(['second-factor.reset-cancelled secured']);
});

test('a new session that takes over an earlier proof does not cancel the reset', async () => {
  const { person, tokens } = await requestReset(world);
  const newEmail = `new-${person.email}`;
  const token = tokens.accessToken;
  expect(codes(await requestEmailChange(world, newEmail, token))).toEqual([]);
  const mail = await mailedTo(world, newEmail, 'confirm-email');
  expect(codes(await confirmEmailChange(world, { token: mail.token }, token))).toEqual([]);
  expect(await stateOf(world, person)).toEqual(pending);
});

test('an owner who adds a factor in an open session cancels the reset, which would remove it', async () => {
  const { person, tokens } = await requestReset(world);
  expect(codes(await addPasskey(world, tokens.accessToken, new Authenticator()))).toEqual([]);
  expect(await stateOf(world, person)).toEqual(kept);
});

test('an owner who replaces the authenticator in an open session cancels the reset', async () => {
  const { person, tokens } = await requestReset(world);
  const { secret } = (await startTotp(world, tokens.accessToken)).data.startTotp;
  expect(codes(await confirmTotp(world, codeOf(secret), tokens.accessToken))).toEqual([]);
  expect(await stateOf(world, person)).toEqual(kept);
});
