import type { Database } from '../platform/database/database.ts';

const query = `select current_setting('transaction_read_only')::boolean as "isReadOnly"`;

/** Whether the database is a standby, or was made read-only by its operator. */
export async function isReadOnlyDatabase(database: Database): Promise<boolean> {
  const [server] = await database.read<{ isReadOnly: boolean }>('is-read-only', query, []);
  return server?.isReadOnly ?? false;
}
