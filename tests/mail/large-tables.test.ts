import { deleteWithheld, purgeMails } from '../../src/mail/purge-mails.ts';
import { purgeSecrets } from '../../src/one-time-secrets/forget-secrets.ts';
import { deleteOfEmail, selectSecrets } from '../../src/one-time-secrets/secret-data.ts';
import { makePerson } from '../support/client.ts';
import { requestReset } from '../support/passwords.ts';
import { beginSignup, startSignup } from '../support/verification.ts';
import { World } from '../support/world.ts';

const world = await World.start({ env: { MAIL_REQUESTS_PER_ADDRESS: 'off' } });
afterAll(() => world.stop());

const rows = 20_000;

beforeAll(async () => {
  await world.sql(`
    with people as (
      insert into users (username, email) select 'user' || n, 'user' || n || '@example.com'
      from generate_series(1, ${rows}) as n returning id)
    insert into one_time_secrets (id, purpose, user_id, subject, nonce, expires_at, used_at)
    select gen_random_uuid(), 'verify-email', id, 'owner', ''::bytea, now(), now() from people
    union all
    select gen_random_uuid(), 'signup', null, 'user' || n || '@example.com', ''::bytea, now(), case when n % 2 = 0 then now() end
    from generate_series(1, ${rows}) as n`);
  await world.sql(`
    insert into mails (id, kind, recipient, locale, expires_at, finished_at, outcome)
    select gen_random_uuid(), 'reset-password', '', 'en', now(), now(), 'sent' from generate_series(1, ${rows})`);
  await world.sql('analyze');
});

/** With values in place of parameters, as the planner sees them. */
async function planOf(statement: string, values: readonly string[]): Promise<string> {
  const text = values.reduce((found, value, at) => found.replaceAll(`$${at + 1}`, value), statement);
  const plan = await world.sql<{ 'QUERY PLAN': string }>(`explain ${text}`);
  return plan.map((line) => line['QUERY PLAN']).join('\n');
}

test.each([
  ['the export', selectSecrets, ['7', "'user8@example.com'"]],
  ['the erasure', deleteOfEmail, ["'user8@example.com'"]],
  ['the deletion of an account', 'delete from one_time_secrets where user_id = $1', ['7']],
  ['the purge of withheld mails', deleteWithheld, ['1000']],
])('%s reads no whole table', async (_what, statement, values) => {
  const plan = await planOf(statement, values);
  expect(plan).toContain('Index');
  expect(plan).not.toContain('Seq Scan');
});

test('finds unused and used secrets of an email without an account', async () => {
  for (const email of ['user8@example.com', 'user9@example.com']) {
    const select = selectSecrets.replace('$1', '0').replaceAll('$2', '$1');
    expect(await world.sql(select, [email])).toEqual([expect.objectContaining({ purpose: 'signup', email })]);
    await world.sql(deleteOfEmail, [email]);
    expect(await world.sql(select, [email])).toEqual([]);
  }
});

test('withheld mails, and the secrets of emails without an account, go after a day', async () => {
  const [stranger, signup] = [makePerson(), makePerson()];
  await world.sql('delete from mails');
  await requestReset(world, stranger.email);
  await beginSignup(world, signup);
  await startSignup(world, signup);
  const outcomes = async () =>
    (await world.sql('select outcome from mails order by created_at, id')).map(({ outcome }) => outcome);
  const purposes = async () =>
    (
      await world.sql(
        `select purpose from one_time_secrets where user_id is null
         and (subject = $1 or subject not like '%@%') order by 1`,
        [signup.email],
      )
    ).map(({ purpose }) => purpose);
  const age = (interval: string) =>
    world.sql(
      `with moved as (update mails set created_at = created_at - $1::interval)
       update one_time_secrets set expires_at = expires_at - $1::interval where user_id is null`,
      [interval],
    );
  const purge = async () => {
    await purgeMails(world.app);
    await purgeSecrets(world.app);
  };
  await age('23 hours');
  await purge();
  expect([await outcomes(), await purposes()]).toEqual([
    ['withheld', null, 'withheld'],
    ['reset-password', 'signup'],
  ]);
  await age('2 hours');
  await purge();
  // The link of a mail that was sent still tells its reader that it has expired.
  expect([await outcomes(), await purposes()]).toEqual([[null], ['signup']]);
});
