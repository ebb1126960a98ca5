import { createHash } from 'node:crypto';
import type { Database } from './database.ts';

/** A row claimed by this process. `tries` is the fencing token: each claim increments it. */
export interface ClaimedRow {
  id: string;
  tries: number;
}

export interface Claim<Row extends object> {
  claimed: (Row & ClaimedRow)[];
  /** Abandoned rows: the last attempt neither finished nor failed, because its process died or hung. */
  givenUp: (Row & ClaimedRow)[];
}

interface Options {
  /**
   * Must have the columns `id uuid primary key, due_at timestamptz not null default now(), claimed_until timestamptz,
   * tries int2 not null default 0, finished_at timestamptz, given_up_at timestamptz`.
   */
  table: string;
  columns: string;
  /** How long an attempt may take. */
  leaseSeconds: number;
  /** The pause after each failed attempt. After one more failure, the queue abandons the row. */
  backoffSeconds: readonly number[];
  /** Repeats the last pause instead. The work decides when to abandon a row. */
  neverAbandons?: boolean;
  /** A condition in SQL. Rows that meet it are claimed before older ones. It needs a partial index on `due_at`. */
  urgent?: string;
}

/** Other processes wait a little before they claim an expired row, so that its worker can postpone it first. */
const leaseMargin = 1.25;

/** One claim in this many takes the oldest rows, so that urgent rows cannot delay all others forever. */
const claimsPerFairOne = 4;

/**
 * Uses a table as a queue shared by many processes, with at-least-once delivery. If a process dies between its work and
 * `finish`, another one repeats the work, so the work must be idempotent. The feature deletes finished and abandoned rows.
 */
export class DueRows<Row extends object> {
  readonly leaseSeconds: number;
  private readonly fairClaim: { name: string; text: string };
  private readonly urgentClaim: { name: string; text: string };
  private claims = 0;
  private readonly finishText: string;
  private readonly postponeText: string;
  private readonly releaseText: string;

  constructor(private readonly options: Options) {
    const { table, leaseSeconds, urgent } = options;
    const waiting = 'finished_at is null and given_up_at is null';
    const due = `due_at <= now() and ${waiting} and (claimed_until is null or claimed_until <= now())`;
    const oldest = (condition: string, limit: string) =>
      `select id from ${table} where ${condition} order by due_at limit ${limit} for update skip locked`;
    this.leaseSeconds = leaseSeconds;
    this.fairClaim = this.claimOf(oldest(due, '$2'));
    this.urgentClaim = urgent
      ? this.claimOf(
          'select id from urgent union all select id from others',
          `with urgent as materialized (${oldest(`${due} and ${urgent}`, '$2')}),
          others as materialized (
            ${oldest(`${due} and not (${urgent})`, '$2 - (select count(*) from urgent)')})`,
        )
      : this.fairClaim;
    this.finishText = `
      update ${table} set finished_at = now(), claimed_until = null where id = $1 and tries = $2 and ${waiting}`;
    this.postponeText = `
      update ${table} set claimed_until = null,
        due_at = case when $3::float8 is null then due_at else now() + $3::float8 * interval '1 second' end,
        given_up_at = case when $3::float8 is null then now() end
      where id = $1 and tries = $2 and ${waiting}`;
    this.releaseText = `
      update ${table} set claimed_until = null, tries = tries - 1
      where id = $1 and tries = $2 and claimed_until is not null and ${waiting}`;
  }

  private claimOf(ids: string, lists = ''): { name: string; text: string } {
    const { table, columns, neverAbandons = false } = this.options;
    const wasLastTry = neverAbandons ? '$3::int4 is null' : 'tries > $3::int4';
    const text = `
      ${lists}
      update ${table} set
        claimed_until = case when ${wasLastTry} then null else now() + $1::float8 * interval '1 second' end,
        given_up_at = case when ${wasLastTry} then now() end,
        tries = case when ${wasLastTry} then tries else tries + 1 end
      where id in (${ids})
      returning id, tries, given_up_at is not null as "isGivenUp", ${columns}`;
    // The hash keeps the name unique: queues may share a table, and a connection rejects two statements with the same name.
    const hash = createHash('sha256').update(text).digest('hex').slice(0, 8);
    return { name: `claim-${table}-${hash}`, text };
  }

  async claim(database: Database, limit: number): Promise<Claim<Row>> {
    this.claims += 1;
    const statement = this.claims % claimsPerFairOne === 0 ? this.fairClaim : this.urgentClaim;
    const values = [this.leaseSeconds * leaseMargin, limit, this.options.backoffSeconds.length];
    const rows = await database.change<Row & ClaimedRow & { isGivenUp: boolean }>({ ...statement, values });
    return {
      claimed: rows.filter(({ isGivenUp }) => !isGivenUp),
      givenUp: rows.filter(({ isGivenUp }) => isGivenUp),
    };
  }

  /** @returns false if the lease expired and another process has claimed the row. */
  async finish(database: Database, { id, tries }: ClaimedRow): Promise<boolean> {
    return (await database.write(this.finishText, [id, tries])) > 0;
  }

  async postpone(database: Database, { id, tries }: ClaimedRow): Promise<'postponed' | 'given up' | 'lost'> {
    const pause = this.pauseAfter(tries);
    const changed = await database.write(this.postponeText, [id, tries, pause]);
    if (changed === 0) return 'lost';
    return pause === null ? 'given up' : 'postponed';
  }

  /** Puts the row back as it was before the claim, since the work could not even start. */
  async release(database: Database, { id, tries }: ClaimedRow): Promise<void> {
    await database.write(this.releaseText, [id, tries]);
  }

  /** In seconds; null after the last attempt. */
  pauseAfter(tries: number): number | null {
    const { backoffSeconds, neverAbandons = false } = this.options;
    return backoffSeconds[tries - 1] ?? (neverAbandons ? (backoffSeconds.at(-1) ?? null) : null);
  }
}
