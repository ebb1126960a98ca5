import { v7 as uuidv7 } from 'uuid';
import { holdIdentifier } from '../accounts/held-identifiers.ts';
import type { Account, CredentialsChange, Viewer } from '../feature/account.ts';
import type { App, Context } from '../feature/context.ts';
import { issueSecret } from '../one-time-secrets/issue-secret.ts';
import { execute } from '../platform/database/database.ts';
import { repeat } from '../platform/repeat.ts';
import { type Change, mailUndo } from './mail-change.ts';
import { undoPurpose } from './profile.mails.ts';
import { profileSettings } from './profile.settings.ts';

/** An unverified mailbox may belong to a stranger, and a second factor approves the change. */
export function mayUndo(old: Account, { level }: Viewer['session']): boolean {
  return old.emailVerified && level < 2;
}

const insertChange = `
  insert into email_changes (id, user_id, old_email, old_username, undo_until)
  values ($1, $2, $3, $4, now() + $5::float8 * interval '1 second')`;

/**
 * Mails the old mailbox a link that undoes the change. The secret belongs to no account, so that it survives later changes
 * of the credentials, which a thief could make.
 */
export async function offerUndo(ctx: Context, change: Change): Promise<void> {
  const { id: userId, email, username } = change.old;
  const { EMAIL_CHANGE_UNDO: lifetime } = ctx.app.config.of(profileSettings);
  const id = uuidv7();
  await execute(ctx.em, insertChange, [id, userId, email, username, lifetime]);
  await holdIdentifier(ctx, { kind: 'email', value: email, userId, seconds: lifetime });
  const secret = await issueSecret(ctx, { ...undoPurpose, lifetime }, { userId: null, subject: id });
  await mailUndo(ctx, change, secret);
}

const deleteFrom = 'delete from email_changes where user_id = $1 and old_email = $2';

/** There is nothing to undo once the account has its old email again. */
export async function dropChangesFrom(ctx: Context, { id, email }: Account): Promise<void> {
  await execute(ctx.em, deleteFrom, [id, email]);
}

const deleteSince = `
  with dropped as (
    delete from email_changes where user_id = $1 and changed_at >= $2::timestamptz returning old_email)
  delete from held_identifiers where user_id = $1 and kind = 'email' and value in (select old_email from dropped)`;

/** Also frees the emails that the service held because of these changes. */
export async function dropChangesSince(ctx: Context, userId: number, since: Date | string): Promise<void> {
  await execute(ctx.em, deleteSince, [userId, since]);
}

/** A change by an operator is final: no link can undo it. */
export async function forgetChanges(ctx: Context, { userId, reason }: CredentialsChange): Promise<void> {
  if (reason === 'administrator') await dropChangesSince(ctx, userId, '-infinity');
}

const batchSize = 1000;
const hour = 3_600_000;

const deleteEnded = `
  delete from email_changes where id in (
    select id from email_changes where undo_until < now() limit $1 for update skip locked)`;

/** @returns a function that stops the purge. */
export function startPurgingChanges(app: App): () => void {
  const task = { name: 'purge of email changes', log: app.log, first: Math.random() * hour, pause: hour };
  return repeat(task, () => purgeChanges(app));
}

export async function purgeChanges({ database }: App): Promise<void> {
  while ((await database.write(deleteEnded, [batchSize])) === batchSize);
}
