import type { CredentialsChange } from '../feature/account.ts';
import type { App, Context } from '../feature/context.ts';
import { featuresOf } from '../feature/feature.ts';
import { execute } from '../platform/database/database.ts';
import { oncePer } from '../platform/once-per.ts';
import { repeat } from '../platform/repeat.ts';

/** $1: user, $2: purposes to keep. */
const deleteUnused =
  'delete from one_time_secrets where user_id = $1 and used_at is null and purpose <> all($2::text[])';

const outliving = oncePer((app: App) =>
  featuresOf(app)
    .flatMap(({ secretPurposes = [] }) => secretPurposes)
    .filter(({ outlivesChanges }) => outlivesChanges)
    .map(({ name }) => name),
);

/** A link from before the change must not undo it. Used secrets stay, so that a second click gets the reason USED. */
export async function forgetSecrets(ctx: Context, { userId }: CredentialsChange): Promise<void> {
  await execute(ctx.em, deleteUnused, [userId, outliving(ctx.app)]);
}

const batchSize = 1000;
const hour = 3_600_000;

/** $1: limit. Expired secrets stay for a week, so that anyone who opens an old link still learns why it fails. */
const deleteEnded = `
  delete from one_time_secrets where id in (
    select id from one_time_secrets where expires_at < now() - interval '7 days' limit $1 for update skip locked)`;

/** $1: limit. A decoy's link was never mailed. Its subject is a hash in base64url instead of an email. */
const deleteDecoys = `
  delete from one_time_secrets where id in (
    select id from one_time_secrets
    where user_id is null and subject not like '%@%' and length(subject) = 43 and expires_at < now() - interval '1 day'
    limit $1 for update skip locked)`;

/** @returns a function that stops the purge. */
export function startPurgingSecrets(app: App): () => void {
  const task = { name: 'purge of one-time secrets', log: app.log, first: Math.random() * hour, pause: hour };
  return repeat(task, () => purgeSecrets(app));
}

export async function purgeSecrets({ database }: App): Promise<void> {
  for (const statement of [deleteEnded, deleteDecoys])
    while ((await database.write(statement, [batchSize])) === batchSize);
}
