import type { QueryConfig, QueryResult } from 'pg';
import { type RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';

interface Options {
  keyPrefix: string;
  points: number;
  /** In seconds. */
  duration: number;
  insuranceLimiter: RateLimiterMemory;
  /** One of them deletes what has ended, for all. */
  clearExpiredByTimeout: boolean;
}

type Query = (query: QueryConfig) => Promise<QueryResult>;

interface Row {
  points: number;
  millisecondsLeft: number;
}

const now = '(extract(epoch from now()) * 1000)::bigint';

/** 1 key, 2 points, 3 milliseconds until it ends, 4 whether to begin anew. */
const count = `
  insert into throttle_counters as c (key, points, expire) values ($1, $2, ${now} + $3::bigint)
  on conflict (key) do update set
    points = case when $4 or c.expire <= ${now} then excluded.points else c.points + excluded.points end,
    expire = case when $4 or c.expire <= ${now} then excluded.expire else c.expire end
  returning points, (expire - ${now})::float8 as "millisecondsLeft"`;

const find = `
  select points, (expire - ${now})::float8 as "millisecondsLeft"
  from throttle_counters where key = $1 and expire > ${now}`;

const deleteEnded = `delete from throttle_counters where expire < ${now} - 3600000`;

/**
 * A counter in PostgreSQL, by its clock. The library's own statements bring the process's: where the clocks of two
 * replicas differ by a day, one of them would end every wait, and the other make it a day longer. So these stand in for
 * what each of its stores has to bring.
 */
export class PostgresCounter extends RateLimiterPostgres {
  private readonly run: Query;

  constructor(options: Options, run: Query) {
    super({
      ...options,
      storeClient: { query: run },
      storeType: 'pool',
      tableName: 'throttle_counters',
      tableCreated: true,
    });
    this.run = run;
  }

  protected _upsert(key: string, points: number, milliseconds: number, anew = false): Promise<QueryResult> {
    return this.run({ name: 'throttle-count', text: count, values: [key, points, milliseconds, anew] });
  }

  protected async _get(key: string): Promise<QueryResult | null> {
    const found = await this.run({ name: 'throttle-find', text: find, values: [key] });
    return found.rowCount === 0 ? null : found;
  }

  protected _getRateLimiterRes(_key: string, points: number, { rows }: QueryResult<Row>): RateLimiterRes {
    const [row] = rows as [Row];
    const remaining = Math.max(this.points - row.points, 0);
    return new RateLimiterRes(
      remaining,
      Math.max(row.millisecondsLeft, 0),
      row.points,
      row.points === points,
    );
  }

  protected async clearExpired(): Promise<void> {
    // What could not be deleted is deleted the next time.
    await this.run({ name: 'throttle-delete-ended', text: deleteEnded, values: [] }).catch(() => undefined);
  }
}
