import { readdirSync, readFileSync } from 'node:fs';
import { joinServer } from '../../src/testing/service/database-server.ts';
import { makeDatabase } from '../../src/testing/service/template.ts';
import { connect } from '../support/databases.ts';

/** PostgreSQL's other names of the present time, which the test kit cannot move. */
const otherClock =
  /\b(current_(timestamp|date|time)|local(timestamp|time)|(clock|statement|transaction)_timestamp|timeofday|pg_catalog\.now)\b|'now'::/i;

const sourcesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => [`${folder}/${name}`, readFileSync(`${folder}/${name}`, 'utf8')] as const);

test('statements take the time from now(), which the test kit can move', () => {
  const found = [...sourcesIn('src'), ...sourcesIn('migrations')].filter(([, text]) => otherClock.test(text));
  // The first only says when a migration was applied. The second defines the kit's own function.
  expect(found.map(([name]) => name)).toEqual([
    'src/platform/database/schema-migrator.ts',
    'src/testing/service/database-clock.ts',
  ]);
});

test('every default of a column takes the time from the function of the kit', async () => {
  const seat = await joinServer('', process.env.TEST_DATABASE_URL);
  const database = await makeDatabase(seat);
  const client = await connect(database.url);
  // Outside this path, PostgreSQL names the schema of a function.
  await client.query('set search_path = pg_catalog');
  const { rows } = await client.query<{ place: string; source: string }>(`
    select adrelid::regclass::text || '.' || attname as place, pg_get_expr(adbin, adrelid) as source
    from pg_attrdef join pg_attribute on attrelid = adrelid and attnum = adnum
    where pg_get_expr(adbin, adrelid) ~* 'now|current|timestamp'`);
  await client.end();
  await database.drop();
  await seat.leave();
  expect(rows.length).toBeGreaterThan(20);
  expect(rows.filter(({ source }) => source !== 'public.now()').map(({ place }) => place)).toEqual([
    'public.mikro_orm_migrations.executed_at',
  ]);
});
