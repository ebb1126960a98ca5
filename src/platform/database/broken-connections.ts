import type pg from 'pg';
import { isReadOnly } from './database-errors.ts';

const boundary = /^(begin|start transaction|rollback)\b(?! to\b)/i;

/** Releases a client that may be released already: one whose BEGIN has failed, below. */
export function letGo(client: pg.PoolClient, isBroken = false): void {
  try {
    client.release(isBroken);
  } catch {
    // It was.
  }
}

/**
 * Evicts broken and read-only connections from the pool.
 *
 * Broken: works around kysely-org/kysely#1990. Kysely never releases a connection whose BEGIN or ROLLBACK fails, so the pool
 * runs out of connections. Delete this half once Kysely releases such connections.
 *
 * Read-only: after a failover, new connections reach the primary, but old connections stay on the standby. So a read-only
 * connection is closed on release.
 */
export function dropBrokenConnections(pool: pg.Pool): void {
  const readOnly = new WeakSet<pg.PoolClient>();
  pool.on('connect', (client) => {
    const query = client.query.bind(client) as (...values: unknown[]) => unknown;
    const watched = (...values: unknown[]) => {
      const result = query(...values);
      const [text] = values;
      if (result instanceof Promise) {
        result.catch((error: Error) => {
          if (typeof text === 'string' && boundary.test(text)) client.release(error);
          else if (isReadOnly(error)) readOnly.add(client);
        });
      }
      return result;
    };
    client.query = watched as typeof client.query;
    // PostgreSQL ends a transaction that is idle for too long. Its owner would keep the connection's slot in the pool.
    client.once('error', (error) => {
      try {
        client.release(error);
      } catch {
        // The connection was not in use.
      }
      // The owner will release the connection a second time, and pg-pool would throw.
      client.release = () => undefined;
    });
  });
  pool.on('release', (_error, client) => {
    // The pool drops a connection that is ending.
    if (readOnly.has(client)) void client.end();
  });
}
