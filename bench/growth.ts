import { createHash, randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { Connection } from './connection.ts';
import type { Contestant } from './contestants.ts';
import { Ground } from './ground.ts';
import { drive, type Figures, median } from './load.ts';
import { makePerson, type Operation, type Ticket, write } from './operations.ts';
import { progress } from './progress.ts';

const sizes = [1_000, 100_000, 1_000_000];
const sessionsEach = 3;
const connections = 32;
/**
 * How many sessions are used, picked from all over the table. Their access tokens outnumber those that the service caches.
 */
const sampleSize = 16_384;
const logins = 4;

export interface Size {
  users: number;
  rounds: Record<'me' | 'refresh' | 'login', Figures[]>;
  megabytes: number;
  /** Sequential scans per table, across all operations. */
  wholeReads: Record<string, number>;
}

export interface Purge {
  deleted: number;
  seconds: number;
  me: Figures;
  alone: Figures;
}

interface GrowthOptions {
  seconds: number;
  rounds: number;
  cost: number;
}

/** Measures services in turn on databases of several sizes, then purges a third of the sessions in the largest. */
export async function growth(options: GrowthOptions): Promise<{ sizes: Size[]; purge: Purge }> {
  const ground = await Ground.prepare(options);
  try {
    const started: { found: Size; service: Contestant; tickets: Ticket[]; people: Ticket[] }[] = [];
    for (const users of sizes) {
      const database = await ground.makeDatabase(`users_${users}`);
      const service = await ground.start('service', { env: { DATABASE_URL: database } });
      const tickets = await seed(ground, service, database, users);
      const people = await ground.openSessions(service, logins, 1);
      const rounds = { me: [], refresh: [], login: [] };
      started.push({ found: { users, rounds, megabytes: 0, wholeReads: {} }, service, tickets, people });
    }
    const wholeReads = (users: number) => ground.wholeReads(`users_${users}`);
    const before = await Promise.all(sizes.map(wholeReads));
    for (let round = 0; round <= options.rounds; round += 1) {
      for (const operation of ['me', 'refresh', 'login'] as const) {
        for (const { found, service, tickets, people } of started) {
          progress(`round ${round} of ${options.rounds}: ${operation} among ${found.users} users`);
          const load = operation === 'login' ? { tickets: people } : { tickets, connections };
          const seconds = operation === 'login' ? 3 * options.seconds : options.seconds;
          const figures = await drive(service, { operation, seconds, ...load });
          // The first round is a warm-up.
          if (round > 0) found.rounds[operation].push(figures);
        }
      }
    }
    for (const [index, { found, people, service }] of started.entries()) {
      await once(service, 'signup', people[0] as Ticket);
      const after = await wholeReads(found.users);
      for (const [table, count] of Object.entries(after))
        found.wholeReads[table] = count - (before[index]?.[table] ?? 0);
      found.megabytes = await ground.megabytesOf(`users_${found.users}`);
    }
    for (const { service } of started) await service.stop();
    const purged = await purge(ground, started.at(-1)?.tickets ?? [], options.seconds);
    return { sizes: started.map(({ found }) => found), purge: purged };
  } finally {
    await ground.leave();
  }
}

async function once({ url, dialect }: Contestant, operation: Operation, ticket: Ticket): Promise<void> {
  const connection = await Connection.open(url);
  dialect.accept(operation, ticket, await connection.exchange(write(dialect.request(operation, ticket))));
  connection.close();
}

/** Fills the tables with SQL, since a million signups through bcrypt would take too long. @returns some of the sessions. */
async function seed(
  ground: Ground,
  { name }: Contestant,
  database: string,
  users: number,
): Promise<Ticket[]> {
  progress(`filling in ${users} users for the ${name}`);
  const secret = randomBytes(16).toString('base64url');
  const secretHash = createHash('sha256').update(secret).digest();
  const at = { database };
  await ground.sql(
    `insert into users (username, email)
     select 'seeded_' || n, 'seeded_' || n || '@example.com' from generate_series(1, $1::int) as n`,
    [users],
    at,
  );
  await ground.sql(
    `insert into password_credentials (user_id, hash) select id, $1 from users on conflict do nothing`,
    [`$2b$12$${'.'.repeat(53)}`],
    at,
  );
  // Like the service's session ids (UUID version 7), these grow over time.
  const prefix = uuidv7().slice(0, 13);
  await ground.sql(
    `insert into sessions (id, user_id, secret_hash, idle_expires_at, absolute_expires_at, user_agent, ip_address)
     select ($3 || '-7' || substr(md5(random()::text), 1, 3) || '-8' || substr(md5(random()::text), 1, 3) || '-'
         || substr(md5(random()::text), 1, 12))::uuid,
       id, $1, now() + interval '30 days', now() + interval '90 days',
       'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', '203.0.113.7'
     from users, generate_series(1, $2::int)`,
    [secretHash, sessionsEach, prefix],
    at,
  );
  await ground.sql('vacuum analyze', [], at);
  const rows = await ground.sql<{ id: string; userId: number; username: string }>(
    `select s.id, s.user_id as "userId", u.username from sessions as s join users as u on u.id = s.user_id
     order by random() limit $1`,
    [Math.min(sampleSize, users * sessionsEach)],
    at,
  );
  return rows.map(({ id, userId, username }) => ({
    person: { ...makePerson(), username },
    ...ground.issueTokens(userId, id, secret),
  }));
}

async function purge(ground: Ground, tickets: Ticket[], seconds: number): Promise<Purge> {
  const users = sizes.at(-1) ?? 0;
  const database = ground.databaseUrl(`users_${users}`);
  progress(`ending ${users} sessions`);
  await ground.sql(
    `update sessions set revoked_at = now() - interval '2 days', revoked_reason = 'logout'
     where id in (select id from sessions where revoked_at is null order by id limit $1)`,
    [users],
    { database },
  );
  const left = async () => {
    const text = 'select exists (select 1 from sessions where revoked_at is not null) as "isLeft"';
    const [row] = await ground.sql<{ isLeft: boolean }>(text, [], { database });
    return row?.isLeft;
  };
  const live = await ground.sql<{ id: string }>(
    'select id from sessions where revoked_at is null and id = any($1)',
    [tickets.map(({ accessToken }) => sessionOf(accessToken))],
    { database },
  );
  const liveIds = new Set(live.map(({ id }) => id));
  const me = {
    operation: 'me',
    tickets: tickets.filter(({ accessToken }) => liveIds.has(sessionOf(accessToken))),
    connections: 16,
    rate: 200,
  } as const;
  const quiet = await ground.start('service', { env: { DATABASE_URL: database } });
  await drive(quiet, { ...me, seconds: 1 });
  const alone = await drive(quiet, { ...me, seconds: 3 * seconds });
  await quiet.stop();
  const service = await ground.start('service', {
    env: { DATABASE_URL: database, SESSION_PURGE_INTERVAL: '1s' },
  });
  progress('purging while serving');
  const began = performance.now();
  let isOver = false;
  const parts: Figures[] = [];
  const watching = (async () => {
    while (await left()) await new Promise((resolve) => setTimeout(resolve, 500));
    isOver = true;
  })();
  while (!isOver) parts.push(await drive(service, { ...me, seconds: 2 }));
  await watching;
  const worst = parts.toSorted((one, other) => other.p99 - one.p99)[0] as Figures;
  const errors = parts.reduce((sum, part) => sum + part.errors, 0);
  const firstError = parts.map((part) => part.firstError).find((text) => text !== undefined);
  return {
    deleted: users,
    seconds: (performance.now() - began) / 1_000,
    me: { ...worst, errors, ...(firstError !== undefined && { firstError }) },
    alone,
  };
}

function sessionOf(accessToken: string): string {
  return JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString()).sid;
}

export function describeGrowth({ sizes: found, purge: purged }: { sizes: Size[]; purge: Purge }): string {
  const [least] = found as [Size];
  const figure = (size: Size, operation: keyof Size['rounds']) => {
    const rates = size.rounds[operation].map(({ perSecond }) => perSecond);
    const costs = rates.map(
      (rate, round) => (least.rounds[operation][round]?.perSecond ?? Number.NaN) / rate,
    );
    return `${median(rates).toFixed(operation === 'login' ? 1 : 0)} | ${median(costs).toFixed(2)}`;
  };
  const rows = found.map((size) => {
    const reads = Object.values(size.wholeReads).reduce((sum, count) => sum + count, 0);
    const figures = (['me', 'refresh', 'login'] as const).map((operation) => figure(size, operation));
    return `| ${size.users} | ${figures.join(' | ')} | ${size.megabytes} | ${reads} |`;
  });
  return [
    '| users | `me` per second | times the cost | `refresh` per second | times the cost | `login` per second | times the cost | size, MB | whole tables read |',
    '| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...rows,
    '',
    `Purging ${purged.deleted} ended sessions while serving 200 \`me\` a second: ${purged.seconds.toFixed(0)} s; \`me\` had a p99 of ` +
      `${purged.alone.p99.toFixed(1)} ms before and of ${purged.me.p99.toFixed(1)} ms in the worst two seconds; ${purged.me.errors} errors.`,
    '',
  ].join('\n');
}
