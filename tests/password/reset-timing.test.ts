import { codes } from '../support/client.ts';
import { InterleavedTimes, settledSpread, turns } from '../support/interleaved-times.ts';
import { until } from '../support/left-behind.ts';
import { MailSink } from '../support/mail-sink.ts';
import { requestReset } from '../support/passwords.ts';
import { startRecorded } from '../support/statements.ts';
import { World } from '../support/world.ts';

const env = { MAIL_REQUESTS_PER_ADDRESS: 'off' };
const world = await World.start({ env });
afterAll(() => world.stop());

const tolerance = 1.05;

const kinds = ['known', 'unknown', 'disabled'] as const;

/** The first request for an email, and the second, whose mail is withheld. */
const orders = ['first', 'second'] as const;

/** Adds accounts whose emails no request has named yet. @returns the emails of each kind. */
async function addEmails(round: number, where = world): Promise<string[][]> {
  const emails = kinds.map((kind) =>
    Array.from({ length: turns }, (_, at) => `${kind}-${round}-${at}@example.com`),
  );
  await where.sql(
    `insert into users (username, email, is_active)
     select split_part(email, '@', 1), email, email not like 'disabled%'
     from unnest($1::text[]) as email where email not like 'unknown%'`,
    [emails.flat()],
  );
  return emails;
}

test('takes the same time for a known, an unknown and a disabled email', async () => {
  const times = orders.map(() => new InterleavedTimes());
  const spread = await settledSpread(tolerance, async (round) => {
    const emails = await addEmails(round);
    for (const each of times) {
      for (let turn = 0; turn < turns; turn += 1) {
        const request =
          (email = '') =>
          async () =>
            expect(codes(await requestReset(world, email))).toEqual([]);
        await each.measureTurn(emails.map((ofKind) => request(ofKind[turn])));
      }
    }
    return times;
  });
  expect(spread).toBeLessThan(tolerance);
});

test('runs the same statements for a known, an unknown and a disabled email', async () => {
  const recorded = await startRecorded({ env });
  const emails = (await addEmails(0, recorded.world)).map(([email = '']) => email);
  const exhaust =
    "update throttle_counters set points = 99 where key like 'mail-recipient-and-address-%' or key like 'mail-flow-%'";
  for (const order of [...orders, 'beyond the share of the IP address']) {
    if (!orders.some((each) => each === order)) await recorded.world.sql(exhaust);
    const statements: string[][] = [];
    for (const email of emails) {
      recorded.clear();
      await requestReset(recorded.world, email);
      // The only difference is the unique index that finds the row of an earlier request.
      statements.push(
        recorded
          .statements()
          .map((text) => text.replace(/on conflict \(.*\) where .* do update/, 'on conflict')),
      );
    }
    expect(statements[0]?.length).toBeGreaterThan(5);
    for (const each of statements) expect(each).toEqual(statements[0]);
  }
  await recorded.stop();
});

test('sends the mail of a known email only after the response', async () => {
  const sink = await MailSink.start();
  const recorded = await startRecorded({ env: { ...env, SMTP_URL: sink.url, MAIL_WORKER: 'true' } });
  const [emails = []] = await addEmails(0, recorded.world);
  let early = 0;
  for (const [at, email] of emails.slice(0, 20).entries()) {
    recorded.clear();
    await requestReset(recorded.world, email);
    early += recorded.statements().filter((text) => text.includes('skip locked')).length;
    await until('the mail and its outcome', async () => {
      const rows = await recorded.world.sql("select from mails where outcome = 'sent'");
      return rows.length === at + 1;
    });
  }
  // The worker may happen to poll during a request.
  expect(early).toBeLessThan(5);
  await recorded.stop();
  await sink.stop();
});
