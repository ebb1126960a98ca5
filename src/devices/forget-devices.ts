import type { App, Context } from '../feature/context.ts';
import { execute } from '../platform/database/database.ts';
import { repeat } from '../platform/repeat.ts';
import { deleteForgottenDevices, deleteRecentDevices } from './device-statements.ts';

/** After the owner has secured the account, the next login from the thief's device must cause another mail. */
export async function forgetRecentDevices(ctx: Context, userId: number): Promise<void> {
  await execute(ctx.em, deleteRecentDevices, [userId]);
}

const batchSize = 1000;
const hour = 3_600_000;

/** @returns a function that stops the purge. */
export function startForgettingDevices(app: App): () => void {
  const task = { name: 'purge of known devices', log: app.log, first: Math.random() * hour, pause: hour };
  return repeat(task, () => forgetDevices(app));
}

/** Deletes in batches, so that no statement holds many locks. */
export async function forgetDevices({ database }: App): Promise<void> {
  while ((await database.write(deleteForgottenDevices, [batchSize])) === batchSize);
}
