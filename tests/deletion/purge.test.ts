import { purgeAccounts } from '../../src/deletion/purge-accounts.ts';
import type { Feature } from '../../src/feature/feature.ts';
import { features } from '../../src/features.ts';
import { codes, makePerson } from '../support/client.ts';
import { connect } from '../support/databases.ts';
import {
  beginRestoring,
  closePerson,
  deleteAccount,
  makeDue,
  restoreAccount,
  restoreByLogin,
  stateOf,
} from '../support/deletion.ts';
import { changeUsername } from '../support/identifiers.ts';
import { until } from '../support/left-behind.ts';
import { mailsTo } from '../support/mailed.ts';
import { dump, eventsOf, forgetLimits, reasonsOf, startSignup } from '../support/verification.ts';
import { World } from '../support/world.ts';

const world = await World.start();
afterAll(() => world.stop());
beforeEach(() => forgetLimits(world));

const deleted = { isActive: null, isClosing: false, isDeleted: true };
const entities = `query ($all: [_Any!]!) { _entities(representations: $all) { ... on User {
  id username email isActive emailVerified emailStatus } } }`;
const references = (ids: string[]) => ({ all: ids.map((id) => ({ __typename: 'User', id })) });

/** An account that is due. */
async function makeDuePerson() {
  const closed = await closePerson(world);
  await makeDue(world, closed.person);
  return closed;
}

test('deletes the accounts that are due, and no others', async () => {
  const [due, later, open] = [await makeDuePerson(), await closePerson(world), await world.addPerson()];
  world.log.length = 0;
  expect(await purgeAccounts(world.app)).toBe(1);
  expect(await stateOf(world, due.person)).toEqual(deleted);
  expect(await stateOf(world, later.person)).toMatchObject({ isClosing: true });
  expect(await stateOf(world, open)).toMatchObject({ isActive: true });
  expect(eventsOf(world)).toEqual(['account.deleted']);
  expect(world.log.join('')).toContain(`"userId":${due.person.id}`);
  expect(world.log.join('')).toContain('"actor":"job:account-purge"');
  expect(await purgeAccounts(world.app)).toBe(0);
});

test('every process purges by itself', async () => {
  const { person } = await makeDuePerson();
  const other = await World.start({ database: world.database, env: { ACCOUNT_PURGE_INTERVAL: '100ms' } });
  try {
    await until('the deletion', async () => (await stateOf(world, person))?.isDeleted === true);
  } finally {
    await other.stop();
  }
});

test('nothing about the person stays in the database, except the held name and the mail that says so', async () => {
  const { person, tokens } = await makeDuePerson();
  const { username, email, id } = person;
  await world.ask(`mutation ($e: String!) { requestPasswordReset(input: { email: $e }) { flow } }`, {
    e: email,
  });
  await world.ask('mutation ($input: SignupInput!) { startSignup(input: $input) { flow } }', {
    input: { username: `x${username}`.slice(0, 32), email, password: person.password },
  });
  expect(await dump(world)).toContain(email);
  await purgeAccounts(world.app);
  const mails = await mailsTo(world, email);
  expect(mails).toMatchObject([{ kind: 'account-deleted', recipient: email, facts: { username } }]);
  const held = await world.sql(
    'select value, user_id from held_identifiers where until > now() + $1::interval',
    ['29 days'],
  );
  expect(held).toContainEqual({ value: username, user_id: null });
  await world.sql('delete from held_identifiers where value = $1', [username]);
  await world.sql('delete from mails where recipient = $1', [email]);
  const rest = await dump(world);
  expect(rest).not.toContain(email);
  expect(rest).not.toContain(username);
  const columns = await world.sql<{ name: string }>(
    `select table_name as name from information_schema.columns
     where table_schema = 'public' and column_name = 'user_id' and table_name <> 'deleted_accounts'`,
  );
  for (const { name } of columns)
    expect([name, await world.sql(`select 1 from "${name}" where user_id = $1`, [id])]).toEqual([name, []]);
  expect(codes(await world.me(tokens.accessToken))).toEqual(['UNAUTHENTICATED']);
  expect(codes(await world.refresh(tokens.refreshToken))).toEqual(['INVALID_REFRESH_TOKEN']);
  expect(codes(await world.logIn(person))).toEqual(['INVALID_CREDENTIALS']);
});

test('a reference to a deleted account resolves to a stub, and one to an unknown id to null', async () => {
  const { person, tokens } = await makeDuePerson();
  const other = await world.addPerson();
  await purgeAccounts(world.app);
  const { data } = await world.ask(entities, references([person.id, other.id, '2000000000']), {
    token: tokens.accessToken,
  });
  const hidden = { email: null, emailVerified: null, emailStatus: null };
  expect(data._entities).toEqual([
    { id: person.id, username: 'deleted', isActive: false, ...hidden },
    { id: other.id, username: other.username, isActive: true, ...hidden },
    null,
  ]);
});

test('the same email can sign up again, and gets another id', async () => {
  const { username, email, password, id } = (await makeDuePerson()).person;
  await purgeAccounts(world.app);
  expect(codes(await world.signUp({ username: username.toUpperCase(), email, password }))).toEqual([
    'USERNAME_TAKEN',
  ]);
  const again = await world.signUp({ username: `new-${username}`.slice(0, 32), email, password });
  expect(Number(again.data.signup.id)).toBeGreaterThan(Number(id));
  const { data } = await world.ask(entities, references([id, again.data.signup.id]));
  expect(data._entities.map(({ isActive }: { isActive: boolean }) => isActive)).toEqual([false, true]);
});

test('the link of the mail ends with the account', async () => {
  const { person, link } = await makeDuePerson();
  const challenge = await beginRestoring(world, person);
  await purgeAccounts(world.app);
  expect(reasonsOf(await restoreAccount(world, link))).toEqual(['LINK_INVALID INVALID']);
  expect(codes(await restoreByLogin(world, challenge))).toEqual(['CHALLENGE_INVALID']);
});

test('a username that the account gave up before stays held for the rest of its time', async () => {
  const person = await world.addPerson();
  const { accessToken } = await world.openSession(person);
  await changeUsername(world, makePerson().username, accessToken);
  await deleteAccount(world, accessToken);
  await makeDue(world, person);
  expect(await purgeAccounts(world.app)).toBe(1);
  const sameName = { ...makePerson(), username: person.username };
  expect(codes(await world.signUp(sameName))).toEqual(['USERNAME_TAKEN']);
  await world.sql('update held_identifiers set until = now() where value = $1', [person.username]);
  expect(codes(await world.signUp(sameName))).toEqual([]);
});

test('of signups with the email that were never completed, only the mails stay', async () => {
  const person = await world.addPerson();
  const email = makePerson().email;
  await startSignup(world, { ...makePerson(), email });
  await world.sql('update users set email = $2 where id = $1', [person.id, email]);
  const { accessToken } = await world.openSession(person);
  await deleteAccount(world, accessToken);
  await makeDue(world, person);
  expect(await purgeAccounts(world.app)).toBe(1);
  expect((await mailsTo(world, email)).map(({ kind, token }) => [kind, token])).toEqual([
    ['complete-signup', ''],
    ['account-deleted', ''],
  ]);
  expect((await dump(world)).split(email)).toHaveLength(3);
});

test('skips an account that another transaction holds, and deletes the others', async () => {
  const [held, free] = [(await makeDuePerson()).person, (await makeDuePerson()).person];
  const holder = await connect(world.database);
  await holder.query('begin');
  await holder.query('select 1 from users where id = $1 for no key update', [held.id]);
  expect(await purgeAccounts(world.app)).toBe(1);
  expect(await stateOf(world, free)).toEqual(deleted);
  expect(await stateOf(world, held)).toMatchObject({ isClosing: true });
  await holder.end();
  expect(await purgeAccounts(world.app)).toBe(1);
});

test('an account that a replica of an older version has enabled is not deleted', async () => {
  const { person } = await makeDuePerson();
  await world.sql('update users set is_active = true where id = $1', [person.id]);
  expect(await purgeAccounts(world.app)).toBe(0);
  expect(await stateOf(world, person)).toEqual({ isActive: true, isClosing: false, isDeleted: false });
});

test('if deleting one account fails, it stays whole, and the others are deleted', async () => {
  let stubborn = '';
  const failing: Feature = {
    name: 'failing',
    personalData: {
      tables: [],
      export: () => ({}),
      async erase(_ctx, { id }) {
        if (String(id) === stubborn) throw new Error('This feature cannot erase its data.');
      },
    },
  };
  const other = await World.start({ database: world.database, features: [...features, failing] });
  try {
    const [first, second] = [(await makeDuePerson()).person, (await makeDuePerson()).person];
    stubborn = first.id;
    expect(await purgeAccounts(other.app)).toBe(1);
    expect(await stateOf(world, first)).toMatchObject({ isClosing: true, isDeleted: false });
    expect(await stateOf(world, second)).toEqual(deleted);
    expect((await mailsTo(world, first.email)).map(({ kind }) => kind)).toEqual(['account-closing']);
    expect(other.log.join('')).toContain('could not delete an account that is due');
    stubborn = '';
    expect(await purgeAccounts(other.app)).toBe(1);
  } finally {
    await other.stop();
  }
});

test('a listener of the deletion that fails keeps the account, and no event says that it was deleted', async () => {
  const listening: Feature = {
    name: 'listening',
    listensTo: ['account.deleted'],
    onEvent() {
      throw new Error('This listener cannot write its row.');
    },
  };
  const other = await World.start({ database: world.database, features: [...features, listening] });
  try {
    const { person } = await makeDuePerson();
    expect(await purgeAccounts(other.app)).toBe(0);
    expect(await stateOf(world, person)).toMatchObject({ isClosing: true, isDeleted: false });
    expect(eventsOf(other)).not.toContain('account.deleted');
  } finally {
    await other.stop();
  }
});

test('deletes more accounts than fit into one batch', async () => {
  await world.sql(
    `with people as (
       insert into users (username, email, is_active)
       select 'many-' || n, 'many-' || n || '@example.com', false from generate_series(1, 250) as n returning id)
     insert into account_closings (user_id, due_at) select id, now() - interval '1 hour' from people`,
  );
  expect(await purgeAccounts(world.app)).toBeGreaterThanOrEqual(250);
  expect(await world.sql(`select 1 from users where username like 'many-%'`)).toEqual([]);
});

test('a second deletion of a restored account starts its delay anew', async () => {
  const { person } = await closePerson(world);
  const step = (await restoreByLogin(world, await beginRestoring(world, person))).data.continueLogin;
  const { data } = await deleteAccount(world, step.tokens.accessToken);
  expect(Date.parse(data.deleteAccount.dueAt)).toBeGreaterThan(Date.now() + 13 * 86_400_000);
});
