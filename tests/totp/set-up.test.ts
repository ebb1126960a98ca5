import { URI } from 'otpauth';
import { codes } from '../support/client.ts';
import { mailsTo } from '../support/mailed.ts';
import { ageSession } from '../support/time.ts';
import { decodeJwt } from '../support/tokens.ts';
import { codeOf, confirmTotp, enrol, logInWith, passTime, startTotp, wrongCodeOf } from '../support/totp.ts';
import { eventsOf } from '../support/verification.ts';
import { World } from '../support/world.ts';

const world = await World.start();
afterAll(() => world.stop());
beforeEach(() => void world.log.splice(0));

async function begin() {
  const person = await world.addPerson();
  const { accessToken: token, refreshToken } = await world.openSession(person);
  const { data } = await startTotp(world, token);
  return { person, token, refreshToken, ...data.startTotp } as const;
}

test('an authenticator that the owner has set up logs in with its codes', async () => {
  const { person, token, secret, expiresIn } = await begin();
  expect(expiresIn).toBe(600);
  const { data } = await confirmTotp(world, codeOf(secret), token);
  const { recoveryCodes, tokens } = data.confirmTotp;
  expect(recoveryCodes).toHaveLength(10);
  expect(decodeJwt(tokens.accessToken)).toMatchObject({
    amr: ['pwd', 'otp', 'mfa'],
    acr: 'urn:auth-service:2',
  });
  await passTime(world, person);
  const done = await logInWith(world, person, { totp: codeOf(secret) });
  expect(decodeJwt(done.data.continueLogin.tokens.accessToken).amr).toEqual(['pwd', 'otp', 'mfa']);
  expect(codes(await world.logIn(person))).toEqual(['FURTHER_PROOF_REQUIRED']);
});

test('the URI for the QR code names the service and the username, and never the email', async () => {
  const { person, secret, otpauthUri } = await begin();
  expect(otpauthUri).not.toContain('+');
  expect(otpauthUri).not.toContain(encodeURIComponent(person.email));
  expect(URI.parse(otpauthUri)).toMatchObject({
    issuer: 'Auth',
    label: person.username,
    algorithm: 'SHA1',
    digits: 6,
    period: 30,
    secret: { base32: secret },
  });
});

test('the issuer may contain any character, and loses only its colons', async () => {
  const named = await World.start({
    env: { MAIL_FROM: '"Bücher & Co: 100% neu + #1 = ?" <no-reply@auth.example>' },
  });
  const { accessToken } = await named.openSession();
  const { otpauthUri } = (await startTotp(named, accessToken)).data.startTotp;
  expect(otpauthUri).not.toContain('+');
  expect(URI.parse(otpauthUri)).toMatchObject({ issuer: 'Bücher & Co 100% neu + #1 = ?' });
  await named.stop();
});

test('the set-up ends every session, and opens a new one for the caller', async () => {
  const { person, token, refreshToken, secret } = await begin();
  const other = await world.openSession(person);
  const { data } = await confirmTotp(world, codeOf(secret), token);
  for (const old of [refreshToken, other.refreshToken])
    expect(codes(await world.refresh(old))).toEqual(['INVALID_REFRESH_TOKEN']);
  for (const old of [token, other.accessToken])
    expect(codes(await startTotp(world, old))).toEqual(['UNAUTHENTICATED']);
  const refreshed = await world.refresh(data.confirmTotp.tokens.refreshToken);
  expect(decodeJwt(refreshed.data.refresh.accessToken).acr).toBe('urn:auth-service:2');
});

test('the owner gets a mail, and the log gets the events', async () => {
  const { person, token, secret } = await begin();
  await confirmTotp(world, codeOf(secret), token);
  const mails = await mailsTo(world, person.email);
  expect(mails.map(({ kind }) => kind)).toEqual(['second-factor-added']);
  expect(mails[0]?.token).not.toBe('');
  expect(eventsOf(world).filter((event) => event.startsWith('se'))).toEqual([
    'session.opened pwd',
    'second-factor.added totp',
    'session.revoked second-factor-added',
    'session.opened otp',
  ]);
});

test('the new session keeps the time of the last proof of identity', async () => {
  const { token, secret } = await begin();
  await ageSession(world, token);
  const { data } = await confirmTotp(world, codeOf(secret), token);
  expect(codes(await startTotp(world, data.confirmTotp.tokens.accessToken))).toEqual([
    'REAUTHENTICATION_REQUIRED',
  ]);
});

test('a wrong code sets nothing up, and the right one still does', async () => {
  const { person, token, secret } = await begin();
  const wrong = await confirmTotp(world, wrongCodeOf(secret), token);
  expect(codes(wrong)).toEqual(['SECOND_FACTOR_INVALID']);
  expect(eventsOf(world)).toContain('second-factor.rejected wrong-code');
  expect(codes(await world.logIn(person))).toEqual([]);
  expect(codes(await confirmTotp(world, codeOf(secret), token))).toEqual([]);
});

test('a set-up expires, and can be confirmed once', async () => {
  const { person, token, secret } = await begin();
  expect(codes(await confirmTotp(world, codeOf(secret), (await world.openSession()).accessToken))).toEqual([
    'ENROLMENT_INVALID',
  ]);
  await world.sql('update totp_enrolments set expires_at = now() where user_id = $1', [person.id]);
  expect(codes(await confirmTotp(world, codeOf(secret), token))).toEqual(['ENROLMENT_INVALID']);
  const again = (await startTotp(world, token)).data.startTotp;
  const { data } = await confirmTotp(world, codeOf(again.secret), token);
  const { accessToken } = data.confirmTotp.tokens;
  expect(codes(await confirmTotp(world, codeOf(again.secret), accessToken))).toEqual(['ENROLMENT_INVALID']);
});

test('an older authenticator works until another one is confirmed', async () => {
  const { person, secret, tokens } = await enrol(world);
  const pending = (await startTotp(world, tokens.accessToken)).data.startTotp;
  expect(codes(await logInWith(world, person, { totp: codeOf(pending.secret) }))).toEqual([
    'SECOND_FACTOR_INVALID',
  ]);
  expect(codes(await logInWith(world, person, { totp: codeOf(secret) }))).toEqual([]);
  expect(codes(await confirmTotp(world, codeOf(pending.secret), tokens.accessToken))).toEqual([]);
  await passTime(world, person);
  expect(codes(await logInWith(world, person, { totp: codeOf(secret) }))).toEqual(['SECOND_FACTOR_INVALID']);
  expect(codes(await logInWith(world, person, { totp: codeOf(pending.secret) }))).toEqual([]);
  expect(eventsOf(world)).toEqual(
    expect.arrayContaining(['second-factor.removed totp', 'second-factor.added totp']),
  );
});
