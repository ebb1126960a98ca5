import type { CredentialsChange } from '../feature/account.ts';
import type { App, Context } from '../feature/context.ts';
import { execute } from '../platform/database/database.ts';
import { repeat } from '../platform/repeat.ts';

const deleteOfUser = 'delete from confirmations where user_id = $1 and used_at is null';

/** A confirmation that began before a change of the credentials must not continue. */
export async function forgetConfirmations(ctx: Context, { userId }: CredentialsChange): Promise<void> {
  await execute(ctx.em, deleteOfUser, [userId]);
}

const batchSize = 1000;
const hour = 3_600_000;

const deleteEnded = `
  delete from confirmations where id in (
    select id from confirmations where expires_at < now() - interval '1 day' limit $1 for update skip locked)`;

/** @returns a function that stops the purge. */
export function startPurgingConfirmations(app: App): () => void {
  const task = { name: 'purge of confirmations', log: app.log, first: Math.random() * hour, pause: hour };
  return repeat(task, () => purgeConfirmations(app));
}

export async function purgeConfirmations({ database }: App): Promise<void> {
  while ((await database.write(deleteEnded, [batchSize])) === batchSize);
}
