import type { Database } from './database.ts';

/** A row that this process has claimed. `tries` counts this try, and is the fence: a later claim has another one. */
export interface ClaimedRow {
  id: string;
  tries: number;
}

interface Options {
  /**
   * Its rows are jobs, written in the unit of work that causes them. It has the columns `id uuid primary key, due_at
   * timestamptz not null default now(), claimed_until timestamptz, tries int2 not null default 0, finished_at timestamptz,
   * given_up_at timestamptz`.
   */
  table: string;
  /** What the work needs to know of a row, as an SQL list of columns. */
  columns: string;
  /** How long one try may take. A row of a process that died is claimed anew after that. */
  leaseSeconds: number;
  /** The pause after the first failed try, after the second one, and so on; a row that fails once more is given up. */
  backoffSeconds: readonly number[];
}

/**
 * A table as a queue that many processes share. Each row is done at least once: a process that dies between its work and
 * `finish` leaves the row to another one, so the work must be recognizable when it is done twice.
 */
export class DueRows<Row extends object> {
  private readonly claimText: string;
  private readonly finishText: string;
  private readonly postponeText: string;

  constructor(private readonly options: Options) {
    const { table, columns } = options;
    const waiting = 'finished_at is null and given_up_at is null';
    this.claimText = `
      update ${table} set claimed_until = now() + $1::float8 * interval '1 second', tries = tries + 1
      where id in (
        select id from ${table}
        where due_at <= now() and ${waiting} and (claimed_until is null or claimed_until <= now())
        order by due_at limit $2 for update skip locked)
      returning id, tries, ${columns}`;
    this.finishText = `
      update ${table} set finished_at = now(), claimed_until = null where id = $1 and tries = $2 and ${waiting}`;
    this.postponeText = `
      update ${table} set claimed_until = null,
        due_at = case when $3::float8 is null then due_at else now() + $3::float8 * interval '1 second' end,
        given_up_at = case when $3::float8 is null then now() end
      where id = $1 and tries = $2 and ${waiting}`;
  }

  /** Claims rows that are due, the longest waiting first. No two processes get the same one while its lease lasts. */
  claim(database: Database, limit: number): Promise<(Row & ClaimedRow)[]> {
    const values = [this.options.leaseSeconds, limit];
    const name = `claim-${this.options.table}`;
    return database.change<Row & ClaimedRow>({ name, text: this.claimText, values });
  }

  /** @returns whether the row was still this process's own: another one may have claimed it after the lease. */
  async finish(database: Database, { id, tries }: ClaimedRow): Promise<boolean> {
    return (await database.write(this.finishText, [id, tries])) > 0;
  }

  /** Puts a failed row back until its pause is over. @returns what became of it. */
  async postpone(database: Database, { id, tries }: ClaimedRow): Promise<'postponed' | 'given up' | 'lost'> {
    const pause = this.options.backoffSeconds[tries - 1] ?? null;
    const changed = await database.write(this.postponeText, [id, tries, pause]);
    if (changed === 0) return 'lost';
    return pause === null ? 'given up' : 'postponed';
  }
}
