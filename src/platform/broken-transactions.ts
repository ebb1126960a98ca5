import type pg from 'pg';

const boundary = /^(begin|start transaction|rollback)\b(?! to\b)/i;

/**
 * Gives back connections that broke at the edge of a transaction. Kysely hands a connection back only after a BEGIN or
 * ROLLBACK that succeeded; one that fails would keep its place in the pool for ever, until nobody gets one any more.
 */
export function releaseBrokenTransactions(pool: pg.Pool): void {
  pool.on('connect', (client) => {
    const query = client.query.bind(client) as (...values: unknown[]) => unknown;
    const watched = (...values: unknown[]) => {
      const result = query(...values);
      const [text] = values;
      if (typeof text === 'string' && boundary.test(text) && result instanceof Promise) {
        result.catch((error: Error) => client.release(error));
      }
      return result;
    };
    client.query = watched as typeof client.query;
  });
}
