import { systemContext } from '../../src/feature/context.ts';
import { inTransaction } from '../../src/feature/unit-of-work.ts';
import { endOldCredentials } from '../../src/sessions/end-old-credentials.ts';
import { purgeEnrolments } from '../../src/totp/forget-totp.ts';
import { codes } from '../support/client.ts';
import { mailedTo } from '../support/mailed.ts';
import { change } from '../support/passwords.ts';
import { codeOf, confirmTotp, enrol, logInWith, startTotp } from '../support/totp.ts';
import { eventsOf } from '../support/verification.ts';
import { World } from '../support/world.ts';

const world = await World.start();
afterAll(() => world.stop());
beforeEach(() => void world.log.splice(0));

function endCredentials(id: string, more: object): Promise<number> {
  const ctx = systemContext(world.app, 'cli:test');
  const userId = Number(id);
  return inTransaction(ctx, () => endOldCredentials(ctx, { userId, reason: 'administrator', ...more }));
}

const enrolments = ({ id }: { id: string }) =>
  world.sql('select from totp_enrolments where user_id = $1', [id]);

test('a change of the password forgets a set-up that is not confirmed', async () => {
  const person = await world.addPerson();
  const { accessToken } = await world.openSession(person);
  const { secret } = (await startTotp(world, accessToken)).data.startTotp;
  const { data } = await change(world, accessToken, person.password);
  expect(await enrolments(person)).toEqual([]);
  const token = data.changePassword.accessToken;
  expect(codes(await confirmTotp(world, codeOf(secret), token))).toEqual(['ENROLMENT_INVALID']);
});

test('a change of the password keeps the authenticator', async () => {
  const { person, secret, tokens } = await enrol(world);
  const password = 'another walk along the harbour';
  const { data } = await change(world, tokens.accessToken, person.password, password);
  expect(codes(await world.refresh(data.changePassword.refreshToken))).toEqual([]);
  expect(codes(await logInWith(world, { ...person, password }, { totp: codeOf(secret) }))).toEqual([]);
});

test('an undone change of the email removes an authenticator that was set up since, and no older one', async () => {
  const [thief, owner] = [await enrol(world), await enrol(world)];
  const undoneSince = new Date(Date.now() - 3_600_000);
  await world.sql("update totp_credentials set created_at = now() - interval '2 hours' where user_id = $1", [
    owner.person.id,
  ]);
  for (const { person } of [thief, owner]) await endCredentials(person.id, { undoneSince });
  const left = await world.sql('select user_id from totp_credentials where user_id = any($1)', [
    [thief.person.id, owner.person.id],
  ]);
  expect(left).toEqual([{ user_id: Number(owner.person.id) }]);
  expect(eventsOf(world).filter((event) => event.startsWith('second-factor.removed'))).toHaveLength(1);
});

test("an operator's reset removes the authenticator", async () => {
  const { person } = await enrol(world);
  await endCredentials(person.id, { removesFactors: true });
  expect(codes(await world.logIn(person))).toEqual([]);
});

test('the link of the notice ends the sessions, and leaves the authenticator in place', async () => {
  const { person } = await enrol(world);
  const { token } = await mailedTo(world, person.email, 'second-factor-added');
  const query = 'mutation ($input: SecureAccountInput!) { secureAccount(input: $input) { revokedSessions } }';
  const { data } = await world.ask(query, { input: { token } });
  expect(data.secureAccount.revokedSessions).toBe(1);
  const rows = await world.sql('select from totp_credentials where user_id = $1', [person.id]);
  expect(rows).toHaveLength(1);
});

test('the purge deletes set-ups that have expired, and no others', async () => {
  const [expired, live] = [await world.addPerson(), await world.addPerson()];
  for (const person of [expired, live]) {
    const { accessToken } = await world.openSession(person);
    await startTotp(world, accessToken);
  }
  await world.sql('update totp_enrolments set expires_at = now() where user_id = $1', [expired.id]);
  await purgeEnrolments(world.app);
  expect(await enrolments(expired)).toEqual([]);
  expect(await enrolments(live)).toHaveLength(1);
});

test('the export tells when the authenticator was set up and used, and contains no secret', async () => {
  const { person, secret } = await enrol(world);
  const { data } = await logInWith(world, person, { totp: codeOf(secret) });
  const query = '{ myData { sections { name entries } } }';
  const token = data.continueLogin.tokens.accessToken;
  const { sections } = (await world.ask(query, {}, { token })).data.myData;
  const section = sections.find(({ name }: { name: string }) => name === 'authenticators');
  expect(section.entries).toEqual([{ createdAt: expect.any(String), lastUsedAt: expect.any(String) }]);
});
