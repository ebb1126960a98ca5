import type pg from 'pg';
import type { DatabaseLimits } from './database.settings.ts';

/** PostgreSQL's own timeouts, in milliseconds. */
export const timeouts = ({ statementTimeout, lockTimeout }: DatabaseLimits) => ({
  statement_timeout: String(statementTimeout),
  lock_timeout: String(lockTimeout),
  idle_in_transaction_session_timeout: String(2 * statementTimeout),
});

/** Not sent as connection parameters, because PgBouncer rejects those in every mode. */
export async function setTimeouts(client: pg.Client, limits: DatabaseLimits): Promise<void> {
  const statements = Object.entries(timeouts(limits)).map(([name, value]) => `set ${name} = ${value}`);
  await client.query(statements.join('; '));
}

interface Row {
  name: string;
  role: string;
}

/** $1: setting names, $2: how long this process waits for each, in milliseconds. */
const findMissing = `
  select name, quote_ident(current_user) as role from pg_settings
    join unnest($1::text[], $2::int4[]) as wanted (name, most) using (name)
  where setting::int4 = 0 or setting::int4 > most order by name`;

/** Transactions set their own timeouts. Look-ups run outside any transaction, so only the role's timeouts apply to them. */
export async function adviseOnTimeouts(pool: pg.Pool, limits: DatabaseLimits): Promise<string | undefined> {
  const { statement_timeout, lock_timeout } = timeouts(limits);
  const wanted = { statement_timeout, lock_timeout };
  const { rows } = await pool.query<Row>(findMissing, [Object.keys(wanted), Object.values(wanted)]);
  const [{ role } = { role: '' }] = rows;
  if (rows.length === 0) return undefined;
  const statements = rows.map(
    ({ name }) => `alter role ${role} set ${name} = ${wanted[name as keyof typeof wanted]};`,
  );
  return (
    'With DATABASE_POOLER=transaction look-ups have the timeouts of the role, and the role lacks some: PostgreSQL may keep a ' +
    `connection busy with a look-up that the service has given up on. Run: ${statements.join(' ')}`
  );
}
