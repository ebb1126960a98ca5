import pg from 'pg';
import { codes } from '../support/client.ts';
import { until } from '../support/left-behind.ts';
import { MailSink } from '../support/mail-sink.ts';
import { requestReset } from '../support/passwords.ts';
import { World } from '../support/world.ts';

const world = await World.start({ env: { MAIL_REQUESTS_PER_ADDRESS: 'off' } });
afterAll(() => world.stop());

const requests = 200;
const tolerance = 1.05;

/** A busy machine needs more measurements for steady medians. */
const measurements = 10;

const kinds = ['known', 'unknown', 'disabled'] as const;

/** The first request for an email, and the second, whose mail is withheld. */
const orders = ['first', 'second'] as const;

type Times = Record<(typeof orders)[number], number[]>;

/** Adds accounts whose emails no request has named yet. @returns the emails of each kind. */
async function addEmails(round: number, where = world): Promise<string[][]> {
  const emails = kinds.map((kind) =>
    Array.from({ length: requests }, (_, at) => `${kind}-${round}-${at}@example.com`),
  );
  await where.sql(
    `insert into users (username, email, is_active)
     select split_part(email, '@', 1), email, email not like 'disabled%'
     from unnest($1::text[]) as email where email not like 'unknown%'`,
    [emails.flat()],
  );
  return emails;
}

/** @returns the CPU time of this process, since wall-clock time would include the work of other processes. */
async function measure(email: string): Promise<number> {
  const started = process.cpuUsage();
  const answer = await requestReset(world, email);
  const { user, system } = process.cpuUsage(started);
  expect(codes(answer)).toEqual([]);
  return user + system;
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

function spread(times: readonly Times[], order: keyof Times): number {
  const medians = times.map((each) => median(each[order]));
  return Math.max(...medians) / Math.min(...medians);
}

test('takes the same time for a known, an unknown and a disabled email', async () => {
  const times: Times[] = kinds.map(() => ({ first: [], second: [] }));
  let ratio = Number.POSITIVE_INFINITY;
  for (let round = 0; round < measurements && ratio >= tolerance; round += 1) {
    const emails = await addEmails(round);
    for (const order of orders) {
      for (let at = 0; at < requests; at += 1) {
        for (let turn = 0; turn < kinds.length; turn += 1) {
          // Each kind is first, second and last equally often.
          const kind = (turn + at) % kinds.length;
          times[kind]?.[order].push(await measure(emails[kind]?.[at] ?? ''));
        }
      }
    }
    ratio = Math.max(...orders.map((order) => spread(times, order)));
  }
  expect(ratio).toBeLessThan(tolerance);
});

/** Statements of the key sync and of new connections, which no request causes. */
const background = /from signing_keys|into signing_keys|^set statement_timeout/;

/** Records the statements of this process. Call it only inside a test: the spy keeps every query. */
function spyOnStatements() {
  const submit = jest.spyOn(pg.Query.prototype, 'submit');
  return {
    texts: () =>
      submit.mock.contexts
        .map((query) => (query as unknown as { text: string }).text)
        .filter((text) => !background.test(text)),
    clear: () => submit.mockClear(),
    stop: () => submit.mockRestore(),
  };
}

test('runs the same statements for a known, an unknown and a disabled email', async () => {
  const emails = (await addEmails(measurements)).map(([email = '']) => email);
  const spy = spyOnStatements();
  const exhaust =
    "update throttle_counters set points = 99 where key like 'mail-recipient-and-address-%' or key like 'mail-flow-%'";
  for (const order of [...orders, 'beyond the share of the IP address']) {
    if (!orders.some((each) => each === order)) await world.sql(exhaust);
    const statements: string[][] = [];
    for (const email of emails) {
      spy.clear();
      await requestReset(world, email);
      const texts = spy.texts();
      // The only difference is the unique index that finds the row of an earlier request.
      statements.push(
        texts.map((text) => text.replace(/on conflict \(.*\) where .* do update/, 'on conflict')),
      );
    }
    expect(statements[0]?.length).toBeGreaterThan(5);
    for (const each of statements) expect(each).toEqual(statements[0]);
  }
  spy.stop();
});

test('sends the mail of a known email only after the response', async () => {
  const sink = await MailSink.start();
  const env = { MAIL_REQUESTS_PER_ADDRESS: 'off', SMTP_URL: sink.url, MAIL_WORKER: 'true' };
  const sending = await World.start({ env });
  const [emails = []] = await addEmails(0, sending);
  const spy = spyOnStatements();
  let early = 0;
  for (const [at, email] of emails.slice(0, 20).entries()) {
    spy.clear();
    await requestReset(sending, email);
    early += spy.texts().filter((text) => text.includes('skip locked')).length;
    await until('the mail and its outcome', async () => {
      const rows = await sending.sql("select from mails where outcome = 'sent'");
      return rows.length === at + 1;
    });
  }
  // The worker may happen to poll during a request.
  expect(early).toBeLessThan(5);
  spy.stop();
  await sending.stop();
  await sink.stop();
});
