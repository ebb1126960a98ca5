import type { Database } from '../platform/database/database.ts';
import type { Count, CounterStore } from './counter-store.ts';

/** Uses the database's clock, since replicas' clocks may be a day apart (tests/process/clocks.test.ts). */
const now = '(extract(epoch from now()) * 1000)::bigint';

/** $1: key, $2: points, $3: milliseconds until the counter expires. */
const add = `
  insert into throttle_counters as c (key, points, expire) values ($1, $2, ${now} + $3::bigint)
  on conflict (key) do update set
    points = case when c.expire <= ${now} then excluded.points else c.points + excluded.points end,
    expire = case when c.expire <= ${now} then excluded.expire else c.expire end
  returning points, (expire - ${now})::float8 as "millisecondsLeft"`;

/** Takes the same parameters as `add`. */
const set = `
  insert into throttle_counters (key, points, expire) values ($1, $2, ${now} + $3::bigint)
  on conflict (key) do update set points = excluded.points, expire = excluded.expire`;

const giveBack = `update throttle_counters set points = points - 1 where key = $1 and expire > ${now}`;

const find = `select 1 from throttle_counters where key = $1 and expire > ${now}`;

/** Locks rows in a fixed order. Otherwise two successes for the same keys could deadlock. */
const deleteAll = `
  with locked as (select key from throttle_counters where key = any($1) order by key for update)
  delete from throttle_counters as c using locked where c.key = locked.key`;

/** Keeps expired rows for an hour, so that a returning key can reuse its row. */
const deleteEnded = `delete from throttle_counters where expire < ${now} - 3600000`;

/** Counters in PostgreSQL, shared by all replicas. */
export class PostgresStore implements CounterStore {
  constructor(private readonly database: Database) {}

  async add(key: string, points: number, seconds: number): Promise<Count> {
    const values = [key, points, seconds * 1000];
    const [count] = await this.database.change<Count>({ name: 'throttle-count', text: add, values });
    return count as Count;
  }

  giveBack(key: string): Promise<unknown> {
    return this.database.change({ name: 'throttle-give-back', text: giveBack, values: [key] });
  }

  set(key: string, points: number, seconds: number): Promise<unknown> {
    const values = [key, points, seconds * 1000];
    return this.database.change({ name: 'throttle-set', text: set, values });
  }

  async has(key: string): Promise<boolean> {
    const rows = await this.database.change({ name: 'throttle-find', text: find, values: [key] });
    return rows.length > 0;
  }

  delete(keys: readonly string[]): Promise<unknown> {
    return this.database.change({ name: 'throttle-delete', text: deleteAll, values: [keys] });
  }

  deleteEnded(): Promise<number> {
    return this.database.write(deleteEnded, []);
  }
}
