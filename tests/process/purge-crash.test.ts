import { setTimeout as sleep } from 'node:timers/promises';
import { connect, dropDatabase, makeDatabase } from '../support/databases.ts';
import { makeFolder, until } from '../support/left-behind.ts';
import { leaveNothingBehind, start } from '../support/service-process.ts';
import { testSecretKey } from '../support/tokens.ts';

leaveNothingBehind();

const folder = makeFolder();
const people = 400;
let database: string;
beforeAll(async () => {
  database = await makeDatabase();
});
afterAll(() => dropDatabase(database));

async function sql<Row>(text: string, values: unknown[] = []): Promise<Row[]> {
  const client = await connect(database);
  const { rows } = await client.query(text, values);
  await client.end();
  return rows;
}

const startService = () =>
  start({
    folder,
    env: {
      NODE_ENV: 'production',
      JWT_ISSUER: 'http://localhost:4000',
      SECRET_KEY: testSecretKey,
      DATABASE_URL: database,
      SMTP_URL: 'smtp://127.0.0.1:9',
      MAIL_FROM: 'no-reply@mail.example',
      ACCOUNT_PURGE_INTERVAL: '100ms',
    },
  });

/** The remains of each account: its row, its stub, and the mail about its deletion. */
const selectStates = `
  select count(*)::int4 as count, (u.id is not null) as "isWhole", (d.user_id is not null) as "isDeleted",
    (select count(*)::int4 from mails as m where m.recipient = 'gone-' || n || '@example.com' and m.kind = 'account-deleted')
      as mails,
    (select count(*)::int4 from sessions as s where s.user_id = $1 + n) as sessions
  from generate_series(1, ${people}) as n
    left join users as u on u.id = $1 + n left join deleted_accounts as d on d.user_id = $1 + n
  group by 2, 3, 4, 5`;

test('kill -9 during a purge leaves each account whole, or deleted with its row in deleted_accounts and its mail', async () => {
  const first = await startService();
  const [last] = await sql<{ id: number }>('select coalesce(max(id), 0) + 1000 as id from users');
  const base = last?.id ?? 1000;
  await sql(
    `with person as (
       insert into users (id, username, email, is_active)
       select $1 + n, 'gone-' || n, 'gone-' || n || '@example.com', false from generate_series(1, ${people}) as n
       returning id),
     session as (
       insert into sessions (id, user_id, secret_hash, idle_expires_at, absolute_expires_at)
       select gen_random_uuid(), id, '', now(), now() from person)
     insert into account_closings (user_id, due_at) select id, now() - interval '1 hour' from person`,
    [base],
  );
  const deleted = async () =>
    (await sql<{ count: number }>('select count(*)::int4 as count from deleted_accounts'))[0]?.count ?? 0;
  let service = first;
  let kills = 0;
  while ((await deleted()) < people && kills < 5) {
    const before = await deleted();
    await until('a deletion', async () => (await deleted()) > before);
    await service.end('SIGKILL');
    kills += 1;
    const states = await sql<Record<string, unknown>>(selectStates, [base]);
    for (const { count: _count, ...state } of states) {
      expect([
        { isWhole: true, isDeleted: false, mails: 0, sessions: 1 },
        { isWhole: false, isDeleted: true, mails: 1, sessions: 0 },
      ]).toContainEqual(state);
    }
    await sleep(50);
    service = await startService();
  }
  expect(kills).toBeGreaterThan(1);
  await until('the rest', async () => (await deleted()) === people);
  expect(await sql(selectStates, [base])).toEqual([
    { count: people, isWhole: false, isDeleted: true, mails: 1, sessions: 0 },
  ]);
  await service.end('SIGTERM');
});
