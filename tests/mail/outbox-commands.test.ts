import { emptyEnded, purgeMails } from '../../src/mail/purge-mails.ts';
import { resetMail } from '../../src/password/password.mails.ts';
import { printed, runCommand } from '../support/command-line.ts';
import { freePort } from '../support/free-port.ts';
import { MailSink } from '../support/mail-sink.ts';
import { queue, rowOf } from '../support/outbox.ts';
import { scrape } from '../support/scrape.ts';
import { testSecretKey } from '../support/tokens.ts';
import { World } from '../support/world.ts';

const port = await freePort();
const world = await World.start({ env: { METRICS_PORT: String(port) } });
afterAll(() => world.stop());
beforeEach(() => world.sql('delete from mails'));

async function admin(args: readonly string[], env: object = {}) {
  const settings = { DATABASE_URL: world.database, SECRET_KEY: testSecretKey, ...env };
  const done = await runCommand(args, { env: settings });
  return { ...done, results: printed(done.stdout) };
}

const end = (id: string, outcome: string) =>
  world.sql(
    `update mails set outcome = $2, given_up_at = case when $2 <> 'sent' then now() end,
       finished_at = case when $2 = 'sent' then now() end, reply_code = 550, reply_class = 'mailbox', tries = 3
     where id = $1`,
    [id, outcome],
  );

test('mails list shows the outbox, the newest first, without links, codes and facts', async () => {
  const person = await world.addPerson();
  const id = await queue(world, person, { kind: resetMail, facts: { username: 'a secret fact' } });
  const other = await queue(world, person);
  await end(other, 'sent');
  const { code, results, stdout } = await admin(['mails', 'list']);
  expect(code).toBe(0);
  expect(results).toEqual([
    expect.objectContaining({
      id: other,
      kind: 'password-changed',
      state: 'sent',
      endedAt: expect.any(String),
      dueAt: null,
    }),
    {
      id,
      kind: 'reset-password',
      userId: Number(person.id),
      recipient: person.email,
      locale: 'en',
      createdAt: expect.any(String),
      state: 'waiting',
      endedAt: null,
      dueAt: expect.any(String),
      tries: 0,
      replyCode: null,
      replyClass: null,
    },
  ]);
  expect(stdout).not.toContain('a secret fact');
});

test('mails list --failed shows what did not leave, and mails retry tries it again', async () => {
  const person = await world.addPerson();
  const [refused, ended, sent, waiting] = [
    await queue(world, person),
    await queue(world, person),
    await queue(world, person),
    await queue(world, person),
  ];
  await end(refused, 'refused');
  await end(ended, 'ended');
  await end(sent, 'sent');
  const listed = await admin(['mails', 'list', '--failed']);
  expect(listed.results.map(({ id, state, replyCode }) => [id, state, replyCode])).toEqual([
    [refused, 'refused', 550],
  ]);
  const retried = await admin(['mails', 'retry', refused]);
  expect(retried.results).toEqual([
    expect.objectContaining({ id: refused, state: 'waiting', tries: 0, replyCode: null }),
  ]);
  expect(await rowOf(world, refused)).toMatchObject({ outcome: null, givenUp: false, tries: 0 });
  expect((await admin(['mails', 'retry', waiting])).code).toBe(0);
  for (const id of [sent, crypto.randomUUID(), "1' or true"]) {
    const { code, stdout, stderr } = await admin(['mails', 'retry', id]);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(
      /^There is no mail .* to retry: it was already sent or withheld, has expired, or does not exist\./,
    );
  }
});

test('an expired mail cannot be tried again', async () => {
  const id = await queue(world, await world.addPerson());
  await end(id, 'given-up');
  await world.sql('update mails set expires_at = now() where id = $1', [id]);
  expect((await admin(['mails', 'retry', id])).code).toBe(1);
});

test('the gauges count the outbox, and do not count a pause after a failed attempt as waiting', async () => {
  const person = await world.addPerson();
  const paused = await queue(world, person);
  await queue(world, person);
  await end(await queue(world, person), 'refused');
  await world.sql(`update mails set due_at = now() - interval '400 seconds' where id <> $1`, [paused]);
  await world.sql(
    `update mails set created_at = now() - interval '1 day', due_at = now() + interval '1 hour' where id = $1`,
    [paused],
  );
  const series = await scrape(port);
  expect(series.get('auth_mails_waiting')).toBe(2);
  const seconds = series.get('auth_mails_oldest_waiting_seconds') ?? 0;
  expect(seconds).toBeGreaterThanOrEqual(400);
  expect(seconds).toBeLessThan(500);
  expect(series.get('auth_mails_total{kind="reset-password",outcome="sent"}')).toBe(0);
  await world.sql(`update mails set due_at = now() + interval '1 hour'`);
  expect((await scrape(port)).get('auth_mails_oldest_waiting_seconds')).toBe(0);
});

test('a day after its end, a mail loses its facts and its link; after 30 days, its row goes', async () => {
  const person = await world.addPerson();
  const [fresh, old, oldest, waiting, forgotten] = [
    await queue(world, person, { kind: resetMail }),
    await queue(world, person, { kind: resetMail, flowId: crypto.randomUUID() }),
    await queue(world, person),
    await queue(world, person, { kind: resetMail }),
    await queue(world, person),
  ];
  for (const id of [fresh, old, oldest]) await end(id, 'sent');
  await world.sql(`update mails set expires_at = now() - interval '28 days' where id = $1`, [forgotten]);
  await world.sql(`update mails set finished_at = now() - interval '25 hours' where id = any($1)`, [
    [old, oldest],
  ]);
  await world.sql(`update mails set created_at = now() - interval '31 days' where id = any($1)`, [
    [oldest, waiting, forgotten],
  ]);
  await purgeMails(world.app);
  const rows = await world.sql(
    `select id, facts = '{}' as "isEmpty", secret_id is null and flow_id is null as "hasNoLink" from mails order by id`,
  );
  expect(rows).toEqual([
    { id: fresh, isEmpty: false, hasNoLink: false },
    { id: old, isEmpty: true, hasNoLink: true },
    { id: waiting, isEmpty: false, hasNoLink: false },
  ]);
});

test('the purge finds what it empties by an index, however many mails there are', async () => {
  await world.sql(
    `insert into mails (id, kind, recipient, locale, created_at, expires_at, finished_at)
     select gen_random_uuid(), 'reset-password', '', 'en', now() - interval '9 days', now(), now() - interval '9 days'
     from generate_series(1, 20000)`,
  );
  await world.sql('analyze mails');
  const plan = await world.sql(`explain ${emptyEnded.replace('$1', '1000')}`);
  expect(JSON.stringify(plan)).toContain('mails_ended_at_index');
});

test('the owner alone sees that a mail server has refused the email', async () => {
  const [person, other] = [await world.addPerson(), await world.addPerson()];
  const { accessToken } = await world.openSession(person);
  const ask = async () =>
    (await world.ask('{ me { emailStatus } }', {}, { token: accessToken })).data.me.emailStatus;
  expect(await ask()).toBe('OK');
  await world.sql('update users set email_refused_at = now()');
  expect(await ask()).toBe('REFUSED');
  const query = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on User { id emailStatus } } }`;
  const representations = [person.id, other.id].map((id) => ({ __typename: 'User', id }));
  const { data } = await world.ask(query, { r: representations }, { token: accessToken });
  expect(data._entities).toEqual([
    { id: person.id, emailStatus: 'REFUSED' },
    { id: other.id, emailStatus: null },
  ]);
});

test('many aliases of emailStatus share a statement', async () => {
  const { accessToken } = await world.openSession();
  const { database } = world.app;
  const read = jest.spyOn(database, 'read');
  const aliases = Array.from({ length: 100 }, (_, index) => `a${index}: emailStatus`);
  const { data } = await world.ask(`{ me { ${aliases.join(' ')} } }`, {}, { token: accessToken });
  expect(Object.values(data.me)).toEqual(Array(100).fill('OK'));
  expect(read.mock.calls.filter(([name]) => name === 'email-status')).toHaveLength(1);
  read.mockRestore();
});

test('admin check connects to the mail server, and says why it cannot', async () => {
  const sink = await MailSink.start({ onAuth: (_auth, _session, done) => done(new Error('Wrong password')) });
  const env = { MAIL_FROM: 'no-reply@example.com' };
  const reached = await admin(['check'], { ...env, SMTP_URL: sink.url });
  expect(reached.results).toEqual([expect.objectContaining({ mail: 'ok' })]);
  const login = await admin(['check'], {
    ...env,
    SMTP_URL: sink.url.replace('//', '//user:planted-password@'),
  });
  expect([login.code, login.stderr]).toEqual([
    1,
    expect.stringMatching(/SMTP_URL cannot be used: the mail server rejected the login \(535\)\n$/),
  ]);
  expect(login.stderr).not.toContain('planted-password');
  const tls = await admin(['check'], { ...env, SMTP_URL: sink.url.replace('smtp:', 'smtps:') });
  expect([tls.code, tls.stderr]).toEqual([
    1,
    'The mail server in SMTP_URL cannot be used: this port does not expect TLS at once: use smtp:// in SMTP_URL\n',
  ]);
  await sink.stop();
  const away = await admin(['check'], { ...env, SMTP_URL: sink.url });
  expect([away.code, away.stderr]).toEqual([
    1,
    expect.stringMatching(/SMTP_URL cannot be used: .*ECONNREFUSED/),
  ]);
  expect((await admin(['check'], { SMTP_URL: sink.url })).stderr).toContain('MAIL_FROM must be set');
  expect((await admin(['check'])).results[0]).toMatchObject({ mail: 'not configured' });
});
