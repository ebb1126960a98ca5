import { z } from 'zod';
import { usernameTaken } from '../accounts/accounts.errors.ts';
import { claimIdentifiers, holdIdentifier } from '../accounts/held-identifiers.ts';
import { usernameRule } from '../accounts/identifier-rules.ts';
import { foldUsername } from '../accounts/identifiers.ts';
import { takenIdentifier } from '../accounts/taken-identifiers.ts';
import { type Account, accountColumns, pickAccount, type Viewer } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import { makeAttempt } from '../feature/make-attempt.ts';
import { inTransaction, record } from '../feature/unit-of-work.ts';
import { checkInput } from '../kernel/input-rules.ts';
import { queueNotice } from '../mail/queue-notice.ts';
import { execute } from '../platform/database/database.ts';
import { lockCaller } from '../sessions/lock-account.ts';
import { requireUser } from '../sessions/require-user.ts';
import type { ChangeUsernameInput } from './change-username.types.ts';
import { tooSoon } from './profile.errors.ts';
import { accountRenamed } from './profile.events.ts';
import { renamedMail } from './profile.mails.ts';
import { renameAttempt } from './profile-attempts.ts';

const rules = z.object({ username: usernameRule });

/**
 * Renames the caller's account, at most once in 30 days. Holds the old username for the account during that time. A change
 * of letter case is always allowed. @throws UNAUTHENTICATED, BAD_USER_INPUT, USERNAME_TAKEN, TOO_SOON, RATE_LIMITED.
 */
export async function changeUsername(ctx: Context, input: ChangeUsernameInput): Promise<Account> {
  const viewer = await requireUser(ctx);
  const { username } = checkInput(rules, input);
  return makeAttempt(ctx, { kind: renameAttempt, accountId: viewer.account.id }, async (count) => {
    await count();
    return inTransaction(ctx, () => rename(ctx, viewer, username)).catch((error: unknown) => {
      throw takenIdentifier(error) === 'username' ? usernameTaken() : error;
    });
  });
}

const pause = 30 * 86_400;

const selectAvailable = `
  select renamed_at + ${pause} * interval '1 second' as "availableAt" from users
  where id = $1 and now() < renamed_at + ${pause} * interval '1 second'`;

const setUsername = `
  update users as u set username = $2, renamed_at = case when $3::boolean then u.renamed_at else now() end
  where u.id = $1 returning ${accountColumns}, now() as time`;

async function rename(ctx: Context, viewer: Viewer, username: string): Promise<Account> {
  const old = await lockCaller(ctx, viewer);
  // A client may repeat a request whose response was lost.
  if (username === old.username) return pickAccount(old);
  const { id: userId } = old;
  const isSameName = foldUsername(username) === foldUsername(old.username);
  if (!isSameName) await requirePause(ctx, userId);
  type Row = Account & { time: Date | string };
  const [account] = await execute<Row>(ctx.em, setUsername, [userId, username, isSameName]);
  if (!account) throw new Error('PostgreSQL returned no row for an update of a locked row.');
  await claimIdentifiers(ctx, account);
  if (!isSameName)
    await holdIdentifier(ctx, { kind: 'username', value: old.username, userId, seconds: pause });
  await record(ctx, accountRenamed({ userId }));
  await queueNotice(ctx, {
    kind: renamedMail,
    owner: { ...old, username },
    time: new Date(account.time),
    facts: { oldUsername: old.username, newUsername: username },
  });
  return pickAccount(account);
}

/** @throws TOO_SOON */
async function requirePause(ctx: Context, userId: number): Promise<void> {
  const [row] = await execute<{ availableAt: Date | string }>(ctx.em, selectAvailable, [userId]);
  if (row) throw tooSoon({ availableAt: new Date(row.availableAt).toISOString() });
}
