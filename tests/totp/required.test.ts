import { type Answer, codes, makePerson, type Person } from '../support/client.ts';
import { addLostAuthenticator, continueWith } from '../support/second-factors.ts';
import { decodeJwt } from '../support/tokens.ts';
import {
  codeOf,
  confirmTotp,
  liveSessions,
  passTime,
  removeTotp,
  startTotp,
  wrongCodeOf,
} from '../support/totp.ts';
import { beginSignup, eventsOf } from '../support/verification.ts';
import { World } from '../support/world.ts';

const world = await World.start({ env: { SECOND_FACTOR: 'required' } });
afterAll(() => world.stop());
beforeEach(() => void world.log.splice(0));

const step = `
  tokens { accessToken }
  next { challenge asks methods expiresIn totpEnrolment { secret otpauthUri expiresIn } }`;

const startLogin = ({ username, password }: Person) =>
  world.ask(`mutation ($input: LoginInput!) { startLogin(input: $input) { ${step} } }`, {
    input: { username, password },
  });

const completeSignup = (input: object) =>
  world.ask(`mutation ($input: CompleteSignupInput!) { completeSignup(input: $input) { ${step} } }`, {
    input,
  });

const stepOf = ({ data }: Answer, field = 'startLogin') => data[field];

async function begin() {
  const person = await world.addPerson();
  const { next } = stepOf(await startLogin(person));
  return { person, challenge: next.challenge, secret: next.totpEnrolment.secret };
}

/** A session from before the operator required second factors. */
async function oldSession() {
  const optional = await World.start({ database: world.database });
  const person = await optional.addPerson();
  const tokens = await optional.openSession(person);
  await optional.stop();
  return { person, token: tokens.accessToken };
}

test('a login sets up an authenticator, and its first code opens the session', async () => {
  const person = await world.addPerson();
  const { tokens, next } = stepOf(await startLogin(person));
  expect(tokens).toBeNull();
  expect(next).toMatchObject({ asks: 'ENROL', methods: ['TOTP'], expiresIn: 600 });
  const { secret, otpauthUri, expiresIn } = next.totpEnrolment;
  expect(expiresIn).toBe(600);
  expect(otpauthUri).toContain(`:${person.username}?`);
  const done = stepOf(await continueWith(world, next.challenge, { totp: codeOf(secret) }), 'continueLogin');
  expect(done.recoveryCodes).toHaveLength(10);
  expect(decodeJwt(done.tokens.accessToken)).toMatchObject({
    amr: ['pwd', 'otp', 'mfa'],
    acr: 'urn:auth-service:2',
  });
  expect(eventsOf(world)).toEqual([
    'login.challenged ENROL',
    'second-factor.added totp',
    'session.opened otp',
  ]);
  const used = 'select last_used_at = created_at as "isUsed" from totp_credentials where user_id = $1';
  expect(await world.sql(used, [person.id])).toEqual([{ isUsed: true }]);
  await passTime(world, person);
  const later = stepOf(await startLogin(person));
  expect(later.next).toMatchObject({ asks: 'SECOND_FACTOR', totpEnrolment: null });
  const answer = await continueWith(world, later.next.challenge, { totp: codeOf(secret) });
  expect(stepOf(answer, 'continueLogin')).toMatchObject({ recoveryCodes: null, next: null });
});

test('login opens no session, and sets nothing up', async () => {
  const person = await world.addPerson();
  const refused = await world.logIn(person);
  expect(refused.errors?.[0]?.extensions).toMatchObject({ code: 'FURTHER_PROOF_REQUIRED', asks: 'ENROL' });
  expect(await liveSessions(world, person)).toEqual([]);
});

test('the code that sets up the authenticator works once', async () => {
  const { person, challenge, secret } = await begin();
  const totp = codeOf(secret);
  expect(codes(await continueWith(world, challenge, { totp }))).toEqual([]);
  const { next } = stepOf(await startLogin(person));
  expect(codes(await continueWith(world, next.challenge, { totp }))).toEqual(['SECOND_FACTOR_INVALID']);
});

test('a wrong code sets nothing up, and five end the login', async () => {
  const { person, challenge, secret } = await begin();
  const totp = wrongCodeOf(secret);
  for (let tries = 0; tries < 5; tries += 1)
    expect(codes(await continueWith(world, challenge, { totp }))).toEqual(['SECOND_FACTOR_INVALID']);
  expect(codes(await continueWith(world, challenge, { totp: codeOf(secret) }))).toEqual([
    'CHALLENGE_INVALID',
  ]);
  const { next } = stepOf(await startLogin(person));
  expect(next.totpEnrolment.secret).not.toBe(secret);
  const { secret: another } = next.totpEnrolment;
  expect(codes(await continueWith(world, next.challenge, { totp: codeOf(another) }))).toEqual([]);
});

test('each login has its own secret, so that no other login disturbs it', async () => {
  const { person, challenge, secret } = await begin();
  const other = stepOf(await startLogin(person)).next;
  const crossed = await continueWith(world, challenge, { totp: codeOf(other.totpEnrolment.secret) });
  expect(codes(crossed)).toEqual(['SECOND_FACTOR_INVALID']);
  expect(codes(await continueWith(world, challenge, { totp: codeOf(secret) }))).toEqual([]);
  const late = await continueWith(world, other.challenge, { totp: codeOf(other.totpEnrolment.secret) });
  expect(codes(late)).toEqual(['CHALLENGE_INVALID']);
});

test('a login whose account has got a factor meanwhile replaces nothing', async () => {
  const { person, challenge, secret } = await begin();
  await addLostAuthenticator(world, person);
  expect(codes(await continueWith(world, challenge, { totp: codeOf(secret) }))).toEqual([
    'CHALLENGE_INVALID',
  ]);
  const rows = await world.sql('select last_step from totp_credentials where user_id = $1', [person.id]);
  expect(rows).toEqual([{ last_step: '9999999999' }]);
});

test('a signup creates the account, and its first login sets up the authenticator', async () => {
  const person = makePerson();
  expect(codes(await world.signUp(person))).toEqual([]);
  const { next } = stepOf(await startLogin(person));
  expect(
    codes(await continueWith(world, next.challenge, { totp: codeOf(next.totpEnrolment.secret) })),
  ).toEqual([]);
});

test('a completed signup continues with the authenticator, and so does a later login', async () => {
  const person = makePerson();
  const { flow, mail } = await beginSignup(world, person);
  const step = stepOf(await completeSignup({ flow, code: mail.code }), 'completeSignup');
  expect(step).toMatchObject({ tokens: null, next: { asks: 'ENROL' } });
  const again = stepOf(await startLogin(person)).next;
  expect(again.asks).toBe('ENROL');
  const { challenge, totpEnrolment } = step.next;
  const done = await continueWith(world, challenge, { totp: codeOf(totpEnrolment.secret) });
  expect(codes(done)).toEqual([]);
});

test('an account cannot remove its last factor, but can replace its authenticator', async () => {
  const { person, challenge, secret } = await begin();
  const { data } = await continueWith(world, challenge, { totp: codeOf(secret) });
  const { accessToken } = data.continueLogin.tokens;
  expect(codes(await removeTotp(world, accessToken))).toEqual(['SECOND_FACTOR_REQUIRED']);
  expect(await world.sql('select from recovery_codes where user_id = $1', [person.id])).toHaveLength(10);
  const next = (await startTotp(world, accessToken)).data.startTotp;
  expect(codes(await confirmTotp(world, codeOf(next.secret), accessToken))).toEqual([]);
});

test('an open session continues, and can set up an authenticator', async () => {
  const { token } = await oldSession();
  expect((await world.me(token)).data.me).not.toBeNull();
  const { secret } = (await startTotp(world, token)).data.startTotp;
  const { data } = await confirmTotp(world, codeOf(secret), token);
  expect(decodeJwt(data.confirmTotp.tokens.accessToken).acr).toBe('urn:auth-service:2');
});

test('recovery codes alone are no factor', async () => {
  const person = await world.addPerson();
  await addLostAuthenticator(world, person);
  await world.sql('delete from totp_credentials where user_id = $1', [person.id]);
  expect(stepOf(await startLogin(person)).next).toMatchObject({ asks: 'ENROL' });
});
