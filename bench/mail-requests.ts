import type { Contestant } from './contestants.ts';
import { Ground } from './ground.ts';
import { drive, type Figures, median } from './load.ts';
import { fillOutbox, MailSink } from './mail-sink.ts';
import type { Operation, Ticket } from './operations.ts';
import { progress } from './progress.ts';

/** The cost of mail for requests that cause mail, and for those that do not. */
export interface MailCosts {
  /** While the mail server accepts connections but no mail. */
  requests: Record<'signup' | 'startSignup' | 'requestPasswordReset', Figures[]>;
  /** Compared with the build in BENCH_BEFORE, or with the same build and an idle outbox. */
  beside: { name: string; me: [idle: Figures, busy: Figures][]; refresh: [idle: Figures, busy: Figures][] };
}

const hashingConnections = 2;
const connections = 32;
const seconds = 4;

/** More mails than the worker sends in one round, so that the outbox never becomes empty. */
const backlog = 6_000;

export async function measureMailCosts(rounds: number): Promise<MailCosts> {
  const ground = await Ground.prepare({ cost: 10 });
  const sink = await MailSink.start();
  const limits = { MAIL_REQUESTS_PER_ADDRESS: 'off' };
  try {
    const quiet = process.env.BENCH_BEFORE === undefined ? 'service' : 'before';
    const env = { ...sink.env, ...limits };
    const silent = await ground.start('service', {
      env: { ...env, SMTP_URL: `smtp://127.0.0.1:${sink.deafPort}` },
    });
    const tickets = await ground.openSessions(silent, connections / 8, 8);
    const requests = await measureRequests(silent, tickets, rounds);
    await silent.stop();
    await ground.sql('delete from mails');
    const idle = await ground.start(quiet, { env: { MAIL_WORKER: 'false' } });
    const busy = await ground.start('service', { env });
    const beside: MailCosts['beside'] = { name: quiet, me: [], refresh: [] };
    for (const operation of ['me', 'refresh'] as const) {
      for (let round = 0; round <= rounds; round += 1) {
        progress(`${operation} beside a busy outbox, round ${round} of ${rounds}`);
        const pair = await takeTurns(ground, { idle, busy, isFirst: round % 2 === 0 }, operation, tickets);
        // The first round is a warm-up.
        if (round > 0) beside[operation].push(pair);
      }
    }
    return { requests, beside };
  } finally {
    sink.stop();
    await ground.leave();
  }
}

async function measureRequests(
  contestant: Contestant,
  tickets: Ticket[],
  rounds: number,
): Promise<MailCosts['requests']> {
  const found: MailCosts['requests'] = { signup: [], startSignup: [], requestPasswordReset: [] };
  for (let round = 0; round <= rounds; round += 1) {
    for (const operation of Object.keys(found) as (keyof typeof found)[]) {
      progress(`${operation}, round ${round} of ${rounds}`);
      const figures = await drive(contestant, {
        operation,
        seconds,
        tickets,
        connections: hashingConnections,
      });
      if (round > 0) found[operation].push(figures);
    }
  }
  return found;
}

/** Only the busy service has a backlog, and only during its turn. */
async function takeTurns(
  ground: Ground,
  { idle, busy, isFirst }: { idle: Contestant; busy: Contestant; isFirst: boolean },
  operation: Operation,
  tickets: Ticket[],
): Promise<[idle: Figures, busy: Figures]> {
  const load = { operation, seconds, tickets };
  const rest = () => drive(idle, load);
  const work = async () => {
    await fillOutbox(ground, backlog);
    const figures = await drive(busy, load);
    const [left] = await ground.sql<{ count: string }>(
      'select count(*) from mails where finished_at is null',
    );
    if (left?.count === '0') throw new Error('The outbox was empty before the round ended.');
    await ground.sql('delete from mails');
    return figures;
  };
  if (isFirst) {
    const found = await rest();
    return [found, await work()];
  }
  const found = await work();
  return [await rest(), found];
}

export function describeMailCosts({ requests, beside }: MailCosts): string {
  const of = (rounds: Figures[], figure: 'p50' | 'p99') => median(rounds.map((each) => each[figure]));
  const share = (operation: keyof MailCosts['requests'], figure: 'p50' | 'p99') =>
    median(requests[operation].map((each, round) => each[figure] / (requests.signup[round]?.[figure] ?? 1)));
  const rows = (Object.keys(requests) as (keyof MailCosts['requests'])[]).map(
    (operation) =>
      `| ${operation} | ${of(requests[operation], 'p50').toFixed(1)} | ${of(requests[operation], 'p99').toFixed(1)} | ` +
      `${share(operation, 'p50').toFixed(2)} | ${share(operation, 'p99').toFixed(2)} |`,
  );
  const ratios = (['me', 'refresh'] as const).map((operation) => {
    const pairs = beside[operation].map(([idle, busy]) => busy.perSecond / idle.perSecond);
    return `| ${operation} | ${median(pairs).toFixed(2)} | ${Math.min(...pairs).toFixed(2)} to ${Math.max(...pairs).toFixed(2)} |`;
  });
  return [
    '| the mail server does not respond | p50, ms | p99, ms | p50 times signup | p99 times signup |',
    '| --- | ---: | ---: | ---: | ---: |',
    ...rows,
    '',
    `| rate with a busy outbox, times ${beside.name} | median | lowest to highest |`,
    '| --- | ---: | ---: |',
    ...ratios,
    '',
  ].join('\n');
}
