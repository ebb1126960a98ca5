import { setTimeout as sleep } from 'node:timers/promises';
import type { ClaimedRow, DueRows } from '../platform/database/due-rows.ts';
import { withTimeLimit } from '../platform/time-limit.ts';
import { type App, type Context, systemContext } from './context.ts';

interface Options<Row extends object> {
  name: string;
  rows: DueRows<Row>;
  /**
   * Runs one job, outside any transaction. If the job throws or exceeds the lease, the queue postpones the row. The signal
   * aborts when the lease ends, and when the process stops without waiting any longer.
   */
  work(ctx: Context, row: Row & ClaimedRow, signal: AbortSignal): Promise<void>;
  /** The maximum number of concurrent jobs. */
  batchSize?: number;
  pollMilliseconds?: number;
  /** How long `end` waits for running jobs. Unfinished jobs are due again after their lease. */
  drainMilliseconds?: number;
}

export interface QueueWorker {
  /** Looks for due rows now. Call this after committing a row; other processes poll. */
  wake(): void;
  end(): Promise<void>;
}

/** Pauses between attempts to mark a job as finished. Without retries, a completed job could run again. */
const finishPausesMs = [100, 1_000];

export function workQueue<Row extends object>(
  app: App,
  { name, rows, work, batchSize = 10, pollMilliseconds = 5_000, drainMilliseconds = 2_000 }: Options<Row>,
): QueueWorker {
  const ending = new AbortController();
  const leaving = new AbortController();
  let alarm = Promise.withResolvers<void>();
  const running = new Set<Promise<void>>();
  /** Whether the last claim was full, so that more rows may be due. */
  let mayBeMore = false;
  const { database, log } = app;

  const finish = async (row: Row & ClaimedRow): Promise<boolean> => {
    for (const pause of finishPausesMs) {
      try {
        return await rows.finish(database, row);
      } catch {
        await sleep(pause);
      }
    }
    return rows.finish(database, row);
  };

  const workOn = async (row: Row & ClaimedRow) => {
    const about = { queue: name, job: row.id, tries: row.tries };
    try {
      await withTimeLimit(rows.leaseSeconds * 1_000, (expiry) =>
        work(systemContext(app, `job:${name}`), row, AbortSignal.any([expiry, leaving.signal])),
      );
    } catch (err) {
      // If postponing fails, the row is due again after its lease.
      const outcome = await rows.postpone(database, row).catch(() => 'lost');
      log.warn({ err, ...about, outcome }, 'a job failed');
      return;
    }
    try {
      if (!(await finish(row))) log.warn(about, 'a job took longer than its lease');
    } catch (err) {
      log.warn({ err, ...about }, 'a job is done, but marking its row as finished failed');
    }
  };

  const start = (row: Row & ClaimedRow) => {
    const job = workOn(row).finally(() => {
      running.delete(job);
      if (mayBeMore) alarm.resolve();
    });
    running.add(job);
  };

  const fillSlots = async () => {
    const free = batchSize - running.size;
    if (free === 0) return;
    const { claimed, givenUp } = await rows.claim(database, free);
    mayBeMore = claimed.length + givenUp.length === free;
    for (const { id: job, tries } of givenUp) {
      log.warn({ queue: name, job, tries, outcome: 'given up' }, 'the last attempt of a job never ended');
    }
    claimed.forEach(start);
  };

  const loop = async () => {
    while (!ending.signal.aborted) {
      alarm = Promise.withResolvers();
      await fillSlots().catch((err: unknown) => {
        mayBeMore = false;
        log.warn({ err, queue: name }, 'could not read the queue; retrying');
      });
      if (mayBeMore && running.size < batchSize) continue;
      // Random, so that replicas that started together do not poll together.
      const pause = pollMilliseconds * (0.5 + Math.random());
      await Promise.race([
        alarm.promise,
        sleep(pause, undefined, { signal: ending.signal, ref: false }).catch(() => undefined),
      ]);
    }
  };

  const looping = loop();
  return {
    wake: () => alarm.resolve(),
    async end() {
      ending.abort();
      try {
        await withTimeLimit(drainMilliseconds, () => looping.then(() => Promise.all(running)));
      } catch (err) {
        log.warn({ queue: name, jobs: running.size }, 'stopped before all jobs had ended');
        leaving.abort(err);
      }
    },
  };
}
