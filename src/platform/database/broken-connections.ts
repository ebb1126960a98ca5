import type pg from 'pg';
import { isReadOnly } from './database-errors.ts';

const boundary = /^(begin|start transaction|rollback)\b(?! to\b)/i;

/**
 * Evicts broken and read-only connections from the pool.
 * Broken: works around kysely-org/kysely#1990, by which a connection whose BEGIN or ROLLBACK fails is never released, until
 * the pool is exhausted. Delete this half once Kysely releases it.
 * Read-only: after a failover, a new connection reaches the primary, while an old one stays on the standby for as long as
 * it is used. It is closed when it is released.
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
    // PostgreSQL ends a transaction that idles for too long. Whatever still holds the connection would keep its place.
    client.once('error', (error) => {
      try {
        client.release(error);
      } catch {
        // It was not in use.
      }
      // Whatever holds it releases it once more, which pg-pool would take for a mistake.
      client.release = () => undefined;
    });
  });
  pool.on('release', (_error, client) => {
    // The pool drops a connection that is ending.
    if (readOnly.has(client)) void client.end();
  });
}
