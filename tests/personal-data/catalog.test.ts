import type { Feature } from '../../src/feature/feature.ts';
import { features } from '../../src/features.ts';
import { deleteAccount } from '../support/deletion.ts';
import { startSignup } from '../support/verification.ts';
import { World } from '../support/world.ts';

const world = await World.start();
afterAll(() => world.stop());

/** Names of columns with personal data, other than `user_id`. */
const telling = '(^|_)(e?mail|recipient|subject|user_?name|identifier|ip_address|user_agent|locale)(_|$)';

/** Tables whose rows refer to a person only through a listed table. */
const innerTables = ['one_time_flows'];

/** Data that remains on purpose (docs/deleting-accounts.md). */
const keptTables = ['deleted_accounts'];

interface Table {
  name: string;
  /** Whether deleting the user's row also deletes this row, directly or through other tables. */
  cascades: boolean;
}

/**
 * Every table that has personal data according to the catalog: a `user_id`, a foreign key to `users`, or a name that matches
 * `telling`.
 */
function tablesOfPeople(): Promise<Table[]> {
  return world.sql<Table & Record<string, unknown>>(
    `with recursive cascading as (
       select 'users'::regclass::oid as id
       union
       select k.conrelid from pg_constraint as k join cascading as c on k.confrelid = c.id
       where k.contype = 'f' and k.confdeltype = 'c')
     select c.relname as name, c.oid in (select id from cascading) as cascades
     from pg_class as c
     where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and (
       c.relname = 'users'
       or exists (select from pg_constraint as k where k.contype = 'f' and k.conrelid = c.oid and k.confrelid = 'users'::regclass)
       or exists (select from pg_attribute as a where a.attrelid = c.oid and a.attnum > 0
         and (a.attname = 'user_id' or a.attname ~ $1)))
     order by 1`,
    [telling],
  );
}

/** Tables that no feature exports or erases. */
async function problemsOf(declaring: readonly Feature[]): Promise<string[]> {
  const owners = new Map(
    declaring.flatMap(({ personalData }) =>
      (personalData?.tables ?? []).map((name) => [name, personalData] as const),
    ),
  );
  return (await tablesOfPeople()).flatMap(({ name, cascades }) => {
    if (innerTables.includes(name)) return [];
    const owner = owners.get(name);
    if (!owner) return [`no feature lists ${name} in its personalData`];
    const isErased = cascades || owner.erase !== undefined || keptTables.includes(name);
    return isErased ? [] : [`nothing erases ${name}`];
  });
}

test('every table that holds data of a person is exported and erased', async () => {
  expect((await tablesOfPeople()).length).toBeGreaterThan(6);
  expect(await problemsOf(features)).toEqual([]);
});

test('detects a table that no feature answers for', async () => {
  await world.sql('create table planted (new_email text)');
  await world.sql('create table planted_too (owner_id int4 references users)');
  const planted: Feature = { name: 'planted', personalData: { tables: ['planted_too'], export: () => ({}) } };
  try {
    expect(await problemsOf([...features, planted])).toEqual([
      'no feature lists planted in its personalData',
      'nothing erases planted_too',
    ]);
  } finally {
    await world.sql('drop table planted, planted_too');
  }
});

test('a name or an email is found only in tables that a feature answers for', async () => {
  const person = await world.addPerson();
  const { username, email, password } = person;
  const { accessToken } = await world.openSession(person);
  await world.logIn({ ...person, password: 'a wrong guess' });
  await world.ask(`mutation ($e: String!) { requestPasswordReset(input: { email: $e }) { flow } }`, {
    e: email,
  });
  await startSignup(world, { username: `x${username}`.slice(0, 32), email, password });
  await deleteAccount(world, accessToken);
  const listed = features.flatMap(({ personalData }) => personalData?.tables ?? []);
  const tables = await world.sql<{ name: string }>(
    "select table_name as name from information_schema.tables where table_schema = 'public'",
  );
  const holding = [];
  for (const { name } of tables) {
    const text = `select 1 from "${name}" as t where to_jsonb(t)::text ~* $1 limit 1`;
    if ((await world.sql(text, [`${username}|${email}`])).length > 0) holding.push(name);
  }
  expect(holding).toEqual(expect.arrayContaining(['users', 'mails', 'one_time_secrets', 'pending_signups']));
  expect(holding.filter((name) => !listed.includes(name))).toEqual([]);
});
