import { setTimeout as sleep } from 'node:timers/promises';
import { resetMail } from '../../src/password/password.mails.ts';
import { until } from '../support/left-behind.ts';
import { MailSink } from '../support/mail-sink.ts';
import { eventsOf, queue, rowOf } from '../support/outbox.ts';
import { within } from '../support/patience.ts';
import { World } from '../support/world.ts';

const from = 'no-reply@mail.example';

test('while the mail server is away, requests go on as usual, and each mail arrives once when it is back', async () => {
  const sink = await MailSink.start();
  const env = { SMTP_URL: sink.url, MAIL_FROM: from, MAIL_WORKER: 'true', MAIL_REQUESTS_PER_ADDRESS: 'off' };
  const world = await World.start({ env });
  const people = await Promise.all(Array.from({ length: 60 }, () => world.addPerson()));
  const slowest: number[] = [];
  const request = async (email: string) => {
    const before = performance.now();
    const query = 'mutation ($e: String!) { requestPasswordReset(input: { email: $e }) { flow } }';
    const { errors } = await world.ask(query, { e: email });
    slowest.push(performance.now() - before);
    expect(errors).toBeUndefined();
  };
  const [first, ...others] = people.map(({ email }) => email);
  await request(first ?? '');
  await until('the first mail', () => sink.received.length === 1);
  await sink.stop();
  for (const email of others) {
    await request(email);
    await sleep(50);
  }
  // A row that the worker holds at this moment has one try, which the worker returns.
  await until('all tries to be returned', async () => {
    const [row] = await world.sql('select max(tries) as tries from mails where finished_at is null');
    return row?.tries === 0;
  });
  expect(Math.max(...slowest)).toBeLessThan(within(1_000));
  await sink.listen();
  await until('all mails', () => sink.received.length >= people.length);
  await sleep(500);
  expect(sink.received.map(({ to }) => to[0]).toSorted()).toEqual(
    people.map(({ email }) => email).toSorted(),
  );
  expect(eventsOf(world, 'mail.').map(({ type }) => type)).toEqual(people.map(() => 'mail.sent'));
  const lines = world.log.map((line) => JSON.parse(line).msg);
  expect(lines.filter((line) => line === 'the queue pauses until its jobs can run')).toHaveLength(1);
  await world.stop();
  await sink.stop();
});

test('three workers send each of 1,000 mails once', async () => {
  const sink = await MailSink.start();
  const env = { SMTP_URL: sink.url, MAIL_FROM: from };
  const world = await World.start({ env: { ...env, MAIL_WORKER: 'false' } });
  const emails = Array.from({ length: 1_000 }, (_, index) => `person${index}@x.test`);
  for (const email of emails) await queue(world, { email });
  const replicas = await Promise.all(
    [1, 2, 3].map(() => World.start({ env: { ...env, MAIL_WORKER: 'true' }, database: world.database })),
  );
  await until('all mails', async () => {
    const [row] = await world.sql<{ left: number }>(
      'select count(*)::int as left from mails where finished_at is null',
    );
    return row?.left === 0;
  });
  expect(sink.received.map(({ to }) => to[0]).toSorted()).toEqual(emails.toSorted());
  const shares = replicas.map((replica) => eventsOf(replica, 'mail.sent').length);
  expect(shares.reduce((sum, share) => sum + share, 0)).toBe(1_000);
  expect(shares.filter((share) => share > 0).length).toBeGreaterThan(1);
  for (const replica of replicas) await replica.stop();
  await world.stop();
  await sink.stop();
});

test('a mail whose link was used, replaced for another email, or has expired never leaves', async () => {
  const sink = await MailSink.start();
  const env = { SMTP_URL: sink.url, MAIL_FROM: from };
  const world = await World.start({ env: { ...env, MAIL_WORKER: 'false' } });
  const [used, moved, expired, deleted, late, good] = await Promise.all(
    Array.from({ length: 6 }, () => world.addPerson()),
  );
  for (const person of [used, moved, expired, deleted, late, good]) {
    if (person) await queue(world, person, { kind: resetMail });
  }
  const change = (text: string, person = good) => world.sql(text, [Number(person?.id)]);
  await change('update one_time_secrets set used_at = now() where user_id = $1', used);
  await change(`update one_time_secrets set subject = 'new@x.test' where user_id = $1`, moved);
  await change('update one_time_secrets set expires_at = now() where user_id = $1', expired);
  await change('delete from one_time_secrets where user_id = $1', deleted);
  await change('update mails set expires_at = now(), tries = 3 where user_id = $1', late);
  const service = await World.start({ env: { ...env, MAIL_WORKER: 'true' }, database: world.database });
  const outcome = async (person = good) =>
    (await world.sql('select outcome from mails where user_id = $1', [Number(person?.id)]))[0]?.outcome;
  for (const person of [used, moved, expired, deleted]) {
    await until('the end', async () => (await outcome(person)) === 'ended');
  }
  await until('the end', async () => (await outcome(late)) === 'given-up');
  await until('the good mail', async () => (await outcome(good)) === 'sent');
  expect(sink.received.map(({ to }) => to)).toEqual([[good?.email]]);
  await service.stop();
  await world.stop();
  await sink.stop();
});

test('while the mail server rejects the login, the log and mails list say so, and no mail loses a try', async () => {
  const sink = await MailSink.start({ onAuth: (_auth, _session, done) => done(new Error('Wrong password')) });
  const SMTP_URL = sink.url.replace('//', '//user:planted-password@');
  const world = await World.start({ env: { SMTP_URL, MAIL_FROM: from, MAIL_WORKER: 'true' } });
  const id = await queue(world, await world.addPerson());
  const uncertain = await queue(world, await world.addPerson());
  await world.sql(`update mails set reply_class = 'uncertain' where id = $1`, [uncertain]);
  await until('the reason', async () => {
    const { replyClass, tries } = await rowOf(world, id);
    return replyClass !== null && tries === 0;
  });
  expect(await rowOf(world, id)).toMatchObject({ replyClass: 'policy', replyCode: 535, claimed: false });
  expect(await rowOf(world, uncertain)).toMatchObject({ replyClass: 'uncertain', replyCode: null });
  const pauses = world.log
    .map((line) => JSON.parse(line))
    .filter(({ msg }) => msg === 'the queue pauses until its jobs can run');
  expect(pauses.map(({ err }) => err)).toEqual([
    { type: 'Error', message: 'the mail server rejected the login (535)' },
  ]);
  await world.stop();
  await sink.stop();
});
