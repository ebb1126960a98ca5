import type { CredentialsChange } from '../feature/account.ts';
import type { App, Context } from '../feature/context.ts';
import type { RecordedEvent } from '../feature/feature.ts';
import { execute } from '../platform/database/database.ts';
import { repeat } from '../platform/repeat.ts';

const deleteOfUser = 'delete from login_challenges where user_id = $1 and used_at is null';

/** A login that began with the old credentials must not continue. */
export async function forgetChallenges(
  ctx: Context,
  { userId }: Pick<CredentialsChange, 'userId'>,
): Promise<void> {
  await execute(ctx.em, deleteOfUser, [userId]);
}

/** When an operator re-enables the account, no earlier login may continue. */
export async function forgetOnDisabling(ctx: Context, { userId }: RecordedEvent): Promise<void> {
  if (userId !== undefined) await forgetChallenges(ctx, { userId });
}

const batchSize = 1000;
const hour = 3_600_000;

const deleteEnded = `
  delete from login_challenges where id in (
    select id from login_challenges where expires_at < now() - interval '1 day' limit $1 for update skip locked)`;

/** @returns a function that stops the purge. */
export function startPurgingChallenges(app: App): () => void {
  const task = { name: 'purge of login challenges', log: app.log, first: Math.random() * hour, pause: hour };
  return repeat(task, () => purgeChallenges(app));
}

export async function purgeChallenges({ database }: App): Promise<void> {
  while ((await database.write(deleteEnded, [batchSize])) === batchSize);
}
