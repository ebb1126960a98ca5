import type pg from 'pg';
import { isReadOnly, isStalePlan } from './database-errors.ts';

const boundary = /^(begin|start transaction|rollback)\b(?! to\b)/i;

/** Releases a client, even if it has already been released because its BEGIN failed (below). */
export function letGo(client: pg.PoolClient, isBroken = false): void {
  try {
    client.release(isBroken);
  } catch {
    // Already released.
  }
}

/**
 * Evicts broken, read-only and outdated connections from the pool.
 *
 * Broken: works around kysely-org/kysely#1990. Kysely never releases a connection whose BEGIN or ROLLBACK fails, so the pool
 * runs dry. Delete this half once Kysely releases them.
 *
 * Read-only: after a failover, new connections reach the primary, but old ones stay on the standby. A connection found to be
 * read-only is therefore closed on release, and so is one with a prepared statement that no longer works.
 */
export function dropBrokenConnections(pool: pg.Pool): void {
  const useless = new WeakSet<pg.PoolClient>();
  pool.on('connect', (client) => {
    const query = client.query.bind(client) as (...values: unknown[]) => unknown;
    const watched = (...values: unknown[]) => {
      const result = query(...values);
      const [text] = values;
      if (result instanceof Promise) {
        result.catch((error: Error) => {
          if (typeof text === 'string' && boundary.test(text)) client.release(error);
          else if (isReadOnly(error) || isStalePlan(error)) useless.add(client);
        });
      }
      return result;
    };
    client.query = watched as typeof client.query;
    // PostgreSQL ends transactions that are idle for too long, but their owner would still hold the slot in the pool.
    client.once('error', (error) => {
      try {
        client.release(error);
      } catch {
        // The connection was not in use.
      }
      // The owner will release the connection again, which would make pg-pool throw.
      client.release = () => undefined;
    });
  });
  pool.on('release', (_error, client) => {
    // The pool discards connections that are ending.
    if (useless.has(client)) void client.end();
  });
}
