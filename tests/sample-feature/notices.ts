import type { App } from '../../src/feature/context.ts';
import type { RecordedEvent } from '../../src/feature/feature.ts';
import { inTransaction, record } from '../../src/feature/unit-of-work.ts';
import { type QueueWorker, workQueue } from '../../src/feature/work-queue.ts';
import { DueRows } from '../../src/platform/database/due-rows.ts';
import { oncePer } from '../../src/platform/once-per.ts';
import { badgeAdded, badgeNoticed } from './badges.events.ts';

const notices = new DueRows<{ userId: number }>({
  table: 'badge_notices',
  columns: 'user_id as "userId"',
  leaseSeconds: 1,
  backoffSeconds: [0.2, 0.2],
});

const current = oncePer((_app: App): { worker?: QueueWorker } => ({}));

/** Delivers notices in the background. @returns a function that stops the job. */
export function startNotices(app: App): () => Promise<void> {
  const worker = workQueue(app, {
    name: 'badge-notices',
    rows: notices,
    pollMilliseconds: 200,
    work: (ctx, { userId }) => inTransaction(ctx, () => record(ctx, badgeNoticed({ userId }))),
  });
  current(app).worker = worker;
  return () => worker.end();
}

/** Wakes the queue, so that a committed notice need not wait for the next poll. */
export function wakeNotices(app: App, { type }: RecordedEvent): void {
  if (type === badgeAdded.type) current(app).worker?.wake();
}
