import type pg from 'pg';
import { letGo } from './broken-connections.ts';

/** The pooler's mode does not match DATABASE_POOLER. */
export class PoolerFailure extends Error {
  constructor(
    message: string,
    /** PostgreSQL's error code, if the server noticed. */
    readonly code?: string,
  ) {
    super(message);
  }
}

export const needsSetting =
  'A pooler in transaction mode is in front of the database (PgBouncer, say): set DATABASE_POOLER=transaction ' +
  '(docs/configuration.md), or let the pooler use session mode.';

export const noTransactions =
  'The pooler in front of the database allows no transactions (statement mode). Let it use transaction mode, and set ' +
  'DATABASE_POOLER=transaction.';

/** Matches PgBouncer's wording. */
export const isStatementMode = (message: string) => /in statement pooling mode/.test(message);

const rounds = 3;

/** A healthy server responds within this time, even if the pooler has no free connection at first. */
const answerTimeoutMs = 5_000;

/** A pooler in session mode may have no server process left for a second connection. */
const secondTimeoutMs = 2_000;

/**
 * Detects a pooler in transaction mode: two connections share a server process, or one connection switches processes. Only
 * reads, so that it leaves nothing behind on a connection that another client may get next. @throws PoolerFailure
 */
export async function checkForPooler(one: pg.PoolClient, pool: pg.Pool): Promise<void> {
  if (await isDirect(one)) return;
  // The server may have had only one connection left, which is enough.
  const other = await pool.connect().catch(() => undefined);
  if (!other) return;
  let isBroken = false;
  try {
    for (let round = 0; round < rounds; round += 1) {
      const before = await processOf(one);
      await inTime(other, 'begin', { milliseconds: secondTimeoutMs });
      const process = await processOf(other);
      // If another client got `one`'s process first, `one` now gets a different one.
      const isShared = process === before || (await processOf(one)) !== before;
      await other.query('rollback');
      // Some databases that speak PostgreSQL's protocol have no process numbers.
      if (isShared && before > 0) throw new PoolerFailure(needsSetting);
    }
  } catch (error) {
    isBroken = true;
    // A pooler in session mode may have no second connection to offer, so a timeout says nothing about its mode.
    if (!/^Query read timeout/.test((error as Error).message)) throw error;
  } finally {
    letGo(other, isBroken);
  }
}

async function processOf(client: pg.PoolClient): Promise<number> {
  const { rows } = await inTime<{ process: number }>(client, 'select pg_backend_pid() as process');
  return rows[0]?.process ?? 0;
}

/** PostgreSQL tells clients their real process id, but PgBouncer makes one up. pg stores it, though its types omit it. */
async function isDirect(client: pg.PoolClient & { processID?: number }): Promise<boolean> {
  return client.processID === (await processOf(client));
}

interface InTime {
  values?: unknown[];
  milliseconds?: number;
}

/** pg supports a timeout per query, but its types do not. */
export function inTime<Row extends object>(
  client: pg.PoolClient,
  text: string,
  { values = [], milliseconds = answerTimeoutMs }: InTime = {},
): Promise<pg.QueryResult<Row>> {
  return client.query<Row>({ text, values, query_timeout: milliseconds } as pg.QueryConfig);
}

/** A named statement already exists or is missing, so the connection must be shared. */
const sharedStatement = /^(42P05|26000)$/;

/** @returns the error, or one that says what to configure if a pooler caused it. */
export function explainPooler(error: unknown): unknown {
  const { code, message } = error as { code?: string; message?: string };
  if (code === undefined || !sharedStatement.test(code)) return error;
  return new PoolerFailure(`${message}. ${needsSetting}`, code);
}
