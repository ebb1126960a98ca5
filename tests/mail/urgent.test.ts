import { urgentMails } from '../../src/mail/mail-rows.ts';
import { until } from '../support/left-behind.ts';
import { MailSink } from '../support/mail-sink.ts';
import { requestReset } from '../support/passwords.ts';
import { World } from '../support/world.ts';

const waiting = 1_000;
/** Mails that the worker claims at once (src/mail/mail-worker.ts). */
const batch = 64;

const flooded = await World.start({ env: { MAIL_REQUESTS_PER_ADDRESS: 'off' } });
const sink = await MailSink.start();
afterAll(async () => {
  await flooded.stop();
  await sink.stop();
});

/** Starts a service that sends the waiting mails. @returns how many others left before the one to this mailbox. */
async function othersBefore(email: string): Promise<number> {
  sink.received.length = 0;
  const env = { SMTP_URL: sink.url, MAIL_WORKER: 'true' };
  const sending = await World.start({ database: flooded.database, env });
  const at = () => sink.received.findIndex(({ to }) => to.includes(email));
  await until('the mail', () => at() >= 0);
  await sending.stop();
  await flooded.sql('delete from mails');
  await flooded.sql('delete from one_time_secrets');
  return at();
}

/** Mails that anyone can request for any email, as a flood of signups would. */
const floodWithSignups = () =>
  flooded.sql(
    `with secret as (
       insert into one_time_secrets (id, purpose, subject, nonce, expires_at)
       select gen_random_uuid(), 'signup', format('flood-%s@example.com', n), decode(repeat('00', 16), 'hex'),
         now() + interval '1 day'
       from generate_series(1, $1::int4) as n returning id, subject)
     insert into mails (id, kind, recipient, locale, secret_id, facts, expires_at, due_at)
     select gen_random_uuid(), 'complete-signup', subject, 'en', id, '{"username": "flood"}', now() + interval '1 day',
       now() - interval '1 minute'
     from secret`,
    [waiting],
  );

test('a reset overtakes a thousand waiting mails for signups', async () => {
  await floodWithSignups();
  const person = await flooded.addPerson();
  await requestReset(flooded, person.email);
  expect(await othersBefore(person.email)).toBeLessThan(batch);
});

test('a thousand waiting resets hold up an older notice for a few batches only', async () => {
  const people = `
    with person as (
      insert into users (username, email)
      select 'many-' || n, format('many-%s@example.com', n) from generate_series(1, $1::int4) as n returning id, email),
    secret as (
      insert into one_time_secrets (id, purpose, user_id, subject, nonce, expires_at)
      select gen_random_uuid(), 'reset-password', id, email, decode(repeat('00', 16), 'hex'), now() + interval '1 day'
      from person returning id, user_id, subject)
    insert into mails (id, kind, user_id, recipient, locale, secret_id, facts, expires_at)
    select gen_random_uuid(), 'reset-password', user_id, subject, 'en', id, '{"username": "many"}', now() + interval '1 day'
    from secret`;
  await flooded.sql(people, [waiting]);
  const notice = `
    insert into mails (id, kind, recipient, locale, facts, expires_at, due_at)
    values (gen_random_uuid(), 'password-changed', 'notice@example.com', 'en',
      '{"username": "alice", "time": "now"}', now() + interval '1 day', now() - interval '1 minute')`;
  await flooded.sql(notice);
  expect(await othersBefore('notice@example.com')).toBeLessThan(5 * batch);
});

test('claims without urgent mails read an index, however many other mails wait', async () => {
  await floodWithSignups();
  await flooded.sql('analyze mails');
  const plan = await flooded.sql<{ 'QUERY PLAN': string }>(
    `explain select id from mails where due_at <= now() and ${urgentMails} and finished_at is null and given_up_at is null
       and (claimed_until is null or claimed_until <= now()) order by due_at limit 64 for update skip locked`,
  );
  expect(plan.map((line) => line['QUERY PLAN']).join('\n')).toContain('mails_urgent_index');
});
