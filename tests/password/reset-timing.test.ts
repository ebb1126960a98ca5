import { codes } from '../support/client.ts';
import { requestReset } from '../support/passwords.ts';
import { World } from '../support/world.ts';

const world = await World.start({ env: { MAIL_REQUESTS_PER_ADDRESS: 'off' } });
afterAll(() => world.stop());

const requests = 200;
const tolerance = 1.05;

/** On a busy machine, a comparison may take more requests. A path that skips a statement stays 5 % apart. */
const measurements = 10;

const kinds = ['known', 'unknown', 'disabled'] as const;

/** The times of one kind: of the first request for each email, and of the second, whose mail is withheld. */
interface Times {
  readonly first: number[];
  readonly second: number[];
}

/** Adds accounts whose emails no request has named yet. @returns the emails of each kind. */
async function addEmails(round: number): Promise<string[][]> {
  const emails = kinds.map((kind) =>
    Array.from({ length: requests }, (_, at) => `${kind}-${round}-${at}@example.com`),
  );
  await world.sql(
    `insert into users (username, email, is_active)
     select split_part(email, '@', 1), email, email not like 'disabled%'
     from unnest($1::text[]) as email where email not like 'unknown%'`,
    [emails.flat()],
  );
  return emails;
}

async function measure(email: string, times: number[] | undefined): Promise<void> {
  const started = performance.now();
  const answer = await requestReset(world, email);
  times?.push(performance.now() - started);
  expect(codes(answer)).toEqual([]);
}

/** The 10th percentile. Other processes on the machine delay slow requests, and so move the median by chance. */
const typical = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 10)] ?? 0;

function spread(times: readonly Times[], request: keyof Times): number {
  const found = times.map((each) => typical(each[request]));
  return Math.max(...found) / Math.min(...found);
}

test('takes the same time for a known, an unknown and a disabled email', async () => {
  const times: Times[] = kinds.map(() => ({ first: [], second: [] }));
  let ratios = [Number.POSITIVE_INFINITY];
  for (let round = 0; round < measurements && Math.max(...ratios) >= tolerance; round += 1) {
    const emails = await addEmails(round);
    for (const request of ['first', 'second'] as const) {
      for (let at = 0; at < requests; at += 1) {
        for (let turn = 0; turn < kinds.length; turn += 1) {
          // Each kind is first, second and last equally often.
          const kind = (turn + at) % kinds.length;
          await measure(emails[kind]?.[at] ?? '', times[kind]?.[request]);
        }
      }
    }
    ratios = [spread(times, 'first'), spread(times, 'second')];
  }
  expect(Math.max(...ratios)).toBeLessThan(tolerance);
});
