import type { Database } from '../platform/database/database.ts';
import type { Count, CountAsked, CounterChange, CounterStore, CountRefused } from './counter-store.ts';

/** Uses the database's clock, since replicas' clocks may be a day apart (tests/process/clocks.test.ts). */
const now = '(extract(epoch from now()) * 1000)::bigint';

/** $1: key, $2: points, $3: milliseconds until the counter expires. */
const add = `
  insert into throttle_counters as c (key, points, expire) values ($1, $2, ${now} + $3::bigint)
  on conflict (key) do update set
    points = case when c.expire <= ${now} then excluded.points else c.points + excluded.points end,
    expire = case when c.expire <= ${now} then excluded.expire else c.expire end
  returning points, (expire - ${now})::float8 as "millisecondsLeft"`;

/**
 * Statements that change several counters first lock their keys, in a fixed order. Row locks alone could deadlock, because a
 * statement does not see the counters that others have inserted since it began.
 */
const keysLocked = (keys: string) => `
  keys_locked as materialized (
    select pg_advisory_xact_lock(hash) from (
      select distinct hashtextextended('throttle ' || key, 0) as hash from unnest(${keys}) as k (key) order by hash
    ) as hashes
  )`;

/**
 * $1: keys, $2: milliseconds until each counter expires, $3: how many points each may have, $4: from how many points on a
 * wait applies, $5: the wait's counter. Adds a point to all counters unless one of them refuses it.
 */
const addAll = `
  with ${keysLocked('$1::text[]')}, asked as materialized (
    select * from unnest($1::text[], $2::int8[], $3::int4[], $4::int4[], $5::text[])
      with ordinality as a (key, milliseconds, most, wait_from, wait, position)
  ), locked as materialized (
    select key, points, expire from throttle_counters
    where key = any($1) and (select count(*) from keys_locked) > 0 order by key for update
  ), refused as materialized (
    select a.position, case when l.points >= a.most then l.expire else w.expire end as expire
    from asked as a join locked as l on l.key = a.key and l.expire > ${now}
      left join throttle_counters as w on w.key = a.wait and w.expire > ${now} and l.points + 1 >= a.wait_from
    where l.points >= a.most or w.key is not null
    order by a.position limit 1
  ), counted as (
    insert into throttle_counters as c (key, points, expire)
    select key, 1, ${now} + milliseconds from asked where not exists (select from refused)
    on conflict (key) do update set
      points = case when c.expire <= ${now} then 1 else c.points + 1 end,
      expire = case when c.expire <= ${now} then excluded.expire else c.expire end
    returning key, points, expire
  )
  select false as "isRefused", (a.position - 1)::int4 as position, c.points,
    (c.expire - ${now})::float8 as "millisecondsLeft"
  from counted as c join asked as a on a.key = c.key
  union all
  select true, (position - 1)::int4, null, (expire - ${now})::float8 from refused
  order by position`;

const find = `select 1 from throttle_counters where key = $1 and expire > ${now}`;

/**
 * $1: keys to delete, $2: keys to give a point back to, $3: keys to set, $4: their points, $5: milliseconds until they expire.
 * Locks all rows before it inserts any.
 */
const changeAll = `
  with ${keysLocked('$1::text[] || $2::text[] || $3::text[]')}, locked as materialized (
    select key from throttle_counters
    where key = any($1::text[] || $2::text[] || $3::text[]) and (select count(*) from keys_locked) > 0 order by key for update
  ), deleted as (
    delete from throttle_counters as c using locked as l where c.key = l.key and l.key = any($1)
  ), given_back as (
    update throttle_counters as c set points = c.points - 1 from locked as l
    where c.key = l.key and l.key = any($2) and c.expire > ${now}
  )
  insert into throttle_counters (key, points, expire)
  select s.key, s.points, ${now} + s.milliseconds
  from unnest($3::text[], $4::int4[], $5::int8[]) as s (key, points, milliseconds),
    (select count(*) from locked) as all_locked
  order by s.key
  on conflict (key) do update set points = excluded.points, expire = excluded.expire`;

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

  async addAll(asked: readonly CountAsked[]): Promise<Count[] | CountRefused> {
    const values = [
      asked.map(({ key }) => key),
      asked.map(({ seconds }) => seconds * 1000),
      asked.map(({ most }) => most ?? null),
      asked.map(({ wait }) => wait?.from ?? null),
      asked.map(({ wait }) => wait?.key ?? null),
    ];
    type Row = Count & CountRefused & { isRefused: boolean };
    const rows = await this.database.change<Row>({ name: 'throttle-count-all', text: addAll, values });
    return rows.find(({ isRefused }) => isRefused) ?? rows;
  }

  async has(key: string): Promise<boolean> {
    const rows = await this.database.change({ name: 'throttle-find', text: find, values: [key] });
    return rows.length > 0;
  }

  async change(changes: readonly CounterChange[]): Promise<void> {
    if (changes.length === 0) return;
    const keysOf = (wanted: CounterChange['kind']) =>
      changes.flatMap(({ kind, key }) => (kind === wanted ? [key] : []));
    const set = changes.filter((each) => each.kind === 'set');
    const values = [
      keysOf('delete'),
      keysOf('give-back'),
      keysOf('set'),
      set.map(({ points }) => points),
      set.map(({ seconds }) => seconds * 1000),
    ];
    await this.database.change({ name: 'throttle-change', text: changeAll, values });
  }

  deleteEnded(): Promise<number> {
    return this.database.write(deleteEnded, []);
  }
}
