import { setEmail } from '../../src/email-verification/set-email.ts';
import { systemContext } from '../../src/feature/context.ts';
import type { Feature } from '../../src/feature/feature.ts';
import { features } from '../../src/features.ts';
import { codes, makePerson, type Person } from '../support/client.ts';
import { mailedTo } from '../support/mailed.ts';
import { continueLogin, startLogin } from '../support/verification.ts';
import { World } from '../support/world.ts';

let beforeSession: Feature['beforeSession'];
const planted: Feature = {
  name: 'planted',
  beforeSession: (ctx, proof) => beforeSession?.(ctx, proof),
};

const env = { EMAIL_VERIFICATION: 'required', MAIL_REQUESTS_PER_ADDRESS: 'off' };
// The planted feature stands for a slow gate; commands run in the other process.
const replica = await World.start({ env });
const world = await World.start({ database: replica.database, env, features: [...features, planted] });
afterAll(async () => {
  await world.stop();
  await replica.stop();
});

/** A verified account whose email an operator changes once its next login has passed the gates. */
async function prepare() {
  const person = await replica.addPerson();
  await replica.sql('update users set email_verified_at = now() where id = $1', [person.id]);
  const { email } = makePerson();
  beforeSession = async (_ctx, { account }) => {
    beforeSession = undefined;
    await setEmail(systemContext(replica.app, 'cli:test'), account, email);
  };
  return { person, email };
}

const sessionsOf = ({ id }: Person & { id: string }) =>
  replica.sql('select from sessions where user_id = $1', [id]);

test('login opens no session for an email that an operator has set meanwhile', async () => {
  const { person } = await prepare();
  expect(codes(await world.logIn(person))).toEqual(['FURTHER_PROOF_REQUIRED']);
  expect(await sessionsOf(person)).toEqual([]);
});

test('startLogin asks for a proof of an email that an operator has set meanwhile', async () => {
  const { person, email } = await prepare();
  const { tokens, next } = (await startLogin(world, person)).data.startLogin;
  expect([tokens, next.asks]).toEqual([null, 'EMAIL_VERIFICATION']);
  expect(await sessionsOf(person)).toEqual([]);
  const { code } = await mailedTo(replica, email, 'verify-email');
  const { data } = await continueLogin(world, next.challenge, code);
  expect(data.continueLogin.tokens.user).toMatchObject({ email, emailVerified: true });
});
