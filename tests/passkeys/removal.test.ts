import { systemContext } from '../../src/feature/context.ts';
import { credentialsChanged } from '../../src/feature/credentials.ts';
import { inTransaction } from '../../src/feature/unit-of-work.ts';
import { purgeChallenges } from '../../src/passkeys/start-passkeys.ts';
import { Authenticator } from '../support/authenticator.ts';
import { codes } from '../support/client.ts';
import { mailedTo, mailsTo } from '../support/mailed.ts';
import { addPasskey, logInWith, removePasskey } from '../support/passkeys.ts';
import { ageSession } from '../support/time.ts';
import { World } from '../support/world.ts';

const world = await World.start();
afterAll(() => world.stop());

/** A user with passkeys, logged in with the first one. */
async function prepare(count = 1) {
  const person = await world.addPerson();
  const [first, ...others] = Array.from({ length: count }, () => new Authenticator());
  if (!first) throw new Error('A passkey is needed to log in.');
  await addPasskey(world, (await world.openSession(person)).accessToken, first);
  const logIn = async () => (await logInWith(world, first)).data.finishPasskeyLogin.tokens;
  const { accessToken } = await logIn();
  for (const authenticator of others)
    expect(codes(await addPasskey(world, accessToken, authenticator))).toEqual([]);
  return { person, first, others, accessToken, logIn };
}

const passkeysOf = async ({ id }: { id: string }) =>
  (await world.sql('select from passkeys where user_id = $1', [id])).length;

test('removing a passkey ends every other session, opens a new one, and mails the owner', async () => {
  const { person, first, others, accessToken, logIn } = await prepare(2);
  const other = await logIn();
  const { data } = await removePasskey(world, accessToken, first.id);
  const { passkey, acceptedCredentialIds, userHandle, tokens } = data.removePasskey;
  expect([passkey, acceptedCredentialIds]).toEqual([null, [others[0]?.id]]);
  expect(userHandle).toMatch(/^[\w-]{43}$/);
  expect((await world.me(tokens.accessToken)).data.me.id).toBe(person.id);
  for (const token of [other.accessToken, accessToken]) expect((await world.me(token)).data.me).toBeNull();
  expect(codes(await logInWith(world, first))).toEqual(['PASSKEY_UNKNOWN']);
  const mails = await mailsTo(world, person.email);
  expect(mails.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['passkey-removed']));
});

test('the mails name the product, and contain no text that a client has chosen', async () => {
  const { person, first } = await prepare(2);
  const bitwarden = new Authenticator({ aaguid: 'd548826e-79b4-db40-a3d8-11116f7e8349' });
  const name = 'Visit https://evil.test';
  const { accessToken } = (await logInWith(world, first)).data.finishPasskeyLogin.tokens;
  await addPasskey(world, accessToken, bitwarden, { name });
  await removePasskey(world, accessToken, bitwarden.id);
  const facts = (await mailsTo(world, person.email)).slice(-2).map((mail) => mail.facts);
  expect(facts.map(({ provider }) => provider)).toEqual(['Bitwarden', 'Bitwarden']);
  expect(JSON.stringify(facts)).not.toContain('evil');
});

test('needs a recent proof with a second factor', async () => {
  const { person, first, accessToken } = await prepare();
  const { accessToken: weak } = await world.openSession(person);
  expect(codes(await removePasskey(world, weak, first.id))).toEqual(['REAUTHENTICATION_REQUIRED']);
  await ageSession(world, accessToken);
  expect(codes(await removePasskey(world, accessToken, first.id))).toEqual(['REAUTHENTICATION_REQUIRED']);
  expect(await passkeysOf(person)).toBe(1);
});

test('keeps the last way in', async () => {
  const { person, first, accessToken } = await prepare();
  await world.sql('delete from password_credentials where user_id = $1', [person.id]);
  expect(codes(await removePasskey(world, accessToken, first.id))).toEqual(['LAST_WAY_IN']);
  expect((await world.me(accessToken)).data.me.id).toBe(person.id);
  expect(codes(await logInWith(world, first))).toEqual([]);
});

test('a passkey of another domain is no way in', async () => {
  const { person, first, others, accessToken } = await prepare(2);
  await world.sql('delete from password_credentials where user_id = $1', [person.id]);
  await world.sql("update passkeys set rp_id = 'old.example' where credential_id = $1", [
    others[0]?.credentialId,
  ]);
  expect(codes(await removePasskey(world, accessToken, first.id))).toEqual(['LAST_WAY_IN']);
});

test('of racing removals of the last two passkeys, one succeeds', async () => {
  for (let round = 0; round < 5; round += 1) {
    const { person, first, others, accessToken, logIn } = await prepare(2);
    const { accessToken: second } = await logIn();
    await world.sql('delete from password_credentials where user_id = $1', [person.id]);
    const answers = await Promise.all([
      removePasskey(world, accessToken, first.id),
      removePasskey(world, second, others[0]?.id ?? ''),
    ]);
    expect(answers.filter(({ errors }) => !errors)).toHaveLength(1);
    expect(await passkeysOf(person)).toBe(1);
  }
});

test('a stranger cannot remove a passkey', async () => {
  const { person, first } = await prepare();
  const stranger = await prepare();
  expect(codes(await removePasskey(world, stranger.accessToken, first.id))).toEqual(['BAD_USER_INPUT']);
  expect(await passkeysOf(person)).toBe(1);
});

test('the link in the mail about a passkey removes those that a thief may have added, and no older one', async () => {
  const { person, first } = await prepare();
  await world.sql("update passkeys set created_at = now() - interval '8 days' where user_id = $1", [
    person.id,
  ]);
  const thief = new Authenticator();
  const { accessToken } = (await logInWith(world, first)).data.finishPasskeyLogin.tokens;
  await addPasskey(world, accessToken, thief);
  const { token } = await mailedTo(world, person.email, 'passkey-added');
  const query = 'mutation ($input: SecureAccountInput!) { secureAccount(input: $input) { revokedSessions } }';
  expect(codes(await world.ask(query, { input: { token } }))).toEqual([]);
  expect(codes(await logInWith(world, thief))).toEqual(['PASSKEY_UNKNOWN']);
  expect(codes(await logInWith(world, first))).toEqual([]);
});

test('recovery codes that a thief created with a passkey go with it', async () => {
  const person = await world.addPerson();
  const { accessToken } = await world.openSession(person);
  const thief = new Authenticator();
  await addPasskey(world, accessToken, thief);
  const { tokens } = (await logInWith(world, thief)).data.finishPasskeyLogin;
  const renewal = 'mutation { newRecoveryCodes { recoveryCodes } }';
  expect(codes(await world.ask(renewal, {}, { token: tokens.accessToken }))).toEqual([]);
  const { token } = await mailedTo(world, person.email, 'passkey-added');
  const query = 'mutation ($input: SecureAccountInput!) { secureAccount(input: $input) { revokedSessions } }';
  expect(codes(await world.ask(query, { input: { token } }))).toEqual([]);
  expect(await world.sql('select 1 from recovery_codes where user_id = $1', [person.id])).toEqual([]);
});

test('where every login needs a second factor, the link in a mail removes no passkey', async () => {
  const strict = await World.start({ env: { SECOND_FACTOR: 'required' }, database: world.database });
  const { person, first } = await prepare();
  const { accessToken } = (await logInWith(strict, first)).data.finishPasskeyLogin.tokens;
  await addPasskey(strict, accessToken, new Authenticator());
  const { token } = await mailedTo(world, person.email, 'passkey-added');
  const query = 'mutation ($input: SecureAccountInput!) { secureAccount(input: $input) { revokedSessions } }';
  expect(codes(await strict.ask(query, { input: { token } }))).toEqual([]);
  expect(await passkeysOf(person)).toBe(2);
  await strict.stop();
});

test('forgets passkeys that were added since a change that its owner undid, or all for an operator', async () => {
  const { person } = await prepare(3);
  await world.sql(
    `update passkeys set created_at = now() - interval '1 hour'
     where credential_id in (select credential_id from passkeys where user_id = $1 limit 2)`,
    [person.id],
  );
  const ctx = systemContext(world.app, 'cli:test');
  const change = { userId: Number(person.id), reason: 'administrator' };
  await inTransaction(ctx, () => credentialsChanged(ctx, change));
  expect(await passkeysOf(person)).toBe(3);
  const undoneSince = new Date(Date.now() - 60_000);
  await inTransaction(ctx, () => credentialsChanged(ctx, { ...change, undoneSince }));
  expect(await passkeysOf(person)).toBe(2);
  await inTransaction(ctx, () => credentialsChanged(ctx, { ...change, removesFactors: true }));
  expect(await passkeysOf(person)).toBe(0);
});

test('purges used challenges once they have expired', async () => {
  await prepare();
  await world.sql("update used_challenges set expires_at = now() - interval '2 hours'");
  await prepare();
  await purgeChallenges(world.app);
  const rows = await world.sql<{ expired: boolean }>(
    'select expires_at < now() as expired from used_challenges',
  );
  expect(rows).toHaveLength(2);
  expect(rows.some(({ expired }) => expired)).toBe(false);
});
