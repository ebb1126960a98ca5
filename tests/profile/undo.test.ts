import { systemContext } from '../../src/feature/context.ts';
import type { Feature } from '../../src/feature/feature.ts';
import { features } from '../../src/features.ts';
import { purgeSecrets } from '../../src/one-time-secrets/forget-secrets.ts';
import { execute } from '../../src/platform/database/database.ts';
import { purgeChanges } from '../../src/profile/email-changes.ts';
import { codes, makePerson } from '../support/client.ts';
import { printed, runCommand } from '../support/command-line.ts';
import {
  addVerified,
  changeEmail,
  changeUsername,
  confirmEmailChange,
  rowOf,
  undoEmailChange,
} from '../support/identifiers.ts';
import { mailedTo, mailsTo } from '../support/mailed.ts';
import { change, mailReset, requestReset, reset, strong } from '../support/passwords.ts';
import { ageSession } from '../support/time.ts';
import { testSecretKey } from '../support/tokens.ts';
import { forgetLimits, reasonsOf } from '../support/verification.ts';
import { World } from '../support/world.ts';

const env = { MAIL_REQUESTS_PER_ADDRESS: 'off' };
const world = await World.start({ env });
afterAll(() => world.stop());

const emailOf = async (owner: Parameters<typeof rowOf>[1]) => (await rowOf(world, owner)).email;

test('restores the old email, ends all sessions, and deletes the password', async () => {
  const { owner, newEmail, undo, freshToken } = await changeEmail(world);
  const other = (await world.logIn({ ...owner, username: newEmail })).data.login;
  const { data } = await undoEmailChange(world, undo);
  expect(data.undoEmailChange).toEqual({ email: owner.email, revokedSessions: 2 });
  for (const token of [freshToken, other.accessToken])
    expect(codes(await world.me(token))).toEqual(['UNAUTHENTICATED']);
  expect(codes(await world.logIn({ ...owner, username: owner.email }))).toEqual(['INVALID_CREDENTIALS']);
  const shown = { [owner.email]: owner.email, [newEmail]: `${owner.email[0]}•••@example.com` };
  for (const [recipient, email] of Object.entries(shown)) {
    expect(await mailedTo(world, recipient)).toMatchObject({
      kind: 'email-change-undone',
      facts: { username: owner.username, email },
    });
  }
  await requestReset(world, newEmail);
  expect((await mailsTo(world, newEmail)).map(({ kind }) => kind)).not.toContain('reset-password');
  const { token } = await mailReset(world, owner.email);
  expect(codes(await reset(world, { token }))).toEqual([]);
  expect(codes(await world.logIn({ ...owner, password: strong }))).toEqual([]);
});

test('the email that the thief gave the account is free again', async () => {
  const { owner, newEmail, undo } = await changeEmail(world);
  await undoEmailChange(world, undo);
  expect(codes(await world.signUp({ ...makePerson(), email: newEmail }))).toEqual([]);
  expect(await world.sql('select 1 from held_identifiers where user_id = $1', [owner.id])).toEqual([]);
  expect(await world.sql('select 1 from email_changes where user_id = $1', [owner.id])).toEqual([]);
});

describe('a hijacked account', () => {
  test('a thief with a session, but without the password, changes nothing', async () => {
    const owner = await addVerified(world);
    const { accessToken } = await world.openSession(owner);
    await ageSession(world, accessToken);
    const { email, username } = makePerson();
    const request = `mutation { requestEmailChange(input: { newEmail: "${email}" }) { flow } }`;
    expect(codes(await world.ask(request, {}, { token: accessToken }))).toEqual([
      'REAUTHENTICATION_REQUIRED',
    ]);
    expect(codes(await changeUsername(world, username, accessToken))).toEqual(['REAUTHENTICATION_REQUIRED']);
    expect(await rowOf(world, owner)).toEqual({ email: owner.email, username: owner.username });
    expect(await mailsTo(world, owner.email)).toEqual([]);
  });

  test('with the password, the owner wins everything back, after two changes, a rename and a new password', async () => {
    const owner = await addVerified(world);
    const first = await changeEmail(world, { owner });
    const thief = { ...owner, username: first.newEmail };
    const renamed = makePerson().username;
    expect(codes(await changeUsername(world, renamed, first.freshToken))).toEqual([]);
    const second = await changeEmail(world, { owner: { ...thief, email: first.newEmail } });
    const third = await changeEmail(world, {
      owner: { ...owner, username: second.newEmail, email: second.newEmail },
    });
    const changed = await change(world, third.freshToken, owner.password, 'the ferry leaves at dawn');
    expect(codes(changed)).toEqual([]);
    await forgetLimits(world);
    const late = await mailReset(world, third.newEmail);

    expect((await undoEmailChange(world, first.undo)).data.undoEmailChange.email).toBe(owner.email);

    expect(await rowOf(world, owner)).toEqual({ email: owner.email, username: owner.username });
    const { accessToken } = changed.data.changePassword;
    expect(codes(await world.me(accessToken))).toEqual(['UNAUTHENTICATED']);
    expect(reasonsOf(await reset(world, { token: late.token }))).toEqual(['LINK_INVALID INVALID']);
    for (const { undo } of [second, third])
      expect(reasonsOf(await undoEmailChange(world, undo))).toEqual(['LINK_INVALID INVALID']);
    for (const email of [first.newEmail, second.newEmail, third.newEmail])
      expect(codes(await world.signUp({ ...makePerson(), email }))).toEqual([]);
    expect(codes(await world.signUp({ ...makePerson(), username: renamed }))).toEqual([]);
    const { token } = await mailReset(world, owner.email);
    expect(codes(await reset(world, { token }))).toEqual([]);
    const back = await world.logIn({ ...owner, password: strong });
    expect(codes(back)).toEqual([]);
    // The owner may rename the account at once, in case the thief renamed it before the first change of the email.
    expect(codes(await changeUsername(world, makePerson().username, back.data.login.accessToken))).toEqual(
      [],
    );
  });

  test('a thief who makes the second change final cannot make the first one final', async () => {
    const owner = await addVerified(world);
    const first = await changeEmail(world, { owner });
    await forgetLimits(world);
    const thief = { ...owner, username: first.newEmail, email: first.newEmail };
    const { accessToken } = await world.openSession(thief);
    const next = makePerson().email;
    const query =
      'mutation ($input: RequestEmailChangeInput!) { requestEmailChange(input: $input) { flow } }';
    const { data } = await world.ask(query, { input: { newEmail: next } }, { token: accessToken });
    const input = {
      flow: data.requestEmailChange.flow,
      code: (await mailedTo(world, next, 'confirm-email')).code,
      oldCode: (await mailedTo(world, first.newEmail, 'email-change-requested')).code,
    };
    expect(codes(await confirmEmailChange(world, input, accessToken))).toEqual([]);
    expect((await undoEmailChange(world, first.undo)).data.undoEmailChange.email).toBe(owner.email);
  });

  test('the older mailbox wins over the newer one, also after the newer one has undone its change', async () => {
    const owner = await addVerified(world);
    const first = await changeEmail(world, { owner });
    const second = await changeEmail(world, {
      owner: { ...owner, username: first.newEmail, email: first.newEmail },
    });
    await undoEmailChange(world, second.undo);
    expect(await emailOf(owner)).toBe(first.newEmail);
    await undoEmailChange(world, first.undo);
    expect(await emailOf(owner)).toBe(owner.email);
  });
});

test('other features learn what to undo, in the same unit of work, and before a closing account is judged', async () => {
  const seen: object[] = [];
  const listener: Feature = {
    name: 'planted',
    listensTo: ['email.change-undone'],
    onEvent: async ({ em }, { userId }) => {
      await execute(em, 'update users set is_active = true where id = $1', [userId]);
    },
    onCredentialsChanged: (_ctx, credentialsChange) => {
      seen.push(credentialsChange);
    },
  };
  const { owner, undo } = await changeEmail(world);
  const [row] = await world.sql<{ changed_at: Date }>(
    'select changed_at from email_changes where user_id = $1',
    [owner.id],
  );
  await world.sql('update users set is_active = false where id = $1', [owner.id]);
  const listening = await World.start({ database: world.database, features: [...features, listener], env });
  expect(codes(await undoEmailChange(listening, undo))).toEqual([]);
  expect(seen).toEqual([
    { userId: Number(owner.id), reason: 'email-change-undo', undoneSince: row?.changed_at },
  ]);
  await listening.stop();
});

test('an operator who sets the email has the last word', async () => {
  const { owner, newEmail, undo } = await changeEmail(world);
  const email = makePerson().email;
  const run = (...args: string[]) =>
    runCommand(['users', ...args], { env: { DATABASE_URL: world.database, SECRET_KEY: testSecretKey } });
  const taken = await run('set-email', (await world.addPerson()).username, owner.email);
  expect(taken.stderr).toContain('is held for an account');
  const set = await run('set-email', newEmail, email);
  expect(printed(set.stdout)).toMatchObject([{ email }]);
  expect(reasonsOf(await undoEmailChange(world, undo))).toEqual(['LINK_INVALID INVALID']);
  expect(await emailOf(owner)).toBe(email);
});

test('an email that an operator has given to another account cannot be restored', async () => {
  const { owner, newEmail, undo } = await changeEmail(world);
  await world.sql('delete from held_identifiers where value = $1', [owner.email]);
  expect(codes(await world.signUp({ ...makePerson(), email: owner.email }))).toEqual([]);
  expect(codes(await undoEmailChange(world, undo))).toEqual(['EMAIL_TAKEN']);
  expect(await emailOf(owner)).toBe(newEmail);
});

test('EMAIL_CHANGE_UNDO is how long the link works and the email is held', async () => {
  const short = await World.start({ database: world.database, env: { ...env, EMAIL_CHANGE_UNDO: '1h' } });
  const { owner, undo } = await changeEmail(short);
  const [row] = await world.sql(
    `select s.expires_at = c.undo_until and c.undo_until = h.until and c.undo_until = c.changed_at + interval '1 hour' as "isHour"
     from email_changes as c join held_identifiers as h on h.user_id = c.user_id
       join one_time_secrets as s on s.subject = c.id::text where c.user_id = $1`,
    [owner.id],
  );
  expect(row).toEqual({ isHour: true });
  await world.sql("update email_changes set undo_until = now() - interval '2 days' where user_id = $1", [
    owner.id,
  ]);
  await world.sql(
    `update one_time_secrets set expires_at = now() - interval '2 days'
     where purpose = 'undo-email-change' and subject in (select id::text from email_changes where user_id = $1)`,
    [owner.id],
  );
  await world.sql("update held_identifiers set until = now() - interval '2 days' where user_id = $1", [
    owner.id,
  ]);
  await purgeChanges(world.app);
  await purgeSecrets(world.app);
  expect(await world.sql('select 1 from email_changes where user_id = $1', [owner.id])).toEqual([]);
  expect(reasonsOf(await undoEmailChange(short, undo))).toEqual(['LINK_INVALID EXPIRED']);
  expect(codes(await world.signUp({ ...makePerson(), email: owner.email }))).toEqual([]);
  await short.stop();
});

test.each(['59m', '31d', '7'])('EMAIL_CHANGE_UNDO=%s is rejected at the start', async (value) => {
  await expect(World.start({ env: { EMAIL_CHANGE_UNDO: value } })).rejects.toThrow(
    /EMAIL_CHANGE_UNDO must be/,
  );
});

test('the export of an account has its changes and held identifiers', async () => {
  const { owner } = await changeEmail(world);
  const ctx = systemContext(world.app, 'job:test');
  const [account] = await world.sql(
    'select id, username, email, is_active as "isActive" from users where id = $1',
    [owner.id],
  );
  const parts = await Promise.all(
    features.map(({ personalData }) => personalData?.export(ctx, account as never)),
  );
  expect(Object.assign({}, ...parts)).toMatchObject({
    emailChanges: [{ oldEmail: owner.email, oldUsername: owner.username }],
    heldIdentifiers: [{ kind: 'email', value: owner.email }],
  });
});
