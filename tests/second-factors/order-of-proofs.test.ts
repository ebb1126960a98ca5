import { codes, type Person } from '../support/client.ts';
import { deleteAccount, restoreByLogin, stateOf } from '../support/deletion.ts';
import { mailedTo, mailsTo } from '../support/mailed.ts';
import { mailReset, reset, strong } from '../support/passwords.ts';
import { continueWith } from '../support/second-factors.ts';
import { decodeJwt } from '../support/tokens.ts';
import { challengeOf, codeOf, enrol, passTime } from '../support/totp.ts';
import { continueLogin, startLogin } from '../support/verification.ts';
import { World } from '../support/world.ts';

/** Enrols while verification is optional; a second replica on the same database then requires it. */
const enrolling = await World.start();
const world = await World.start({
  database: enrolling.database,
  env: { EMAIL_VERIFICATION: 'required', MAIL_REQUESTS_PER_ADDRESS: 'off' },
});
afterAll(async () => {
  await world.stop();
  await enrolling.stop();
});

type Owner = Person & { id: string };

async function close({ accessToken }: { accessToken: string }): Promise<void> {
  expect(codes(await deleteAccount(enrolling, accessToken))).toEqual([]);
}

async function verify({ id }: Owner): Promise<void> {
  await world.sql('update users set email_verified_at = now() where id = $1', [id]);
}

const asks = (step: { next?: { asks: string } }) => step.next?.asks;

/** Completes a login. @returns what it asked for, in order, and the methods of the session. */
async function walk(person: Owner, secret: string, password = person.password) {
  const asked: (string | undefined)[] = [];
  let step = (await startLogin(world, { ...person, password })).data.startLogin;
  while (step.next) {
    asked.push(asks(step));
    const { challenge } = step.next;
    await passTime(world, person);
    const answers: Record<string, () => ReturnType<typeof continueWith>> = {
      SECOND_FACTOR: () => continueWith(world, challenge, { totp: codeOf(secret) }),
      RESTORE_ACCOUNT: () => restoreByLogin(world, challenge),
      EMAIL_VERIFICATION: async () =>
        continueLogin(world, challenge, (await mailedTo(world, person.email, 'verify-email')).code),
    };
    step = (await answers[step.next.asks]?.())?.data.continueLogin;
  }
  return { asked, amr: decodeJwt(step.tokens.accessToken).amr };
}

test.each([
  { isVerified: true, isClosing: false, asked: ['SECOND_FACTOR'] },
  { isVerified: false, isClosing: false, asked: ['SECOND_FACTOR', 'EMAIL_VERIFICATION'] },
  { isVerified: true, isClosing: true, asked: ['SECOND_FACTOR', 'RESTORE_ACCOUNT'] },
  { isVerified: false, isClosing: true, asked: ['SECOND_FACTOR', 'RESTORE_ACCOUNT', 'EMAIL_VERIFICATION'] },
])('verified: $isVerified, closing: $isClosing: asks for $asked', async ({
  isVerified,
  isClosing,
  asked,
}) => {
  const { person, secret, tokens } = await enrol(enrolling);
  if (isVerified) await verify(person);
  if (isClosing) await close(tokens);
  expect(await walk(person, secret)).toEqual({ asked, amr: ['pwd', 'otp', 'mfa'] });
});

test('the password alone mails no code', async () => {
  const { person } = await enrol(enrolling);
  await startLogin(world, person);
  expect(codes(await world.logIn(person))).toEqual(['FURTHER_PROOF_REQUIRED']);
  expect((await mailsTo(world, person.email)).map(({ kind }) => kind)).toEqual(['second-factor-added']);
});

test('the password alone restores nothing', async () => {
  const { person, tokens } = await enrol(enrolling);
  await verify(person);
  await close(tokens);
  expect(codes(await world.logIn(person))).toEqual(['FURTHER_PROOF_REQUIRED']);
  const challenge = await challengeOf(world, person);
  expect(codes(await restoreByLogin(world, challenge))).toEqual(['BAD_USER_INPUT']);
  expect(codes(await continueWith(world, challenge, { totp: '000000' }))).toEqual(['SECOND_FACTOR_INVALID']);
  expect(await stateOf(world, person)).toMatchObject({ isActive: false, isClosing: true });
});

test('a reset of the password keeps the second factor', async () => {
  const { person, secret } = await enrol(enrolling);
  await verify(person);
  const { token } = await mailReset(world, person.email);
  expect(codes(await reset(world, { token }))).toEqual([]);
  expect(codes(await world.logIn({ ...person, password: strong }))).toEqual(['FURTHER_PROOF_REQUIRED']);
  expect(await walk(person, secret, strong)).toMatchObject({ asked: ['SECOND_FACTOR'] });
});

test('the link that secures an account keeps the second factor and the recovery codes', async () => {
  const { person, secret, recoveryCodes } = await enrol(enrolling);
  await verify(person);
  const { token } = await mailedTo(world, person.email, 'second-factor-added');
  const query = `mutation ($token: String!) { secureAccount(input: { token: $token }) { reset { flow } } }`;
  const { flow } = (await world.ask(query, { token })).data.secureAccount.reset;
  const { code } = await mailedTo(world, person.email, 'reset-password');
  expect(codes(await reset(world, { flow, code }))).toEqual([]);
  expect(await walk(person, secret, strong)).toMatchObject({ asked: ['SECOND_FACTOR'] });
  const challenge = await challengeOf(world, { ...person, password: strong });
  expect(codes(await continueWith(world, challenge, { recoveryCode: recoveryCodes[0] }))).toEqual([]);
});

test('a disabled account gets neither a challenge nor a session, even after the first proof', async () => {
  const { person, secret } = await enrol(enrolling);
  await verify(person);
  const challenge = await challengeOf(world, person);
  await world.sql('update users set is_active = false where id = $1', [person.id]);
  const late = await continueWith(world, challenge, { totp: codeOf(secret) });
  expect(codes(late)).toEqual(['CHALLENGE_INVALID']);
  expect(codes(await startLogin(world, person))).toEqual(['INVALID_CREDENTIALS']);
  expect(codes(await world.logIn(person))).toEqual(['INVALID_CREDENTIALS']);
});

test('new credentials end a login that has passed the password', async () => {
  const { person, secret } = await enrol(enrolling);
  await verify(person);
  const challenge = await challengeOf(world, person);
  const { token } = await mailReset(world, person.email);
  await reset(world, { token });
  const late = await continueWith(world, challenge, { totp: codeOf(secret) });
  expect(codes(late)).toEqual(['CHALLENGE_INVALID']);
});
