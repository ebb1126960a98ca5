import { type Answer, codes, makePerson } from '../support/client.ts';
import { startConfirmation } from '../support/confirmation.ts';
import { connect } from '../support/databases.ts';
import { addVerified, requestEmailChange } from '../support/identifiers.ts';
import { mailsTo } from '../support/mailed.ts';
import { requestReset } from '../support/passwords.ts';
import { continueWith } from '../support/second-factors.ts';
import { challengeOf, codeOf, enrol } from '../support/totp.ts';
import { requestVerification, startLogin, startSignup } from '../support/verification.ts';
import { World } from '../support/world.ts';

const env = { DATABASE_LOCK_TIMEOUT: '200ms', MAIL_UNKNOWN_ADDRESSES: 'true' };
let world: World;
/** Its logins mail a code to an account without a verified email. */
let verifying: World;

beforeAll(async () => {
  world = await World.start({ env });
  verifying = await World.start({
    database: world.database,
    env: { ...env, EMAIL_VERIFICATION: 'required' },
  });
});
afterAll(async () => {
  await verifying.stop();
  await world.stop();
});

/** Sends a request that fails because the service cannot write to the outbox, and then the same request again. */
async function failAndRetry(email: string, request: () => Promise<Answer>): Promise<string[]> {
  const other = await connect(world.database);
  await other.query('begin; lock table mails in access exclusive mode');
  expect(codes(await request())).toEqual(['TEMPORARILY_UNAVAILABLE']);
  await other.query('rollback');
  await other.end();
  expect(await mailsTo(world, email)).toEqual([]);
  expect(codes(await request())).toEqual([]);
  return (await mailsTo(world, email)).map(({ kind }) => kind);
}

describe('the retry of a request that has failed sends the mail:', () => {
  test('a signup', async () => {
    const person = makePerson();
    expect(await failAndRetry(person.email, () => startSignup(world, person))).toEqual(['complete-signup']);
  });

  test('a reset', async () => {
    const { email } = await world.addPerson();
    expect(await failAndRetry(email, () => requestReset(world, email))).toEqual(['reset-password']);
  });

  test('a reset without an account', async () => {
    const { email } = makePerson();
    expect(await failAndRetry(email, () => requestReset(world, email))).toEqual(['unknown-email']);
  });

  test('a verification', async () => {
    const person = await world.addPerson();
    const { accessToken } = await world.openSession(person);
    const request = () => requestVerification(world, accessToken);
    expect(await failAndRetry(person.email, request)).toEqual(['verify-email']);
  });

  test('an email change', async () => {
    const { accessToken } = await world.openSession(await addVerified(world));
    const { email } = makePerson();
    const request = () => requestEmailChange(world, email, accessToken);
    expect(await failAndRetry(email, request)).toEqual(['confirm-email']);
  });

  test('a login that verifies the email', async () => {
    const person = await world.addPerson();
    expect(await failAndRetry(person.email, () => startLogin(verifying, person))).toEqual(['verify-email']);
  });

  test('a login with a second factor that then verifies the email', async () => {
    const { person, secret } = await enrol(world);
    await world.sql('delete from mails');
    const challenge = await challengeOf(verifying, person);
    const totp = codeOf(secret);
    const request = () => continueWith(verifying, challenge, { totp });
    expect(await failAndRetry(person.email, request)).toEqual(['verify-email']);
  });

  test('a confirmation by mail', async () => {
    const person = await world.addPerson();
    const { accessToken } = await world.openSession(person);
    await world.sql('delete from password_credentials where user_id = $1', [person.id]);
    const request = () => startConfirmation(world, accessToken);
    expect(await failAndRetry(person.email, request)).toEqual(['confirm-identity']);
  });
});

test('the retry of a request that has succeeded sends no mail', async () => {
  const { email } = await world.addPerson();
  for (let times = 0; times < 2; times += 1) expect(codes(await requestReset(world, email))).toEqual([]);
  expect(await mailsTo(world, email)).toHaveLength(1);
});
