import type pg from 'pg';
import { letGo } from './broken-connections.ts';

/** A pooler whose mode does not fit DATABASE_POOLER. */
export class PoolerFailure extends Error {
  constructor(
    message: string,
    /** PostgreSQL's, where it has noticed. */
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

/** By PgBouncer's words. */
export const isStatementMode = (message: string) => /in statement pooling mode/.test(message);

const rounds = 3;

/** A healthy server responds within this time, even if a pooler has no free connection at first. */
const answerTimeoutMs = 5_000;

/** A pooler in session mode may have no server process for a second connection. */
const secondTimeoutMs = 2_000;

/**
 * Looks for a pooler in transaction mode: two connections that share a server process, or one that changes it. Only reads,
 * so that nothing is left on a connection that other clients get next. @throws PoolerFailure
 */
export async function checkForPooler(one: pg.PoolClient, pool: pg.Pool): Promise<void> {
  if (await isDirect(one)) return;
  // A server may have one connection left, which is enough.
  const other = await pool.connect().catch(() => undefined);
  if (!other) return;
  let isBroken = false;
  try {
    for (let round = 0; round < rounds; round += 1) {
      const before = await processOf(one);
      await inTime(other, 'begin', { milliseconds: secondTimeoutMs });
      const process = await processOf(other);
      // Another client may have got the process of `one` first. It then gets another one.
      const isShared = process === before || (await processOf(one)) !== before;
      await other.query('rollback');
      // Some databases that speak PostgreSQL's protocol number no processes.
      if (isShared && before > 0) throw new PoolerFailure(needsSetting);
    }
  } catch (error) {
    isBroken = true;
    // If a pooler in session mode has no second connection to offer, waiting for one says nothing about the pooler's mode.
    if (!/^Query read timeout/.test((error as Error).message)) throw error;
  } finally {
    letGo(other, isBroken);
  }
}

async function processOf(client: pg.PoolClient): Promise<number> {
  const { rows } = await inTime<{ process: number }>(client, 'select pg_backend_pid() as process');
  return rows[0]?.process ?? 0;
}

/** PostgreSQL tells a client the number of its process, and PgBouncer makes one up. pg keeps it; its types do not know it. */
async function isDirect(client: pg.PoolClient & { processID?: number }): Promise<boolean> {
  return client.processID === (await processOf(client));
}

interface InTime {
  values?: unknown[];
  milliseconds?: number;
}

/** pg knows the limit for a single statement, but its types do not. */
export function inTime<Row extends object>(
  client: pg.PoolClient,
  text: string,
  { values = [], milliseconds = answerTimeoutMs }: InTime = {},
): Promise<pg.QueryResult<Row>> {
  return client.query<Row>({ text, values, query_timeout: milliseconds } as pg.QueryConfig);
}

/** PostgreSQL's codes where a named statement is already there, or missing: the connection was shared. */
const sharedStatement = /^(42P05|26000)$/;

/** @returns the error, or one that says what to set where the cause is a pooler. */
export function explainPooler(error: unknown): unknown {
  const { code, message } = error as { code?: string; message?: string };
  if (code === undefined || !sharedStatement.test(code)) return error;
  return new PoolerFailure(`${message}. ${needsSetting}`, code);
}
