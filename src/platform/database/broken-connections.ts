import type pg from 'pg';
import { isReadOnly } from './database-errors.ts';

const boundary = /^(begin|start transaction|rollback)\b(?! to\b)/i;

/**
 * Parts with connections that would do no good any more.
 *
 * Those that broke at the edge of a transaction: Kysely hands a connection back only after a BEGIN or ROLLBACK that
 * succeeded; one that fails would keep its place in the pool for ever, until nobody gets one any more.
 *
 * Those that take no writes, once they are handed back: after a failover a new one leads to where writes are taken, while
 * an old one stays what it was for as long as others keep it busy with reading.
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
  });
  pool.on('release', (_error, client) => {
    // The pool keeps no connection that is ending.
    if (readOnly.has(client)) void client.end();
  });
}
