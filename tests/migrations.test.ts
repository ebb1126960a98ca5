import { readFile } from 'node:fs/promises';
import { MikroORM } from '@mikro-orm/postgresql';
import config from '../mikro-orm.config.ts';
import { SchemaMigrator } from '../src/platform/database/schema-migrator.ts';
import { dropDatabase, makeDatabase, serviceUrl } from './support/databases.ts';

const url = await makeDatabase({ empty: true });
const orm = await MikroORM.init({ ...config, clientUrl: serviceUrl(url) });
const migrator = new SchemaMigrator(orm.em);
afterAll(async () => {
  await orm.close(true);
  await dropDatabase(url);
});

test('the migrations of migrations/index.ts create exactly the tables that the entities describe', async () => {
  await migrator.up();
  expect(await orm.schema.getUpdateSchemaSQL({ wrap: false, safe: false, dropTables: false })).toBe('');
});

test('migrate down to an empty database, and up again', async () => {
  await migrator.down({ to: 0 });
  const left = await orm.em.execute("select tablename from pg_tables where schemaname = 'public'");
  expect(left).toEqual([{ tablename: 'mikro_orm_migrations' }]);
  await migrator.up();
  expect(await migrator.getPending()).toEqual([]);
});

test('an operator may create the index of urgent mails before the upgrade, as docs/operations.md says', async () => {
  const page = await readFile('docs/operations.md', 'utf8');
  const [, statement = ''] =
    /```sql\n(create index concurrently if not exists "mails_urgent_index"[^;]*);/.exec(page) ?? [];
  const definition = async () =>
    (await orm.em.execute("select indexdef from pg_indexes where indexname = 'mails_urgent_index'"))[0]
      ?.indexdef;
  const created = await definition();
  await migrator.down({ to: 'Migration20261204000000_account_deletion' });
  expect(await definition()).toBeUndefined();
  await orm.em.execute(statement);
  expect(await definition()).toBe(created);
  await migrator.up();
  expect([await definition(), await migrator.getPending()]).toEqual([created, []]);
});

test('deleting an account deletes its data: every foreign key to users cascades', async () => {
  const keys = await orm.em.execute(`
    select conrelid::regclass::text as "table", confdeltype as "onDelete" from pg_constraint
    where contype = 'f' and confrelid = 'users'::regclass order by 1`);
  expect(keys.length).toBeGreaterThan(1);
  expect(keys).toEqual(keys.map(({ table }) => ({ table, onDelete: 'c' })));
  await orm.em.execute(`
    insert into users (username, email) values ('ada', 'ada@example.com');
    insert into password_credentials (user_id, hash) select id, '' from users;
    insert into sessions (id, user_id, secret_hash, idle_expires_at, absolute_expires_at)
      select gen_random_uuid(), id, '', now(), now() from users;
    delete from users`);
  expect(await orm.em.execute('select 1 from sessions union all select 1 from password_credentials')).toEqual(
    [],
  );
});
