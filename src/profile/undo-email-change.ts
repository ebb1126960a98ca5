import { claimIdentifiers } from '../accounts/held-identifiers.ts';
import { takenIdentifier } from '../accounts/taken-identifiers.ts';
import { reopenAccount } from '../deletion/reopen-account.ts';
import { type Account, accountColumns, mayLogIn } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import { makeAttempt } from '../feature/make-attempt.ts';
import { inTransaction, record } from '../feature/unit-of-work.ts';
import { checkToken, noLongerFits, type ProvedSecret, useSecret } from '../one-time-secrets/check-secret.ts';
import { execute } from '../platform/database/database.ts';
import { endOldCredentials } from '../sessions/end-old-credentials.ts';
import type { LockedAccount } from '../sessions/lock-account.ts';
import type { UndoEmailChangeInput, UndoPayload } from './email-change.types.ts';
import { dropChangesSince } from './email-changes.ts';
import { mailUndone } from './mail-change.ts';
import { newEmailTaken } from './profile.errors.ts';
import { accountRenamed, emailChangeUndone } from './profile.events.ts';
import { undoPurpose } from './profile.mails.ts';
import { undoAttempt } from './profile-attempts.ts';

/**
 * Gives the account back to the owner of the old mailbox. Restores the email and the username of that time, undoes later
 * changes too, ends every session, and deletes the password. @throws LINK_INVALID, EMAIL_TAKEN.
 */
export function undoEmailChange(ctx: Context, { token }: UndoEmailChangeInput): Promise<UndoPayload> {
  return makeAttempt(ctx, { kind: undoAttempt }, async (count) => {
    await count();
    const secret = await checkToken(ctx, undoPurpose, token);
    return inTransaction(ctx, () => undo(ctx, secret)).catch((error: unknown) => {
      // The email is held, so only an operator or an old version of the service can have given it away.
      throw takenIdentifier(error) ? newEmailTaken() : error;
    });
  });
}

interface UndoableChange extends LockedAccount {
  oldEmail: string;
  oldUsername: string;
  changedAt: Date | string;
}

/** Locks disabled accounts too, since the account may be closing. */
const lockChange = `
  select ${accountColumns}, u.locale, c.old_email as "oldEmail", c.old_username as "oldUsername", c.changed_at as "changedAt"
  from email_changes as c join users as u on u.id = c.user_id
  where c.id = $1::uuid and now() < c.undo_until for no key update of u`;

/** The link also proves the mailbox. The owner may rename the account at once, in case a thief did so before the change. */
const restore = `
  update users as u
  set email = $2, username = $3, email_verified_at = now(), email_refused_at = null, renamed_at = null
  where u.id = $1 and ${mayLogIn} returning ${accountColumns}, now() as time`;

async function undo(ctx: Context, secret: ProvedSecret): Promise<UndoPayload> {
  const [current] = await execute<UndoableChange>(ctx.em, lockChange, [secret.subject]);
  if (!current) throw noLongerFits(secret);
  await useSecret(ctx, secret);
  const { id: userId, oldEmail, oldUsername } = current;
  const changedAt = new Date(current.changedAt);
  await record(ctx, emailChangeUndone({ userId }));
  const change = { userId, reason: 'email-change-undo', undoneSince: changedAt };
  const revokedSessions = await endOldCredentials(ctx, change);
  type Row = Account & { time: Date | string };
  const [account] = await execute<Row>(ctx.em, restore, [userId, oldEmail, oldUsername]);
  if (!account) throw noLongerFits(secret);
  await claimIdentifiers(ctx, account);
  // A thief may also have deleted the account. The mail about its restoration goes to the old mailbox.
  await reopenAccount(ctx, userId, 'secured');
  await dropChangesSince(ctx, userId, changedAt);
  if (account.username !== current.username) await record(ctx, accountRenamed({ userId }));
  await mailUndone(ctx, { old: current, account, time: new Date(account.time) });
  return { email: account.email, revokedSessions };
}
