import pg from 'pg';
import { World } from './world.ts';

type WorldOptions = Parameters<typeof World.start>[0];

/** Statements of the key sync, of jobs that look for due rows, and of new connections, which no request causes. */
const background =
  /from signing_keys|into signing_keys|from (factor_resets|account_closings)\b.* due|^set statement_timeout/;

/** Starts a service, and records the statements of this service only. */
export async function startRecorded(options: WorldOptions = {}) {
  const send = pg.Client.prototype.query as (...values: unknown[]) => unknown;
  let seen: { database: string; text: string }[] = [];
  // Before the start: the service binds this method when it opens a connection.
  pg.Client.prototype.query = function (this: pg.Client & { database: string }, ...values: unknown[]) {
    const [query] = values as [string | pg.QueryConfig];
    seen.push({ database: this.database, text: typeof query === 'string' ? query : query.text });
    return send.apply(this, values);
  } as never;
  const world = await World.start(options);
  const name = new URL(world.database).pathname.slice(1);
  return {
    world,
    clear: () => {
      seen = [];
    },
    statements: () =>
      seen.flatMap(({ database, text }) => (database === name && !background.test(text) ? [text] : [])),
    stop: async () => {
      pg.Client.prototype.query = send as never;
      await world.stop();
    },
  };
}
