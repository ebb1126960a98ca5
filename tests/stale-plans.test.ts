import { Database, execute } from '../src/platform/database/database.ts';
import { TotpCredential } from '../src/totp/totp-credential.entity.ts';
import { dropDatabase, makeDatabase, statement } from './support/databases.ts';

const limits = {
  poolSize: 1,
  acquireTimeout: 5_000,
  statementTimeout: 5_000,
  lockTimeout: 5_000,
  pooler: 'session',
} as const;

const select = 'select text from notes where id = $1';

test('after a migration has changed the type of a column, a statement fails at most once per connection', async () => {
  const url = await makeDatabase({ empty: true });
  await statement(url, "create table notes (id int4, text varchar); insert into notes values (1, 'a')");
  const database = await Database.open(url, { entities: [TotpCredential], migrations: [] }, limits);
  const read = () => database.fork().transactional((em) => execute(em as never, select, [1]));
  expect(await read()).toEqual([{ text: 'a' }]);
  await statement(url, 'alter table notes alter column text type text');
  await expect(read()).rejects.toThrow('cached plan must not change result type');
  expect(await read()).toEqual([{ text: 'a' }]);
  await database.close();
  await dropDatabase(url);
});
