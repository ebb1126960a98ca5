import { joinServer } from '../../src/testing/service/database-server.ts';
import { makeDatabase } from '../../src/testing/service/template.ts';
import { connect, dropDatabase, makeDatabase as makeAdminDatabase } from '../support/databases.ts';

test('services whose TEST_DATABASE_URL names different databases of a server leave each other alone', async () => {
  const other = await makeAdminDatabase({ empty: true });
  const seats = [await joinServer('', process.env.TEST_DATABASE_URL), await joinServer('', other)];
  const databases = [];
  for (const seat of seats) databases.push(await makeDatabase(seat));
  for (const database of databases) {
    const client = await connect(database.url);
    await client.end();
    await database.drop();
  }
  const seat = await joinServer('', other);
  seats.push(seat);
  const { rows } = await seat.admin.query(
    `select datname as name from pg_database join (select oid from pg_database where datname = current_database()) as own
       on datname ~ ('^auth_testing_' || own.oid || '_')`,
  );
  for (const { name } of rows) await seat.admin.query(`drop database ${name}`);
  for (const each of seats) await each.leave();
  await dropDatabase(other);
  expect(rows).toHaveLength(1);
});
