import { setTimeout as sleep } from 'node:timers/promises';
import type { ClaimedRow, DueRows } from '../platform/database/due-rows.ts';
import { type App, type Context, systemContext } from './context.ts';

interface Options<Row extends object> {
  name: string;
  rows: DueRows<Row>;
  /** Runs one job, outside any transaction. If it throws, the row is postponed. */
  work(ctx: Context, row: Row & ClaimedRow): Promise<void>;
  batchSize?: number;
  pollMilliseconds?: number;
}

export interface QueueWorker {
  /** Looks for due rows now. A process calls it after it commits a row; other processes poll. */
  wake(): void;
  end(): Promise<void>;
}

export function workQueue<Row extends object>(
  app: App,
  { name, rows, work, batchSize = 10, pollMilliseconds = 5_000 }: Options<Row>,
): QueueWorker {
  const ending = new AbortController();
  const { signal } = ending;
  let alarm = Promise.withResolvers<void>();
  const { database, log } = app;

  const workOn = async (row: Row & ClaimedRow) => {
    const about = { queue: name, job: row.id, tries: row.tries };
    try {
      await work(systemContext(app, `job:${name}`), row);
      if (!(await rows.finish(database, row))) log.warn(about, 'a job took longer than its lease');
    } catch (err) {
      // If postponing fails too, the row is due again after its lease.
      const outcome = await rows.postpone(database, row).catch(() => 'lost');
      log.warn({ err, ...about, outcome }, 'a job failed');
    }
  };

  const turn = async (): Promise<number> => {
    const claimed = await rows.claim(database, batchSize);
    await Promise.all(claimed.map(workOn));
    return claimed.length;
  };

  const loop = async () => {
    while (!signal.aborted) {
      alarm = Promise.withResolvers();
      const count = await turn().catch((err: unknown) => {
        log.warn({ err, queue: name }, 'could not read the queue; retrying');
        return 0;
      });
      if (count === batchSize) continue;
      // Replicas that started together do not poll together.
      const pause = pollMilliseconds * (0.5 + Math.random());
      await Promise.race([
        alarm.promise,
        sleep(pause, undefined, { signal, ref: false }).catch(() => undefined),
      ]);
    }
  };

  const running = loop();
  return {
    wake: () => alarm.resolve(),
    async end() {
      ending.abort();
      await running;
    },
  };
}
