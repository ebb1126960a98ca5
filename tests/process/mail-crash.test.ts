import { simpleParser } from 'mailparser';
import { makePerson, type Person } from '../support/client.ts';
import { connect, dropDatabase, makeDatabase } from '../support/databases.ts';
import { makeFolder, until } from '../support/left-behind.ts';
import { MailSink } from '../support/mail-sink.ts';
import { leaveNothingBehind, type ServiceProcess, start } from '../support/service-process.ts';
import { testSecretKey } from '../support/tokens.ts';

leaveNothingBehind();

const folder = makeFolder();
let database: string;
let sink: MailSink;
beforeEach(async () => {
  database = await makeDatabase();
  sink = await MailSink.start();
});
afterEach(async () => {
  await sink.stop();
  await dropDatabase(database);
});

const startService = () =>
  start({
    folder,
    env: {
      NODE_ENV: 'production',
      JWT_ISSUER: 'http://localhost:4000',
      SECRET_KEY: testSecretKey,
      DATABASE_URL: database,
      SMTP_URL: sink.url,
      MAIL_FROM: 'no-reply@mail.example',
    },
  });

async function sql<Row>(text: string): Promise<Row[]> {
  const client = await connect(database);
  const { rows } = await client.query(text);
  await client.end();
  return rows;
}

async function requestReset(service: ServiceProcess, { email }: Person): Promise<void> {
  const query = 'mutation ($e: String!) { requestPasswordReset(input: { email: $e }) { flow } }';
  expect((await service.ask(query, { e: email })).errors).toBeUndefined();
}

/** Lets another process claim the rows now instead of after two and a half minutes. */
const endLeases = () => sql('update mails set claimed_until = now() where claimed_until is not null');

test.each<'RCPT' | 'DATA'>([
  'RCPT',
  'DATA',
])('kill -9 at %s loses no mail, and a copy has the same Message-ID', async (moment) => {
  const service = await startService();
  const people = Array.from({ length: 5 }, () => makePerson());
  for (const person of people) await service.signUp(person);
  const reached = Promise.withResolvers<undefined>();
  // The mail server has the whole mail at DATA, but its reply never arrives.
  const stall = () => {
    reached.resolve(undefined);
    return new Promise<undefined>(() => undefined);
  };
  sink.script =
    moment === 'RCPT'
      ? { onRcpt: stall }
      : {
          onData: (mail) => {
            if (!sink.received.includes(mail)) sink.received.push(mail);
            return stall();
          },
        };
  for (const person of people) await requestReset(service, person);
  await reached.promise;
  await service.end('SIGKILL');
  const before = sink.received.length;
  expect(before > 0).toBe(moment === 'DATA');
  sink.script = {};
  await endLeases();
  const other = await startService();
  await until('all mails', async () => {
    const [row] = await sql<{ left: number }>(
      'select count(*)::int as left from mails where finished_at is null',
    );
    return row?.left === 0;
  });
  const ids = new Map<string, Set<string | undefined>>();
  const copies = new Map<string, number>();
  for (const { to, raw } of sink.received) {
    const [email = ''] = to;
    const { messageId } = await simpleParser(raw);
    ids.set(email, (ids.get(email) ?? new Set()).add(messageId));
    copies.set(email, (copies.get(email) ?? 0) + 1);
  }
  expect([...ids.keys()].toSorted()).toEqual(people.map(({ email }) => email).toSorted());
  for (const [email, seen] of ids) {
    expect([email, seen.size]).toEqual([email, 1]);
    expect(copies.get(email)).toBeLessThanOrEqual(2);
  }
  expect(sink.received).toHaveLength(people.length + before);
  await other.end('SIGTERM');
});

test('a stop before a mail has left returns its row to another process at once', async () => {
  const service = await startService();
  const person = makePerson();
  await service.signUp(person);
  const reached = Promise.withResolvers<undefined>();
  sink.script = {
    onRcpt: () => {
      reached.resolve(undefined);
      return new Promise<undefined>(() => undefined);
    },
  };
  await requestReset(service, person);
  await reached.promise;
  expect((await service.end('SIGTERM')).code).toBe(0);
  expect(await sql('select tries, claimed_until is null as "isFree" from mails')).toEqual([
    { tries: 0, isFree: true },
  ]);
  sink.script = {};
  const other = await startService();
  await until('the mail', () => sink.received.length === 1);
  await other.end('SIGTERM');
  expect(sink.received).toHaveLength(1);
});
